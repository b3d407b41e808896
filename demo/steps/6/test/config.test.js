import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readConfig } from "../src/config.js";

const secret = "a secret of at least thirty-two bytes";

test("the secret is all that must be set", () => {
  assert.deepEqual(readConfig({ AUTH_SECRET: secret }), { secret, port: 3000, tokenLifetime: 3600 });
});

test("port and lifetime can be set", () => {
  const config = readConfig({ AUTH_SECRET: secret, PORT: "0", TOKEN_LIFETIME: "60" });
  assert.deepEqual(config, { secret, port: 0, tokenLifetime: 60 });
});

for (const env of [{}, { AUTH_SECRET: "" }, { AUTH_SECRET: "x".repeat(31) }]) {
  test(`${JSON.stringify(env)} has no usable secret`, () => {
    assert.throws(() => readConfig(env), /AUTH_SECRET/);
  });
}

for (const text of ["", "soon", "1.5", "-1", "99999999"]) {
  test(`${JSON.stringify(text)} is neither a port nor a lifetime`, () => {
    assert.throws(() => readConfig({ AUTH_SECRET: secret, PORT: text }), /PORT/);
    assert.throws(() => readConfig({ AUTH_SECRET: secret, TOKEN_LIFETIME: text }), /TOKEN_LIFETIME/);
  });
}

test("the service does not start without a secret", () => {
  const main = fileURLToPath(new URL("../src/main.js", import.meta.url));
  const env = { PATH: process.env.PATH };
  const run = spawnSync(process.execPath, [main], { env, encoding: "utf8", timeout: 10_000 });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /^AUTH_SECRET .*\n$/);
});
