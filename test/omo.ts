import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { program } from "../harness/omo.ts";

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how to run `omo`. */
export interface Place {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program file than the one that was built. */
  readonly program?: string;
  /** The user to run as. */
  readonly uid?: number;
}

/** Runs `omo` in a process of its own and waits for its end. Its environment is ours without what sets colours. */
export function omo(args: readonly string[], place: Place = {}): Ended {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [place.program ?? program, ...args], {
    cwd: place.cwd ?? tmpdir(),
    env: { ...env, ...place.env },
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...(place.uid === undefined ? {} : { uid: place.uid }),
  });
  return { code: status, stdout, stderr };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Makes a directory with these files in it, and returns its path; it is deleted after the test file. It is a git root to `omo` if it has a `.git/`. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "omo-test-")));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(path.endsWith("/") ? place : dirname(place), { recursive: true });
    if (!path.endsWith("/")) writeFileSync(place, content);
  }
  return folder;
}
