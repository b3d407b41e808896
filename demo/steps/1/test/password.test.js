import assert from "node:assert/strict";
import { test } from "node:test";
import { hashPassword, verifyPassword } from "../src/password.js";

test("the right password is accepted", async () => {
  assert.equal(await verifyPassword("correct horse", await hashPassword("correct horse")), true);
});

test("a wrong password is refused", async () => {
  assert.equal(await verifyPassword("battery staple", await hashPassword("correct horse")), false);
});

test("the same password never gives the same hash", async () => {
  assert.notEqual(await hashPassword("correct horse"), await hashPassword("correct horse"));
});

test("the hash does not hold the password", async () => {
  assert.ok(!(await hashPassword("correct horse")).includes("correct horse"));
});

for (const stored of ["", "no hash", "scrypt$", "scrypt$c2FsdA$c2hvcnQ", "md5$c2FsdA$a2V5"]) {
  test(`${JSON.stringify(stored)} is no hash, and matches nothing`, async () => {
    assert.equal(await verifyPassword("correct horse", stored), false);
  });
}
