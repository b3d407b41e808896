import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { until } from "../harness/until.ts";
import {
  descendants,
  findMarked,
  isAlive,
  startTimeOf,
  terminate,
  terminateTree,
} from "../src/host/process-tree.ts";

const mark = { name: "OMO_TREE_TEST", value: randomUUID() };

function bash(script: string, env: Record<string, string> = {}): { child: ChildProcess; pid: number } {
  const child = spawn("bash", ["-c", script], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return { child, pid: child.pid as number };
}

/** A line that a script prints, e.g. a pid of its own. */
async function line(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  return chunk.toString().trim();
}

/** Leaves a process that has a session of its own and whose parent is gone, and prints its pid. */
const orphan = `node -e '
  const { spawn } = require("node:child_process");
  const child = spawn("sleep", ["300"], { detached: true, stdio: "ignore" });
  console.log(child.pid);
  child.unref();'`;

afterEach(() => terminateTree(null, mark));

describe("startTimeOf and isAlive", () => {
  test("a process is known by pid and start time", async () => {
    const { child, pid } = bash("sleep 300", { [mark.name]: mark.value });
    const startTime = startTimeOf(pid);
    expect(startTime).not.toBeNull();
    expect(startTimeOf(pid)).toBe(startTime);
    expect(isAlive(pid, startTime)).toBe(true);
    expect(isAlive(pid, null)).toBe(true);
    expect(isAlive(pid, startTimeOf(process.pid))).toBe(false);

    child.kill("SIGKILL");
    await once(child, "exit");
    expect(startTimeOf(pid)).toBeNull();
    expect(isAlive(pid, startTime)).toBe(false);
    expect(isAlive(pid, null)).toBe(false);
  });

  test("a zombie is dead", async () => {
    // The parent never waits for its child, which exits at once.
    const { child } = bash("sleep 0 & echo $!; exec sleep 300", { [mark.name]: mark.value });
    const zombie = Number(await line(child));
    await until("the child is a zombie", () => !isAlive(zombie, null));
    expect(() => process.kill(zombie, 0)).not.toThrow();
  });
});

test("descendants are found over generations", async () => {
  const { child, pid } = bash("bash -c 'sleep 300 & echo $!; wait' & wait", { [mark.name]: mark.value });
  const sleeper = Number(await line(child));
  const found = descendants(pid);
  expect(found).toHaveLength(2);
  expect(found[1]).toBe(sleeper);
  expect(descendants(process.pid)).toEqual(expect.arrayContaining([pid, ...found]));
});

describe("findMarked", () => {
  test("finds an orphan in a session of its own by the mark it inherited", async () => {
    const { child } = bash(orphan, { [mark.name]: mark.value });
    const pid = Number(await line(child));
    await once(child, "exit");
    expect(descendants(process.pid)).not.toContain(pid);
    expect(findMarked(mark.name, mark.value)).toEqual([pid]);
  });

  test("wants the whole value, and leaves out the calling process", () => {
    bash("sleep 300", { [mark.name]: `${mark.value}-other` });
    expect(findMarked(mark.name, mark.value)).toEqual([]);
    const home = process.env.HOME ?? "";
    expect(findMarked("HOME", home)).not.toContain(process.pid);
  });

  afterEach(() => terminateTree(null, { ...mark, value: `${mark.value}-other` }));
});

describe("terminate", () => {
  test("asks with SIGTERM first", async () => {
    const script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done";
    const { child, pid } = bash(script, { [mark.name]: mark.value });
    await line(child);
    const exit = once(child, "exit");
    await terminate([pid]);
    expect(await exit).toEqual([7, null]);
  });

  test("kills what does not follow, and resolves when it is gone", async () => {
    const { child, pid } = bash("trap '' TERM; echo ready; while :; do sleep 0.05; done", {
      [mark.name]: mark.value,
    });
    await line(child);
    const exit = once(child, "exit");
    await terminate([pid], 200);
    expect(isAlive(pid, null)).toBe(false);
    expect(await exit).toEqual([null, "SIGKILL"]);
  });

  test("never touches the calling process, and forgives pids that are gone", async () => {
    const { child, pid } = bash("exit 0");
    await once(child, "exit");
    // Were it touched, there would be no test to pass.
    await terminate([process.pid, pid, 1], 50);
  });
});

test("terminateTree ends a process, its descendants and all that carries the mark", async () => {
  const { child, pid } = bash(`${orphan}; bash -c 'sleep 300 & wait' & wait`, { [mark.name]: mark.value });
  const away = Number(await line(child));
  const tree = await until("the tree stands", () => {
    const found = descendants(pid);
    return found.length === 2 && found;
  });
  await terminateTree({ pid, startTime: startTimeOf(pid) }, mark);
  expect([pid, away, ...tree].filter((member) => isAlive(member, null))).toEqual([]);
});
