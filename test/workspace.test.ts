import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pathInside, type Workspace, workInPlace } from "../src/run/workspace.ts";

/** File names that a shell, git's quoting or a path specification could trip over. */
const awkward = ["a b/c d.txt", "ünï/日本語.txt", 'qu"ote.txt', ":(top)x.txt", "-dash.txt", "star*.txt"];

describe("the user's own tree", () => {
  let root: string;
  let scratch: string;
  let workspace: Workspace;

  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, encoding: "utf8" });
  const put = (file: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  const text = (file: string) => readFileSync(join(root, file), "utf8");
  const snapshot = async () => {
    const base = await workspace.snapshot();
    if (base === null) throw new Error("git cannot tell");
    return base;
  };
  /** All of the repository that a user sees of it. */
  const seen = () => ({
    index: readFileSync(join(root, ".git/index")).toString("base64"),
    refs: git("for-each-ref"),
    head: readFileSync(join(root, ".git/HEAD"), "utf8"),
    status: git("status", "--porcelain=v2", "--branch", "--untracked-files=all", "--ignored"),
    stash: git("stash", "list"),
    folder: readdirSync(join(root, ".git")).sort(),
  });

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "omo-workspace-")));
    scratch = join(root, ".omo/runs/r");
    mkdirSync(scratch, { recursive: true });
    git("init", "--quiet", "--initial-branch", "main");
    git("config", "user.name", "T");
    git("config", "user.email", "t@example.com");
    put(".gitignore", "ignored/\n");
    workspace = workInPlace(root, scratch);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** A commit, and beside it what is staged, changed, untracked, deleted and ignored. */
  const makeDirty = () => {
    for (const file of ["kept.txt", "changed.txt", "deleted.txt"]) put(file, "committed\n");
    git("add", "--all", "--", ".", ":(exclude).omo");
    git("commit", "--quiet", "--message", "first");
    put("changed.txt", "dirty\n");
    put("staged.txt", "staged\n");
    git("add", "staged.txt");
    put("staged.txt", "staged, and changed since\n");
    put("untracked.txt", "untracked\n");
    put("ignored/i.txt", "ignored\n");
    rmSync(join(root, "deleted.txt"));
  };

  test("is not touched by a snapshot: neither index nor refs nor HEAD nor what git says of it", async () => {
    makeDirty();
    // Git refreshes its index when it is asked for the status.
    git("status");
    const before = seen();
    const base = await snapshot();
    expect(base).toMatch(/^[0-9a-f]{40}$/);
    expect(seen()).toEqual(before);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test("is in the snapshot as it is, staged or not, but for what is ignored and what is omo's", async () => {
    makeDirty();
    put(".omo/omo.jsonc", "{}\n");
    const base = await snapshot();
    const names = git("ls-tree", "-r", "--name-only", base).trim().split("\n");
    expect(names).toEqual([".gitignore", "changed.txt", "kept.txt", "staged.txt", "untracked.txt"]);
    expect(git("cat-file", "blob", `${base}:changed.txt`)).toBe("dirty\n");
    expect(git("cat-file", "blob", `${base}:staged.txt`)).toBe("staged, and changed since\n");
    expect(await workspace.snapshot()).toBe(base);
  });

  test("is brought back: what was dirty, untracked or deleted before, and what is new goes", async () => {
    makeDirty();
    const base = await snapshot();
    const before = git("status", "--porcelain");
    put("changed.txt", "an agent's\n");
    put("untracked.txt", "an agent's\n");
    put("deleted.txt", "an agent's\n");
    put("deep/er/new.txt", "an agent's\n");
    rmSync(join(root, "kept.txt"));
    const files = ["changed.txt", "untracked.txt", "deleted.txt", "deep/er/new.txt", "kept.txt"];
    expect(await workspace.restore(base, files)).toEqual(files);
    expect(text("changed.txt")).toBe("dirty\n");
    expect(text("untracked.txt")).toBe("untracked\n");
    expect(text("kept.txt")).toBe("committed\n");
    expect(existsSync(join(root, "deleted.txt"))).toBe(false);
    expect(existsSync(join(root, "deep/er/new.txt"))).toBe(false);
    expect(git("status", "--porcelain")).toBe(before);
  });

  test("is brought back in the files named alone, and one that never was is none of them", async () => {
    makeDirty();
    const base = await snapshot();
    put("changed.txt", "an agent's\n");
    put("untracked.txt", "somebody else's\n");
    expect(await workspace.restore(base, ["changed.txt", "never.txt"])).toEqual(["changed.txt"]);
    expect(text("untracked.txt")).toBe("somebody else's\n");
    expect(await workspace.restore(base, [])).toEqual([]);
  });

  test.each(awkward)("is brought back and told of under any name: %s", async (file) => {
    put(file, "before\n");
    git("--literal-pathspecs", "add", "--", file);
    const base = await snapshot();
    put(file, "after\n");
    const other = `${file}.new`;
    put(other, "after\n");
    expect(await workspace.diff(base, [file])).toMatch(/^-before\n\+after$/m);
    expect(await workspace.restore(base, [file, other])).toEqual([file, other]);
    expect(text(file)).toBe("before\n");
    expect(existsSync(join(root, other))).toBe(false);
  });

  test("is brought back byte by byte", async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 10, 13, 0, 128]);
    put("b.bin", bytes);
    const base = await snapshot();
    put("b.bin", "text\n");
    await workspace.restore(base, ["b.bin"]);
    expect(readFileSync(join(root, "b.bin"))).toEqual(bytes);
  });

  test("is brought back as it lay there, not as git keeps it", async () => {
    put(".gitattributes", "*.txt text eol=crlf\n");
    put("a.txt", "one\r\ntwo\r\n");
    const base = await snapshot();
    put("a.txt", "an agent's\n");
    await workspace.restore(base, ["a.txt"]);
    expect(text("a.txt")).toBe("one\r\ntwo\r\n");
  });

  test("keeps what is ignored: nobody knows whether and what it was before", async () => {
    makeDirty();
    const base = await snapshot();
    put("ignored/i.txt", "an agent's\n");
    expect(await workspace.restore(base, ["ignored/i.txt"])).toEqual([]);
    expect(text("ignored/i.txt")).toBe("an agent's\n");
  });

  test("has a snapshot before its first commit too", async () => {
    put("a.txt", "before\n");
    expect(existsSync(join(root, ".git/index"))).toBe(false);
    const base = await snapshot();
    expect(existsSync(join(root, ".git/index"))).toBe(false);
    expect(() => git("rev-parse", "--verify", "--quiet", "HEAD")).toThrow();
    put("a.txt", "after\n");
    put("b.txt", "after\n");
    expect(await workspace.restore(base, ["a.txt", "b.txt"])).toEqual(["a.txt", "b.txt"]);
    expect(text("a.txt")).toBe("before\n");
    expect(existsSync(join(root, "b.txt"))).toBe(false);
  });

  test("tells what files have changed since, and nothing of none", async () => {
    makeDirty();
    const base = await snapshot();
    expect(await workspace.diff(base, ["changed.txt"])).toBe("");
    put("changed.txt", "an agent's\n");
    put("kept.txt", "somebody else's\n");
    const diff = await workspace.diff(base, ["changed.txt"]);
    expect(diff).toMatch(/^-dirty\n\+an agent's$/m);
    expect(diff).not.toContain("somebody else's");
    expect(await workspace.diff(base, [])).toBe("");
    expect(await workspace.diff("0".repeat(40), ["changed.txt"])).toMatch(/^git cannot tell: /);
  });

  test("has no snapshot where git has no place", async () => {
    rmSync(join(root, ".git"), { recursive: true });
    expect(await workspace.snapshot()).toBe(null);
  });
});

describe("a path as a model has named it", () => {
  test.each([
    ["a.txt", "a.txt"],
    ["./a/../b c.txt", "b c.txt"],
    ["/repo/a/ü.txt", "a/ü.txt"],
    ["/repo", null],
    [".", null],
    ["", null],
    ["../a.txt", null],
    ["a/../../a.txt", null],
    ["/repository/a.txt", null],
    ["/etc/passwd", null],
    ["..a/b.txt", "..a/b.txt"],
    ["...", "..."],
  ])("%s", (named, inside) => {
    expect(pathInside("/repo", named)).toBe(inside);
  });
});
