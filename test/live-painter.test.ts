import { rmSync } from "node:fs";
import { createConnection } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasTerminals, openTerminal, type Terminal } from "../harness/terminal.ts";
import { until } from "../harness/until.ts";
import { buildWorker, type Worker } from "./build-worker.ts";

let worker: Worker;
let socket: string;

beforeAll(async () => {
  worker = await buildWorker("painter-process");
  socket = join(dirname(worker.path), "socket");
});
afterAll(() => worker.remove());

/** A terminal of a size that is easy to fill. */
function open(command: readonly string[], env: Readonly<Record<string, string>> = {}): Terminal {
  const home = dirname(worker.path);
  return openTerminal(command, {
    cwd: home,
    env: { PATH: process.env.PATH ?? "", HOME: home, ...env },
    columns: 60,
    rows: 18,
  });
}

/** Tells the process something, and waits until it has heard it. */
function tell(words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = createConnection(socket, () => connection.write(`${words}\n`));
    connection.on("close", () => resolve()).on("error", reject);
    connection.resume();
  });
}

describe.skipIf(!hasTerminals)("what is drawn in a terminal", () => {
  let terminal: Terminal;

  beforeEach(async () => {
    // The shell tells what became of the process, and says so below all else.
    terminal = open(["bash", "-c", `node ${worker.path} ${socket}; echo "ended with $?"; read`]);
    await terminal.shows(/^<3 /m);
  });
  afterEach(() => {
    terminal.close();
    rmSync(socket, { force: true });
  });

  /** Waits until the screen ends with so many lines that are drawn, and has no other of them; returns those above. */
  async function above(drawn: number): Promise<string[]> {
    const look = () => {
      const lines = terminal.screen().join("\n").trimEnd().split("\n");
      const own = lines.slice(-drawn).every((line, i) => line.startsWith(`<${i} `));
      const others = lines.slice(0, lines.length - drawn);
      return own && others.every((line) => !line.includes("<")) ? others : null;
    };
    return until(`${drawn} lines are drawn once`, look).catch((error: Error) => {
      throw new Error(`${error.message}\n${terminal.scrollback().join("\n")}`);
    });
  }

  test("stays below what is printed, in as many lines as it is told, whatever is in them", async () => {
    expect(await above(4)).toEqual([]);
    expect(terminal.hasCursor()).toBe(false);
    await tell("print one");
    await tell("print two");
    expect(await above(4)).toEqual(["one", "two"]);
    await tell("draw 6");
    expect(await above(6)).toEqual(["one", "two"]);
    await tell("draw 2");
    expect(await above(2)).toEqual(["one", "two"]);
    await tell("draw 4");
    for (let i = 0; i < 30; i++) await tell(`print line ${i}`);
    await above(4);
    const printed = terminal.scrollback().filter((line) => !line.startsWith("<") && line !== "");
    expect(printed).toEqual(["one", "two", ...Array.from({ length: 30 }, (_, i) => `line ${i}`)]);
  });

  test.each([
    ["narrower", 31, 18],
    ["much narrower", 12, 18],
    ["wider", 110, 18],
    ["higher", 60, 30],
    ["lower", 60, 10],
    ["narrower and lower", 25, 12],
  ])("is drawn once when the terminal becomes %s", async (_, columns, rows) => {
    for (const word of ["one", "two", "three"]) await tell(`print ${word}`);
    await above(4);
    terminal.resize(columns, rows);
    await above(4);
    await tell("print four");
    expect((await above(4)).at(-1)).toBe("four");
    // Some may have left the screen at its top, where a line of the view may have gone with them.
    const printed = terminal.scrollback().filter((line) => /^[a-z]+$/.test(line));
    expect(printed).toEqual(["one", "two", "three", "four"]);
  });

  test.each([
    ["close", [], ""],
    ["exit", [], "ended with 3"],
    ["crash", ["crashed: the sky fell"], "ended with 2"],
  ])("is gone after %s, and the cursor is back", async (words, said, end) => {
    await tell("print one");
    await above(4);
    await tell(words);
    if (end !== "") await terminal.shows(new RegExp(end));
    else await until("the cursor is seen", () => terminal.hasCursor());
    expect(terminal.hasCursor()).toBe(true);
    const expected = ["one", ...said, ...(end === "" ? [] : [end])];
    expect(terminal.screen().filter((line) => line !== "")).toEqual(expected);
  });
});

test.skipIf(!hasTerminals)("a process that is stopped gives the terminal back until it goes on", async () => {
  const terminal = open(["bash", "--norc", "--noprofile", "-i"], { PS1: "ready>" });
  try {
    terminal.press(`node ${worker.path} ${socket}`, "Enter");
    await terminal.shows(/^<3 /m);
    expect(terminal.hasCursor()).toBe(false);
    terminal.press("C-z");
    const stopped = await terminal.shows(/Stopped/);
    expect(stopped.filter((line) => line.startsWith("<"))).toEqual([]);
    expect(terminal.hasCursor()).toBe(true);
    terminal.press("fg", "Enter");
    const again = await terminal.shows(/^<3 /m);
    expect(again.filter((line) => line.startsWith("<"))).toHaveLength(4);
    expect(again.some((line) => line.includes("Stopped"))).toBe(true);
    await tell("exit");
    await terminal.shows(/^ready>$/m);
  } finally {
    terminal.close();
    rmSync(socket, { force: true });
  }
});
