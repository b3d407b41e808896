import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { verifyToken } from "../src/jwt.js";
import { createServer } from "../src/server.js";
import { createUserStore } from "../src/users.js";

const secret = "a secret of at least thirty-two bytes";
const server = createServer({ users: createUserStore(), secret, tokenLifetime: 60 });
const ada = { email: "ada@example.org", password: "correct horse" };
before(async () => {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  await post("/register", ada);
});
after(() => server.close());

const post = (path, body) =>
  fetch(`http://127.0.0.1:${server.address().port}${path}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

test("a new user registers", async () => {
  const response = await post("/register", { email: "Bob@example.org", password: "battery staple" });
  assert.equal(response.status, 201);
  assert.deepEqual(await response.json(), { email: "bob@example.org" });
});

test("an address registers once", async () => {
  assert.equal((await post("/register", { ...ada, email: "ADA@example.org" })).status, 409);
});

test("the right password gives a token of this user", async () => {
  const response = await post("/login", ada);
  assert.equal(response.status, 200);
  const { token, expiresIn } = await response.json();
  assert.equal(expiresIn, 60);
  assert.equal(verifyToken(token, secret).sub, "ada@example.org");
});

test("a wrong password answers 401", async () => {
  const response = await post("/login", { ...ada, password: "battery staple" });
  assert.equal(response.status, 401);
});

test("an unknown address gets the same answer as a wrong password", async () => {
  const unknown = await post("/login", { ...ada, email: "eve@example.org" });
  const wrong = await post("/login", { ...ada, password: "battery staple" });
  assert.equal(unknown.status, wrong.status);
  assert.deepEqual(await unknown.json(), await wrong.json());
});

const unusable = [
  "",
  "no JSON",
  "null",
  "[]",
  {},
  { email: "ada@example.org" },
  { email: "no address", password: "correct horse" },
  { email: "bob@example.org", password: "short" },
  { email: "bob@example.org", password: "x".repeat(20_000) },
];
for (const path of ["/register", "/login"]) {
  test(`POST ${path} answers 400 to what it cannot use`, async () => {
    for (const body of unusable) {
      assert.equal((await post(path, body)).status, 400, JSON.stringify(body).slice(0, 80));
    }
  });
}
