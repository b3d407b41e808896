import { execFile } from "node:child_process";
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { quiet } from "./git.ts";

const run = promisify(execFile);

/** The tree that tasks work in: what it was, what has changed, and how a change is taken back. */
export interface Workspace {
  /**
   * Names the present content of all files that git does not ignore, as a git tree: objects are written, nothing else
   * of the repository is touched. Null where git cannot.
   */
  snapshot(): Promise<string | null>;
  /** The changes of some files since a snapshot, as a diff. */
  diff(base: string, files: readonly string[]): Promise<string>;
  /** Brings files back to what they were in a snapshot; those that were not there are deleted. Returns those it has brought back. */
  restore(base: string, files: readonly string[]): Promise<string[]>;
}

/** The user's own tree, in which all tasks work side by side. `scratch` is a folder for what must not lie in the tree. */
export function workInPlace(root: string, scratch: string): Workspace {
  const git = async (args: readonly string[], env: Record<string, string> = {}) =>
    (
      await run("git", [...quiet, ...args], {
        cwd: root,
        env: { ...process.env, ...env },
        maxBuffer: 1 << 28,
        encoding: "buffer",
      })
    ).stdout;

  const isIgnored = (file: string) =>
    git(["check-ignore", "--quiet", "--", `./${file}`]).then(
      () => true,
      (error: { code?: unknown }) => error.code !== 1,
    );

  let scratched = 0;
  /** Runs something with an index of its own, which is gone afterwards. */
  const withIndex = async <T>(
    use: (env: Record<string, string>, index: string) => Promise<T>,
  ): Promise<T> => {
    const index = join(scratch, `index-${++scratched}`);
    try {
      return await use({ GIT_INDEX_FILE: index }, index);
    } finally {
      rmSync(index, { force: true });
      rmSync(`${index}.lock`, { force: true });
    }
  };

  const snapshot = () =>
    withIndex(async (env, index) => {
      const own = resolve(root, (await git(["rev-parse", "--git-path", "index"])).toString().trim());
      // The user's index knows which files have not changed; without it every file would be read.
      if (existsSync(own)) copyFileSync(own, index);
      await git(["add", "--all", "--", ".", ":(exclude).omo"], env);
      return (await git(["write-tree"], env)).toString().trim();
    }).catch(() => null);

  return {
    snapshot,
    async diff(base, files) {
      if (files.length === 0) return "";
      const now = await snapshot();
      if (now === null) return "git cannot tell what has changed";
      const args = ["--literal-pathspecs", "diff", "--no-color", "--no-ext-diff", base, now, "--", ...files];
      try {
        return (await git(args)).toString();
      } catch (error) {
        return `git cannot tell: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;
      }
    },
    async restore(base, files) {
      const listed = ["--literal-pathspecs", "ls-tree", "-r", "-z", "--name-only", base, "--", ...files];
      const known = files.length === 0 ? [] : (await git(listed)).toString().split("\0");
      const before = files.filter((file) => known.includes(file));
      const after: string[] = [];
      // What git ignores is in no snapshot, so that nobody knows what it was.
      for (const file of files)
        if (!known.includes(file) && existsSync(join(root, file)) && !(await isIgnored(file)))
          after.push(file);
      for (const file of after) rmSync(join(root, file), { force: true });
      // By git itself: links, modes and line ends are as they were.
      if (before.length > 0)
        await withIndex(async (env) => {
          await git(["read-tree", base], env);
          await git(["checkout-index", "--force", "--", ...before], env);
        });
      return files.filter((file) => before.includes(file) || after.includes(file));
    },
  };
}

/** A path as a model has named it, relative to the root with `/`; null for one outside of it. */
export function pathInside(root: string, named: string): string | null {
  const inside = relative(root, isAbsolute(named) ? named : join(root, named));
  return inside === "" || inside.split(sep)[0] === ".." || isAbsolute(inside)
    ? null
    : inside.split(sep).join("/");
}
