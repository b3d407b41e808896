import assert from "node:assert/strict";
import { test } from "node:test";
import { createUserStore } from "../src/users.js";

test("a user is found again", () => {
  const users = createUserStore();
  assert.equal(users.add({ email: "ada@example.org", passwordHash: "h" }), true);
  assert.deepEqual(users.find("ada@example.org"), { email: "ada@example.org", passwordHash: "h" });
});

test("nobody is found in an empty store", () => {
  assert.equal(createUserStore().find("ada@example.org"), null);
});

test("an address is taken whatever its case, and the first user stays", () => {
  const users = createUserStore();
  users.add({ email: "ada@example.org", passwordHash: "first" });
  assert.equal(users.add({ email: " Ada@Example.org ", passwordHash: "second" }), false);
  assert.equal(users.find("ADA@example.org").passwordHash, "first");
});

test("a user cannot be changed from outside", () => {
  const users = createUserStore();
  users.add({ email: "ada@example.org", passwordHash: "h" });
  assert.throws(() => {
    users.find("ada@example.org").passwordHash = "other";
  }, TypeError);
});

test("names that objects inherit are no users", () => {
  assert.equal(createUserStore().find("constructor"), null);
});
