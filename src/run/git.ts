import { execFile, execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { promisify } from "node:util";
import { RunError } from "./errors.ts";

const run = promisify(execFile);

/** Keeps the repository's own hooks and monitors out of what the executor asks of git. */
const quiet = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

/** The git root that holds `directory`, links resolved. Throws `RunError` where there is none, or no git. */
export function gitRoot(directory: string): string {
  try {
    const root = execFileSync("git", [...quiet, "rev-parse", "--show-toplevel"], {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).replace(/\n$/, "");
    if (root) return realpathSync(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new RunError("git was not found", "install git and make sure it is on PATH", { cause: error });
  }
  throw new RunError(
    `${directory} is not in a git work tree`,
    "run `git init` there, or go to the repository the plan is for",
  );
}

/** The most text of a diff that is shown to a judge, in characters. */
const diffCap = 40_000;

/**
 * What has changed since the last commit: `git status --short` and the diff against HEAD, cut at 40,000
 * characters and said so. Works before the first commit too.
 */
export async function describeChanges(root: string): Promise<string> {
  const ask = async (...args: string[]) =>
    (await run("git", [...quiet, ...args], { cwd: root, maxBuffer: 1 << 28 })).stdout;
  const status = await ask("status", "--short", "--untracked-files=all");
  const diff = await ask("diff", "--no-color", "--no-ext-diff", "HEAD").catch(() => "");
  const cut =
    diff.length > diffCap
      ? `${diff.slice(0, diffCap)}\n[${diff.length - diffCap} characters of the diff left out]\n`
      : diff;
  return [status, cut].filter(Boolean).join("\n");
}
