import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createServer } from "../src/server.js";

const server = createServer();
const url = (path) => `http://127.0.0.1:${server.address().port}${path}`;
before(() => new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)));
after(() => server.close());

test("GET /health answers 200", async () => {
  const response = await fetch(url("/health"));
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { status: "ok" });
});

test("an unknown path answers 404", async () => {
  const response = await fetch(url("/nothing"));
  assert.equal(response.status, 404);
});
