import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * Processes as the system lists them. Linux is read from /proc, macOS asked through `ps`; elsewhere nothing
 * is found. Here because a signal to a process, or to its group, misses what left the group for a session of
 * its own and what outlived its parent; those are known by a mark in their environment.
 */

/** A process beyond its pid, which the system may give away again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; the same pid with another token is another process. Null for whatever process has the pid. */
  readonly startTime: string | null;
}

interface Listed extends ProcessIdentity {
  readonly parent: number;
  readonly startTime: string;
}

/** How long processes may take to follow SIGTERM before SIGKILL, and to vanish after it; milliseconds. */
const defaultGrace = 2_000;
const killGrace = 5_000;
/** Milliseconds between two looks, the longest. */
const pollInterval = 20;

/** A token that tells this process from a later one of the same pid; null when there is no such process. */
export function startTimeOf(pid: number): string | null {
  if (process.platform === "linux") return readStat(pid)?.startTime ?? null;
  return parsePs(ps("-p", String(pid), "-o", "pid=,ppid=,stat=,lstart="))[0]?.startTime ?? null;
}

/**
 * Whether the process that had this start time still runs; a zombie does not. Without a start time (null) any
 * process of that pid counts.
 */
export function isAlive(pid: number, startTime: string | null): boolean {
  const now = startTimeOf(pid);
  return now !== null && (startTime === null || now === startTime);
}

/**
 * Names the set of processes that can be asked about from here: this boot of this machine, and within it this
 * pid namespace (a container has its own). Null where the system does not tell.
 */
export function processSpace(): string | null {
  if (process.platform !== "linux") return null;
  const boot = bootId();
  // By itself the namespace says nothing: its number is the same on most machines.
  if (boot === "") return null;
  try {
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return null;
  }
}

/** Pids of all children, their children and so on, nearest first; without the process itself. */
export function descendants(pid: number): number[] {
  const listed = listProcesses();
  const found: number[] = [];
  for (let parents = new Set([pid]); parents.size > 0; ) {
    parents = new Set(listed.filter(({ parent }) => parents.has(parent)).map((child) => child.pid));
    found.push(...parents);
  }
  return found;
}

/** The pid of a process in the pid namespace just below the one here; null when it is in none, or gone. Linux only. */
export function pidInside(pid: number): number | null {
  const pids = /^NSpid:\s*(.*)$/m.exec(readOrNull(`/proc/${pid}/status`) ?? "")?.[1];
  const inside = pids?.split(/\s+/)[1];
  return inside === undefined ? null : Number(inside);
}

/**
 * Pids of all processes started with `name=value` in their environment, the calling one left out. Only
 * processes of the same user can be seen; on macOS no programs that the system itself protects.
 */
export function findMarked(name: string, value: string): number[] {
  const mark = `${name}=${value}`;
  const found = process.platform === "linux" ? markedInProc(mark) : markedInPs(mark);
  return found.filter((pid) => pid !== process.pid);
}

/**
 * Ends processes: SIGTERM, after `grace` milliseconds SIGKILL; resolves when they are gone. The calling
 * process and pid 1 are never touched, nor is a process that got one of the pids in the meantime.
 */
export async function terminate(pids: readonly number[], grace = defaultGrace): Promise<void> {
  const targets = pids.flatMap((pid) => {
    const startTime = pid > 1 && pid !== process.pid ? startTimeOf(pid) : null;
    return startTime === null ? [] : [{ pid, startTime }];
  });
  for (const [signal, patience] of [["SIGTERM", grace] as const, ["SIGKILL", killGrace] as const]) {
    for (const { pid, startTime } of targets) if (isAlive(pid, startTime)) send(pid, signal);
    if (await areGone(targets, patience)) return;
  }
}

/** Waits until none of these processes is left; whether it came to that. */
async function areGone(processes: readonly ProcessIdentity[], patience: number): Promise<boolean> {
  const end = performance.now() + patience;
  // Most are gone in a moment.
  for (let wait = 1; processes.some(({ pid, startTime }) => isAlive(pid, startTime)); wait *= 2) {
    if (performance.now() >= end) return false;
    await new Promise((resolve) => setTimeout(resolve, Math.min(wait, pollInterval)));
  }
  return true;
}

/**
 * Ends a process with all its descendants and every process that carries the mark, again until none is left:
 * a tree may grow while it is cut.
 * @param root null when only the mark is known
 */
export async function terminateTree(
  root: ProcessIdentity | null,
  mark: { readonly name: string; readonly value: string },
): Promise<void> {
  // A process that cannot be ended (another user's, stuck in the kernel) must not keep us here for ever.
  for (let round = 0; round < 5; round++) {
    const tree = root && isAlive(root.pid, root.startTime) ? [root.pid, ...descendants(root.pid)] : [];
    const found = new Set([...tree, ...findMarked(mark.name, mark.value)]);
    if (found.size === 0) return;
    await terminate([...found]);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone since it was listed, or not ours to end.
  }
}

function listProcesses(): Listed[] {
  if (process.platform === "linux") return procPids().flatMap((pid) => readStat(pid) ?? []);
  return parsePs(ps("-ax", "-o", "pid=,ppid=,stat=,lstart="));
}

function procPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** See proc_pid_stat(5): the command in parentheses may hold anything, so fields count from the last one. */
function readStat(pid: number): Listed | null {
  const text = readOrNull(`/proc/${pid}/stat`);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent] = fields;
  const [threads, startTicks] = [Number(fields[17]), fields[19]];
  if (startTicks === undefined) return null;
  // Its first thread may be dead, and others not yet: until then what they have open (ports, files) is theirs.
  if ((state === "Z" || state === "X") && threads <= 1) return null;
  return { pid, parent: Number(parent), startTime: `${bootId()}:${startTicks}` };
}

/** Ticks count from boot, so they name a moment only together with the boot. */
function bootId(): string {
  return readOrNull("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
}

function markedInProc(mark: string): number[] {
  return procPids().filter((pid) => readOrNull(`/proc/${pid}/environ`)?.split("\0").includes(mark));
}

function markedInPs(mark: string): number[] {
  return ps("-axEww", "-o", "pid=,command=")
    .split("\n")
    .filter((line) => `${line} `.includes(` ${mark} `))
    .map((line) => Number.parseInt(line, 10));
}

function parsePs(text: string): Listed[] {
  return [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S.*?)\s*$/gm)].flatMap(
    ([, pid, parent, state, startTime]) =>
      state?.startsWith("Z")
        ? []
        : [{ pid: Number(pid), parent: Number(parent), startTime: startTime ?? "" }],
  );
}

/** What `ps` prints; nothing when it finds no process, which it reports as a failure. */
function ps(...args: string[]): string {
  if (process.platform === "win32") return "";
  try {
    return execFileSync("ps", args, {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch {
    return "";
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
