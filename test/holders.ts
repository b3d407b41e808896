import { spawn } from "node:child_process";
import { once } from "node:events";
import { utimesSync, writeFileSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { processSpace, startTimeOf } from "../src/host/process-tree.ts";
import type { Holder } from "../src/run/places/holder.ts";

/** This process as the holder of something. */
export function me(): Holder {
  return {
    pid: process.pid,
    startTime: startTimeOf(process.pid),
    host: hostname(),
    space: processSpace(),
    purpose: "theirs",
  };
}

/** What a file says that names a holder, or should. */
export interface HolderCase {
  readonly name: string;
  readonly holder: () => Holder | string | Promise<Holder>;
  /** Since when it has said so: `now` unless said otherwise. */
  readonly since?: "before this boot";
}

const space = processSpace();
const boot = space?.split(" ")[0];
const anotherBoot = "8c1f0c6e-0000-4000-8000-000000000000";

/** Cases that only a system has that tells boots and containers apart. */
const withSpace = (cases: readonly HolderCase[]) => (space === null ? [] : cases);

/** Of processes that are dead, beyond doubt. */
export const deadHolders: readonly HolderCase[] = [
  { name: "a process that has ended", holder: ended },
  { name: "a process whose pid another has by now", holder: () => ({ ...me(), startTime: "long ago" }) },
  {
    name: "a pid that nobody has, without a start time",
    holder: () => ({ ...me(), pid: 2 ** 22 + 1, startTime: null }),
  },
  { name: "nobody, as a machine that fails leaves a file", holder: () => "" },
  { name: "nobody: its text is cut off", holder: () => '{"pid":1,"startTi' },
  { name: "nobody: it is in another form", holder: () => '{"pid":"1"}' },
  ...withSpace([
    {
      name: "a process of this machine before it was started again, whose pid another has by now",
      holder: () => ({ ...me(), space: `${anotherBoot} pid:[1]` }),
      since: "before this boot",
    },
    {
      name: "a process that is gone since this machine got another name",
      holder: () => ({ ...me(), host: "old-name", startTime: "long ago" }),
    },
  ]),
];

/** Of processes that live, or live where nobody can ask. */
export const livingHolders: readonly HolderCase[] = [
  { name: "a living process", holder: me },
  { name: "a living process whose start time is not known", holder: () => ({ ...me(), startTime: null }) },
  {
    name: "a process of another machine",
    holder: () => ({ ...me(), pid: 1, host: "elsewhere", space: `${anotherBoot} pid:[1]` }),
    since: "before this boot",
  },
  {
    name: "a process of another machine that does not tell boots apart",
    holder: () => ({ ...me(), pid: 1, host: "elsewhere", space: null }),
  },
  ...withSpace([
    {
      name: "a process of another container of this machine, even one of its name",
      holder: () => ({ ...me(), startTime: "long ago", space: `${boot} pid:[1]` }),
    },
    {
      name: "a process of a clone of this machine, which has its name and goes on",
      holder: () => ({ ...me(), startTime: "long ago", space: `${anotherBoot} pid:[1]` }),
    },
  ]),
];

/** Writes the file of a case. */
export async function writeHolder(file: string, { holder, since }: HolderCase): Promise<void> {
  const said = await holder();
  writeFileSync(file, typeof said === "string" ? said : JSON.stringify(said));
  const then = Date.now() / 1_000 - uptime() - 60;
  if (since === "before this boot") utimesSync(file, then, then);
}

async function ended(): Promise<Holder> {
  const child = spawn("sleep", ["300"]);
  const pid = child.pid as number;
  const startTime = startTimeOf(pid);
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
  return { ...me(), pid, startTime };
}
