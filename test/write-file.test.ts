import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { replaceFile } from "../src/cli/write-file.ts";
import { makeFolder } from "./omo.ts";

describe("a file is replaced", () => {
  test("when it still holds what was read", () => {
    const cwd = makeFolder({ "a.md": "before" });
    expect(replaceFile("a.md", cwd, "before", "after")).toBeNull();
    expect(readFileSync(join(cwd, "a.md"), "utf8")).toBe("after");
    expect(readdirSync(cwd)).toEqual(["a.md"]);
  });

  test("not when somebody has saved it meanwhile", () => {
    const cwd = makeFolder({ "a.md": "before" });
    writeFileSync(join(cwd, "a.md"), "theirs");
    expect(replaceFile("a.md", cwd, "before", "after")).toBe(
      "a.md: was changed while it was looked at, and is left as it is; fix it again",
    );
    expect(readFileSync(join(cwd, "a.md"), "utf8")).toBe("theirs");
    expect(readdirSync(cwd)).toEqual(["a.md"]);
  });

  test("not when it is gone", () => {
    const cwd = makeFolder({});
    expect(replaceFile("a.md", cwd, "before", "after")).toBe(
      "a.md: cannot be written (ENOENT), and is left as it is",
    );
    expect(readdirSync(cwd)).toEqual([]);
  });
});
