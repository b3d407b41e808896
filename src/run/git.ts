import { execFile, execFileSync } from "node:child_process";
import { realpathSync } from "node:fs";
import { promisify } from "node:util";
import { RunError, systemCode } from "./errors.ts";

const run = promisify(execFile);

/** Keeps the repository's own hooks and monitors out of what the executor asks of git. */
export const quiet = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];

/** The git root that holds `directory`, links resolved. Throws `RunError` where there is none, or no git. */
export function gitRoot(directory: string): string {
  let answer: string;
  try {
    answer = execFileSync("git", [...quiet, "rev-parse", "--show-toplevel"], {
      cwd: directory,
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    }).replace(/\n$/, "");
  } catch (error) {
    throw noRoot(directory, error);
  }
  if (answer === "")
    throw new RunError(`${directory} is in a bare git repository`, "run in a checkout of it");
  return realpathSync(answer);
}

function noRoot(directory: string, cause: unknown): RunError {
  if (systemCode(cause) === "ENOENT")
    return new RunError("git was not found", "install git and make sure it is on PATH", { cause });
  const said =
    String((cause as { stderr?: unknown }).stderr ?? "")
      .trim()
      .split("\n")[0] ?? "";
  if (/not a git repository/.test(said) || said === "")
    return new RunError(
      `${directory} is not in a git work tree`,
      "run `git init` there, or go to the repository the plan is for",
      { cause },
    );
  return new RunError(`git does not work in ${directory}: ${said}`, "mend that, then run again", { cause });
}

/** The most text that is shown to a judge, in characters. */
const cap = 40_000;

/**
 * What has changed since the last commit: `git status --short` and the diff against HEAD, cut at 40,000
 * characters and said so. Works before the first commit too. Where git fails, its complaint is the text: a
 * judge can still read the files.
 */
export async function describeChanges(root: string): Promise<string> {
  const ask = async (...args: string[]) =>
    (await run("git", [...quiet, ...args], { cwd: root, maxBuffer: 1 << 28 })).stdout;
  try {
    const status = await ask("status", "--short", "--untracked-files=all");
    const diff = await ask("diff", "--no-color", "--no-ext-diff", "HEAD").catch(() => "");
    const all = [status, diff].filter(Boolean).join("\n");
    return all.length > cap ? `${all.slice(0, cap)}\n[${all.length - cap} characters left out]\n` : all;
  } catch (error) {
    return `git cannot tell what has changed: ${error instanceof Error ? error.message : String(error)}`;
  }
}
