import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { type Lock, lockPlan } from "../src/run/lock.ts";

/**
 * A process that takes and gives up the lock of a plan, and asks before each step that it makes in the folder of
 * locks; started by `lock-steps.test.ts`. It says a line on descriptor 3 and reads one there: `take` and `release` when
 * it said `held`, `free` or `refused`; anything at all when it said the name of a step.
 */
const root = process.argv[2] ?? "";
const channel = 3;
const { readSync, writeSync } = fs;

/** Says a line, and waits for one. */
function ask(line: string): string {
  writeSync(channel, `${line}\n`);
  const answer = Buffer.alloc(64);
  return answer.toString("utf8", 0, readSync(channel, answer)).trim();
}

const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const [name, real] of Object.entries(functions)) {
  if (!name.endsWith("Sync")) continue;
  functions[name] = (...args) => {
    if (String(args[0]).startsWith(root)) ask(name);
    return real(...args);
  };
}
syncBuiltinESMExports();

const held: Lock[] = [];
for (let told = ask("free"); told !== ""; ) {
  if (told === "take") told = ask(take());
  else {
    held.pop()?.release();
    told = ask("free");
  }
}

function take(): string {
  try {
    held.push(lockPlan(root, "plans/a.md", String(process.pid)));
    return "held";
  } catch (error) {
    return error instanceof Error && error.message.includes("going on already") ? "refused" : String(error);
  }
}
