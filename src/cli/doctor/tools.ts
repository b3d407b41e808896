import { execFileSync } from "node:child_process";
import { accessSync, constants, statfsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findContainment } from "../../host/contained.ts";
import type { DoctorFinding } from "../../report/doctor.ts";
import { LaunchError } from "../../runtime/launch-error.ts";
import { findOpencode } from "../../runtime/opencode/binary.ts";
import { isTooOld, oldestOpencode } from "../../runtime/opencode/version.ts";
import type { Context } from "../context.ts";

/** The oldest Node that omo runs on, as package.json says. */
const leastNode = [20, 19] as const;
/** The oldest git that merges without a checkout. */
const leastGit = [2, 38] as const;

/** Bytes of free space below which a run is likely to meet a full disk, and below which it surely does. */
const little = 1_000_000_000;
const tooLittle = 100_000_000;

/** The programs that omo stands on. */
export async function checkTools({ cwd, env }: Context): Promise<DoctorFinding[]> {
  return [nodeVersion(), git(env), opencode(cwd, env), ripgrep(env), ...(await containment(env))];
}

function nodeVersion(): DoctorFinding {
  const isOld = isBefore(versionOf(process.versions.node), leastNode);
  return {
    subject: "node",
    status: isOld ? "error" : "ok",
    message: process.versions.node,
    help: isOld ? `install Node ${leastNode.join(".")} or later` : null,
  };
}

function git(env: Context["env"]): DoctorFinding {
  const printed = versionPrinted("git", env);
  if (printed === null)
    return { subject: "git", status: "error", message: "not found", help: "install git, and put it on PATH" };
  const isOld = isBefore(versionOf(printed), leastGit);
  const message = printed.replace(/^git version /, "");
  return isOld
    ? { subject: "git", status: "warning", message, help: `install git ${leastGit.join(".")} or later` }
    : { subject: "git", status: "ok", message, help: null };
}

function opencode(cwd: string, env: Context["env"]): DoctorFinding {
  const subject = "opencode";
  try {
    const binary = findOpencode({ env, cwd, program: import.meta.dirname });
    const version = versionPrinted(binary, env);
    if (version === null) {
      const help = `run \`${binary} --version\` to see what it lacks; OPENCODE_BIN can name another`;
      return { subject, status: "error", message: `${binary} does not run`, help };
    }
    const message = `${version} (${binary})`;
    return isTooOld(version)
      ? { subject, status: "warning", message, help: `omo was made for ${oldestOpencode.join(".")} or later` }
      : { subject, status: "ok", message, help: null };
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    return { subject, status: "error", message: error.message, help: error.help };
  }
}

function ripgrep(env: Context["env"]): DoctorFinding {
  return isOnPath("rg", env)
    ? { subject: "ripgrep", status: "ok", message: "on PATH", help: null }
    : {
        subject: "ripgrep",
        status: "ok",
        message: "not on PATH: opencode fetches one of its own for searching, where it can",
        help: "install ripgrep where there is no connection",
      };
}

/** What becomes of processes, and what holds them otherwise: said here, since nobody should have to guess. */
async function containment(env: Context["env"]): Promise<DoctorFinding[]> {
  const found = await findContainment(env);
  const contained = { subject: "bubblewrap", status: "ok" } as const;
  const sandbox = { subject: "sandbox", status: "ok" } as const;
  if (found.by === null) {
    const message = `${found.why}: what runs when omo is killed is ended by the plan's next run`;
    const none = "none: commands of plans and agents can do what you can";
    return [
      { ...contained, message, help: found.help },
      { ...sandbox, message: none, help: found.help },
    ];
  }
  const message = "servers and checks end with omo, whatever ends it";
  const help =
    process.getuid?.() === 0 ? null : "sudo and its like do not work in there; OMO_CONTAIN=off does without";
  const held = "server and criteria write the repository alone, and do not see logins and keys";
  return [
    { ...contained, message, help },
    { ...sandbox, message: held, help: null },
  ];
}

/** Room where runs are kept and where programs put what is temporary. */
export function checkDisk(
  places: readonly { readonly name: string; readonly path: string }[],
): DoctorFinding[] {
  return places.flatMap(({ name, path }): DoctorFinding[] => {
    const free = freeBytes(path);
    if (free === null) return [];
    const status = free < tooLittle ? "error" : free < little ? "warning" : "ok";
    const message = `${(free / 1e9).toFixed(1)} GB free ${name}`;
    return [
      { subject: "disk", status, message, help: status === "ok" ? null : `make room on the disk of ${path}` },
    ];
  });
}

function freeBytes(path: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function versionPrinted(program: string, env: Context["env"]): string | null {
  try {
    const printed = execFileSync(program, ["--version"], {
      encoding: "utf8",
      env: { ...env },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 20_000,
    });
    return printed.trim().split("\n")[0] ?? "";
  } catch {
    return null;
  }
}

function versionOf(text: string): number[] {
  return /(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number) ?? [0, 0];
}

function isBefore(
  [major = 0, minor = 0]: readonly number[],
  [least, leastMinor]: readonly [number, number],
): boolean {
  return major < least || (major === least && minor < leastMinor);
}

function isOnPath(name: string, env: Context["env"]): boolean {
  return (env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== "";
    } catch {
      return false;
    }
  });
}
