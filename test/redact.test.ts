import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { redacted, redactFile, redactor } from "../src/run/redact.ts";
import { checkWorld } from "../src/run/world.ts";

const folder = mkdtempSync(join(tmpdir(), "omo-redact-"));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const env = {
  PATH: "/usr/bin:/bin",
  MY_TOKEN: "a.b*c(d)e",
  DB_PASSWORD: "a.b*c(d)e+more",
  SHORT_TOKEN: "abc",
};
const redact = redactor(env);

test("values of secrets give way to the names of their variables, wherever they stand", () => {
  expect(redact?.("<a.b*c(d)e> <a.b*c(d)e+more> <aXb*c(d)e> abc /usr/bin:/bin")).toBe(
    "<[MY_TOKEN left out]> <[DB_PASSWORD left out]> <aXb*c(d)e> abc /usr/bin:/bin",
  );
});

test("where there are none, nothing is looked through", () => {
  expect(redactor({ PATH: "/usr/bin:/bin", A_TOKEN: "short", B_TOKEN: undefined })).toBe(null);
  const value = { a: "a.b*c(d)e" };
  expect(redacted(value, null)).toBe(value);
});

test("a value is redacted at any depth, and otherwise as it was", () => {
  const value = { a: ["x a.b*c(d)e", 1, null, { b: true, c: "y" }], d: undefined };
  expect(redacted(value, redact)).toEqual({
    ...value,
    a: ["x [MY_TOKEN left out]", 1, null, { b: true, c: "y" }],
  });
});

test("a file is redacted in place, byte by byte otherwise, and left alone where it holds none", () => {
  const file = join(folder, "log");
  const bytes = (middle: string) =>
    Buffer.concat([Buffer.from([0xff, 0x00]), Buffer.from(middle), Buffer.from([0xfe])]);
  writeFileSync(file, bytes("a.b*c(d)e"));
  redactFile(file, redact);
  expect(readFileSync(file)).toEqual(bytes("[MY_TOKEN left out]"));
  redactFile(join(folder, "missing"), redact);
  expect(existsSync(join(folder, "missing"))).toBe(false);
});

test("what a criterion prints is redacted, in its result and in its log", async () => {
  vi.stubEnv("OMO_TEST_SECRET", "swordfish-123");
  writeFileSync(join(folder, ".env"), "SECRET=swordfish-123\n");
  const { output } = await checkWorld(folder).shell({
    script: "cat .env",
    stopAtFailure: false,
    directory: folder,
    log: join(folder, "check.log"),
    timeout: 30_000,
    confinement: null,
    run: "redact-test",
    mark: "redact-test/1",
    signal: new AbortController().signal,
  });
  expect(output).toBe("SECRET=[OMO_TEST_SECRET left out]\n");
  expect(readFileSync(join(folder, "check.log"), "utf8")).toBe(output);
});
