import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FileDemand } from "../src/criteria/check.ts";
import { checkFiles } from "../src/run/files.ts";

let top: string;
let root: string;

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), "omo-files-"));
  root = join(top, "repository");
  mkdirSync(join(root, "src"), { recursive: true });
  writeFileSync(join(top, "secret.txt"), "secret");
  writeFileSync(join(root, "src/a.ts"), "export function run() {}\nconst hidden = 1;\n");
  writeFileSync(join(root, "src/image.png"), "\0PNG");
  symlinkSync("a.ts", join(root, "src/inside.ts"));
  symlinkSync("../../secret.txt", join(root, "src/outside.ts"));
  symlinkSync("nowhere", join(root, "src/broken.ts"));
  symlinkSync(top, join(root, "up"));
});
afterAll(() => rmSync(top, { recursive: true }));

const check = (...demands: FileDemand[]) => checkFiles(root, { kind: "file", demands, judged: null });

test.each<[FileDemand, string, string]>([
  [{ test: "exists", path: "src/a.ts" }, "holds", "src/a.ts exists"],
  [{ test: "exists", path: "src" }, "holds", "src exists"],
  [{ test: "exists", path: "src/b.ts" }, "fails", "src/b.ts does not exist"],
  [{ test: "exists", path: "src/a.ts/b.ts" }, "fails", "src/a.ts/b.ts does not exist"],
  [{ test: "absent", path: "src/b.ts" }, "holds", "src/b.ts does not exist"],
  [{ test: "absent", path: "src/a.ts" }, "fails", "src/a.ts exists"],
  [{ test: "contains", path: "src/a.ts", text: "hidden" }, "holds", "src/a.ts contains hidden"],
  [{ test: "contains", path: "src/a.ts", text: "shown" }, "fails", "src/a.ts does not contain shown"],
  [{ test: "lacks", path: "src/a.ts", text: "shown" }, "holds", "src/a.ts does not contain shown"],
  [{ test: "lacks", path: "src/a.ts", text: "hidden" }, "fails", "src/a.ts contains hidden"],
  [{ test: "lacks", path: "src/b.ts", text: "hidden" }, "fails", "src/b.ts does not exist"],
  [{ test: "exports", path: "src/a.ts", symbol: "run" }, "holds", "src/a.ts exports run"],
  [{ test: "exports", path: "src/a.ts", symbol: "stop" }, "fails", "src/a.ts does not export stop"],
  [{ test: "exports", path: "src/a.ts", symbol: "hidden" }, "open", "src/a.ts may export hidden"],
  [{ test: "contains", path: "src/image.png", text: "PNG" }, "open", "src/image.png is no text file"],
  [{ test: "contains", path: "src", text: "a" }, "open", "src is no text file"],
  [{ test: "exists", path: "src/inside.ts" }, "holds", "src/inside.ts exists"],
  [{ test: "exists", path: "src/outside.ts" }, "refused", "src/outside.ts leads out of the repository"],
  [
    { test: "contains", path: "up/secret.txt", text: "secret" },
    "refused",
    "up/secret.txt leads out of the repository",
  ],
  [{ test: "exists", path: "../secret.txt" }, "refused", "../secret.txt leads out of the repository"],
  [{ test: "absent", path: "src/broken.ts" }, "refused", "src/broken.ts leads out of the repository"],
])("%j", (demand, outcome, reason) => {
  expect(check(demand)).toEqual({ outcome, reason });
});

test("of several demands the worst decides", () => {
  const holds: FileDemand = { test: "exists", path: "src/a.ts" };
  const open: FileDemand = { test: "exports", path: "src/a.ts", symbol: "hidden" };
  const fails: FileDemand = { test: "exists", path: "src/b.ts" };
  expect(check(holds, open).outcome).toBe("open");
  expect(check(open, fails, holds).outcome).toBe("fails");
  expect(check(holds, { test: "exports", path: "src/a.ts", symbol: "run" })).toEqual({
    outcome: "holds",
    reason: "src/a.ts exists, src/a.ts exports run",
  });
});
