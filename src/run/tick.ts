import { isUtf8 } from "node:buffer";
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Task } from "../plan.ts";
import { readPlan } from "../read.ts";
import { createSource } from "../source.ts";
import { meaningOf } from "./compile.ts";
import { systemCode } from "./errors.ts";
import type { RunTask } from "./run-task.ts";

/** What became of a box. */
export interface BoxResult<Done extends "ticked" | "unticked"> {
  readonly outcome: Done | "already" | "no-box" | "lost";
  /** Why, for `lost`; else empty. */
  readonly message: string;
}

/** A task whose box it is, and the digest of the text that was proved. */
export type BoxOwner = Pick<RunTask, "task" | "meaning">;

/** An editor may save between our reading and our writing; then everything is looked up again. */
const tries = 3;

/**
 * Ticks a task's box in the plan file: one byte, in place, so that links, modes and everything else in the
 * file stay. The task is found anew by label and title, since the user may have edited meanwhile. Idempotent:
 * a box that is ticked already is left alone. A disk that is full is no `lost` box: it throws as the system does.
 */
export function tickTask(file: string, owner: BoxOwner): BoxResult<"ticked"> {
  return changeBox(file, owner.task, { meaning: owner.meaning, from: " ", to: "x", done: "ticked" });
}

/** Empties a task's box in the plan file, likewise. */
export function untickTask(file: string, { task }: BoxOwner): BoxResult<"unticked"> {
  return changeBox(file, task, { meaning: null, from: "x", to: " ", done: "unticked" });
}

/** From which character a box is brought to which. */
interface Change<Done extends "ticked" | "unticked"> {
  readonly from: string;
  readonly to: string;
  readonly done: Done;
  /** What the task's text must come to; null where that does not matter. */
  readonly meaning: string | null;
}

function changeBox<Done extends "ticked" | "unticked">(
  file: string,
  task: Task,
  change: Change<Done>,
): BoxResult<Done> {
  if (!task.box) return { outcome: "no-box", message: "" };
  for (let attempt = 1; attempt <= tries; attempt++) {
    const found = findBox(file, task, change);
    if ("outcome" in found) return found;
    try {
      if (!writeByte(file, found, change.to)) continue;
    } catch (error) {
      const code = systemCode(error);
      if (code === "EACCES" || code === "EROFS" || code === "EPERM")
        return lost(`the plan file cannot be written (${code})`);
      throw error;
    }
    const after = findBox(file, task, change);
    if ("outcome" in after)
      return after.outcome === "already" ? { outcome: change.done, message: "" } : after;
  }
  return lost("the plan file was saved by somebody else at each attempt to change its box");
}

/** Where the byte goes, and the bytes that this was read from. */
interface Place {
  readonly bytes: Buffer;
  readonly offset: number;
}

/** The box's place in bytes, or why there is nothing to write. */
function findBox(
  file: string,
  task: Task,
  { from, to, meaning }: Change<"ticked" | "unticked">,
): Place | BoxResult<never> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return lost(`the plan file cannot be read (${systemCode(error) ?? String(error)})`);
  }
  // Offsets in a text that was decoded with losses are not those of the file.
  if (!isUtf8(bytes)) return lost("the plan file is no longer valid UTF-8");
  const text = bytes.toString("utf8");
  const [plan] = readPlan(createSource(file, text));
  const same = plan.tasks.filter((t) => sameTask(t, task));
  const [found] = same;
  if (!found) return lost("the plan file no longer holds this task under its label and title");
  if (same.length > 1) return lost("the plan file holds this task more than once");
  if (!found.box) return lost("the task has lost its box in the plan file");
  if (meaning !== null && meaningOf(text, found) !== meaning)
    return lost(
      "its text in the plan file is not the one that was proved; `omo plan adopt` has it proved anew",
    );
  const { start, end } = found.box.span;
  const mark = text.slice(start, end);
  if (mark.toLowerCase() === to) return { outcome: "already", message: "" };
  if (mark.toLowerCase() !== from)
    return lost(`the task's box holds "${mark}", not ${from === " " ? "a space" : `"${from}"`}`);
  return { bytes, offset: Buffer.byteLength(text.slice(0, start)) };
}

function sameTask(a: Task, b: Task): boolean {
  const plain = (title: string) => title.replace(/\s+/g, " ").trim();
  return (
    (a.label?.value ?? null) === (b.label?.value ?? null) && plain(a.title.value) === plain(b.title.value)
  );
}

/** False when the file is no longer what the place was read from; then nothing is written. */
function writeByte(file: string, { bytes, offset }: Place, mark: string): boolean {
  const fd = openSync(file, "r+");
  try {
    if (!readFileSync(fd).equals(bytes)) return false;
    writeSync(fd, mark, offset);
    fsyncSync(fd);
    return true;
  } finally {
    closeSync(fd);
  }
}

function lost(message: string): BoxResult<never> {
  return { outcome: "lost", message };
}
