import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { signToken, verifyToken } from "../src/jwt.js";

const secret = "a secret of at least thirty-two bytes";
const now = Date.UTC(2030, 0, 1);
const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const forge = (header, claims, key = secret) => {
  const content = `${encode(header)}.${encode(claims)}`;
  return `${content}.${createHmac("sha256", key).update(content).digest("base64url")}`;
};

test("a token gives back its claims", () => {
  const claims = verifyToken(signToken({ sub: "ada@example.org" }, secret, 60, now), secret, now);
  assert.equal(claims.sub, "ada@example.org");
  assert.equal(claims.exp - claims.iat, 60);
});

test("a token is what RFC 7519 asks for", () => {
  const claims = { sub: "ada@example.org", iat: now / 1000, exp: now / 1000 + 60 };
  const token = signToken({ sub: "ada@example.org" }, secret, 60, now);
  assert.equal(token, forge({ alg: "HS256", typ: "JWT" }, claims));
});

test("a token expires", () => {
  const token = signToken({}, secret, 60, now);
  assert.ok(verifyToken(token, secret, now + 59_999));
  assert.equal(verifyToken(token, secret, now + 60_000), null);
});

test("another secret is refused", () => {
  assert.equal(verifyToken(signToken({}, "another secret", 60, now), secret, now), null);
});

test("changed claims are refused", () => {
  const [header, , signature] = signToken({ sub: "ada" }, secret, 60, now).split(".");
  const claims = encode({ sub: "eve", exp: now / 1000 + 60 });
  assert.equal(verifyToken(`${header}.${claims}.${signature}`, secret, now), null);
});

test("another algorithm is refused, even when signed with the secret", () => {
  assert.equal(verifyToken(forge({ alg: "none" }, { exp: now }), secret, now), null);
});

test("a token without an expiry is refused", () => {
  assert.equal(verifyToken(forge({ alg: "HS256" }, { sub: "ada" }), secret, now), null);
});

for (const token of ["", "a", "a.b", "a.b.c", "a.b.c.d", `${encode({ alg: "none" })}.e30.`]) {
  test(`${JSON.stringify(token)} is no token`, () => {
    assert.equal(verifyToken(token, secret, now), null);
  });
}
