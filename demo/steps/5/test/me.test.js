import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signToken } from "../src/jwt.js";
import { createServer } from "../src/server.js";

const secret = "a secret of at least thirty-two bytes";
const server = createServer({ secret });
before(() => new Promise((resolve) => server.listen(0, "127.0.0.1", resolve)));
after(() => server.close());

const getMe = (headers = {}) => fetch(`http://127.0.0.1:${server.address().port}/me`, { headers });
const bearer = (token) => ({ Authorization: `Bearer ${token}` });

test("a valid token gives the user", async () => {
  const response = await getMe(bearer(signToken({ sub: "ada@example.org" }, secret, 60)));
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { email: "ada@example.org" });
});

test("the scheme is read whatever its case", async () => {
  const token = signToken({ sub: "ada@example.org" }, secret, 60);
  assert.equal((await getMe({ Authorization: `bearer ${token}` })).status, 200);
});

const refused = {
  "no header": {},
  "another scheme": { Authorization: "Basic YWRhOmh1bnRlcjI=" },
  "no token": { Authorization: "Bearer " },
  "a made-up token": bearer("a.b.c"),
  "an expired token": bearer(signToken({ sub: "ada@example.org" }, secret, -1)),
  "a token of another secret": bearer(signToken({ sub: "ada@example.org" }, "another secret", 60)),
};
for (const [name, headers] of Object.entries(refused)) {
  test(`${name} answers 401`, async () => {
    const response = await getMe(headers);
    assert.equal(response.status, 401);
    assert.equal(response.headers.get("WWW-Authenticate"), "Bearer");
  });
}

test("other routes stay open", async () => {
  assert.equal((await fetch(`http://127.0.0.1:${server.address().port}/health`)).status, 200);
});
