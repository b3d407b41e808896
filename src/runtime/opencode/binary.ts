import { execFileSync } from "node:child_process";
import { accessSync, closeSync, constants, openSync, readFileSync, readSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, resolve } from "node:path";
import { LaunchError } from "../launch-error.ts";

export interface BinarySearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's project: its `node_modules` and those above are looked through, and OPENCODE_BIN starts here. */
  readonly cwd: string;
  /** Where this program lies: likewise. */
  readonly program: string;
}

/**
 * The path of an opencode that can be run: what OPENCODE_BIN names, else the first on PATH, else the platform
 * package that npm installs beside `opencode-ai`, which works without that package's postinstall script.
 * Throws `LaunchError` where OPENCODE_BIN names none, or none is found.
 */
export function findOpencode(search: BinarySearch): string {
  const named = search.env.OPENCODE_BIN;
  if (named) {
    const path = resolve(search.cwd, named);
    if (isRunnable(path)) return path;
    throw new LaunchError(
      "bad-binary",
      `OPENCODE_BIN names ${path}, which is not an opencode that can be run`,
      "let OPENCODE_BIN name the opencode program, or unset it to have PATH searched",
    );
  }
  const found = onPath(search) ?? packaged(search, platformPackages(thisPlatform()));
  if (found) return found;
  throw new LaunchError(
    "no-binary",
    "opencode was not found: neither on PATH nor as an installed npm package",
    "install it (`npm install --global opencode-ai`, or as a devDependency), or name it in OPENCODE_BIN",
  );
}

export interface Platform {
  readonly os: string;
  readonly arch: string;
  /** The CPU knows AVX2, which all but the `baseline` builds for x64 need. */
  readonly avx2: boolean;
  readonly musl: boolean;
}

/** Names of the npm packages that hold opencode for a platform, the best first. */
export function platformPackages({ os, arch, avx2, musl }: Platform): string[] {
  const base = `opencode-${os === "win32" ? "windows" : os}-${arch}`;
  const libc = musl ? "-musl" : "";
  if (arch !== "x64") return [`${base}${libc}`];
  const builds = [`${base}${libc}`, `${base}-baseline${libc}`];
  return avx2 ? builds : builds.reverse();
}

/** The platform this process runs on. */
export function thisPlatform(): Platform {
  return { os: process.platform, arch: process.arch, avx2: hasAvx2(), musl: hasMusl() };
}

function onPath({ env, cwd }: BinarySearch): string | null {
  const directories = (env.PATH ?? "").split(delimiter).filter((directory) => directory !== "");
  const paths = directories.map((directory) => resolve(cwd, directory, "opencode"));
  return paths.find(isRunnable) ?? null;
}

/** Package managers that don't hoist put the platform package where only `opencode-ai` itself sees it. */
function packaged({ cwd, program }: BinarySearch, names: readonly string[]): string | null {
  const starts = [cwd, program].flatMap((start) => {
    const launcher = packageDirectory(start, "opencode-ai");
    return launcher ? [start, launcher] : [start];
  });
  for (const name of names) {
    for (const start of starts) {
      const directory = packageDirectory(start, name);
      const path = directory && join(directory, "bin", "opencode");
      if (path && isRunnable(path)) return path;
    }
  }
  return null;
}

function packageDirectory(start: string, name: string): string | null {
  try {
    return dirname(createRequire(join(start, "package.json")).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile() && !isStub(path);
  } catch {
    return false;
  }
}

/** Without its postinstall script, `opencode-ai` has in the program's place a few lines that say so and fail. */
function isStub(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(512);
    const length = readSync(file, start, 0, start.length, 0);
    return start.toString("latin1", 0, length).includes("postinstall script was not run");
  } finally {
    closeSync(file);
  }
}

function hasAvx2(): boolean {
  try {
    if (process.platform === "linux") return /\bavx2\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
    return execFileSync("sysctl", ["-n", "hw.optional.avx2_0"], { encoding: "utf8" }).trim() === "1";
  } catch {
    // The baseline build runs everywhere.
    return false;
  }
}

/** Node knows which C library it was built for: the one it runs on. */
function hasMusl(): boolean {
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  if (process.platform !== "linux" || !report) return false;
  // Collecting the network part may look up host names, which takes seconds.
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header?.glibcVersionRuntime === undefined;
}
