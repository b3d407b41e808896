import * as fs from "node:fs";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { Event } from "../event.ts";
import type { Happened } from "../schedule.ts";
import { RunError, systemCode, writeError } from "./errors.ts";
import { eventSchema } from "./event-schema.ts";

const write = promisify(fs.write);
const fsync = promisify(fs.fsync);

/** Version of the line format; a journal of another version is refused, not guessed at. */
const version = 3;

/** One line of a journal: an event, where it stands and when it happened. */
export interface JournalEntry {
  /** From 1, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly event: Event;
}

/** What happened, as the scheduler takes it. */
export function happenedIn(entries: readonly JournalEntry[]): Happened[] {
  return entries.map(({ event, at }) => ({ event, at: Date.parse(at) }));
}

/** An open journal. Append only; one writer, which the plan's lock ensures. */
export interface Journal {
  /** Adds an event to what is to be written, in order. It is on the disk after the next `sync`. */
  append(event: Event, at: Date): JournalEntry;
  /** Resolves once all that was appended is on the disk. Rejects with `RunError` when it cannot be written. One at a time. */
  sync(): Promise<void>;
  /** Closes the file. What was not synced is lost. */
  close(): void;
}

/** Makes a new journal. Throws when the file exists or cannot be made. */
export function createJournal(path: string): Journal {
  try {
    const fd = openSync(path, "ax");
    syncDirectory(dirname(path));
    return writer(path, fd, 0);
  } catch (error) {
    throw writeError(path, error);
  }
}

/** Opens a journal to go on with it. A torn last line, which a crash in mid-write leaves, is cut off first. */
export function reopenJournal(path: string): { journal: Journal; entries: JournalEntry[] } {
  const { entries, length } = parse(path, readFileSync(path));
  try {
    const fd = openSync(path, "r+");
    ftruncateSync(fd, length);
    fsyncSync(fd);
    closeSync(fd);
    return { journal: writer(path, openSync(path, "a"), entries.length), entries };
  } catch (error) {
    throw writeError(path, error);
  }
}

/**
 * Writes a journal anew, whole or not at all: what reads it meanwhile sees the old one or the new one. For a journal
 * that nobody has open. Throws `RunError` when it cannot be written.
 */
export function rewriteJournal(path: string, entries: readonly JournalEntry[]): void {
  const beside = `${path}.new`;
  try {
    writeFileSync(beside, entries.map(lineOf).join(""), { flush: true });
    renameSync(beside, path);
    syncDirectory(dirname(path));
  } catch (error) {
    throw writeError(path, error);
  }
}

function lineOf({ seq, at, event }: JournalEntry): string {
  const { type, ...rest } = event;
  return `${JSON.stringify({ v: version, seq, at, type, ...rest })}\n`;
}

/** Reads a journal that another process may be writing: a torn last line is left out. */
export function readJournal(path: string): JournalEntry[] {
  return parse(path, readFileSync(path)).entries;
}

/** The event a journal begins with; null when there is none that can be read. */
export function readFirstEvent(path: string): Event | null {
  const bytes = readFileSync(path);
  const end = bytes.indexOf(0x0a);
  if (end < 0) return null;
  try {
    return parseLine(path, bytes.subarray(0, end).toString("utf8"), 1).event;
  } catch {
    return null;
  }
}

function writer(path: string, fd: number, written: number): Journal {
  let seq = written;
  let lines: string[] = [];
  return {
    append(event, at) {
      const entry = { seq: ++seq, at: at.toISOString(), event };
      lines.push(lineOf(entry));
      return entry;
    },
    async sync() {
      const bytes = Buffer.from(lines.join(""));
      lines = [];
      // An unlinked file takes writes as if nothing had happened, and keeps none.
      if (fstatSync(fd).nlink === 0)
        throw new RunError(
          `${path} was deleted while the run went on`,
          "something cleaned .omo/runs, such as `git clean -x`; run the plan again: what is ticked stays done",
        );
      try {
        for (let done = 0; done < bytes.length; ) done += (await write(fd, bytes, done)).bytesWritten;
        await fsync(fd);
      } catch (error) {
        throw writeError(path, error);
      }
    },
    close: () => closeSync(fd),
  };
}

/** Entries of a journal's bytes, and the length of the part that is whole. */
function parse(path: string, bytes: Buffer): { entries: JournalEntry[]; length: number } {
  const length = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, length).toString("utf8").split("\n").slice(0, -1);
  const entries = lines.map((line, i) => parseLine(path, line, i + 1));
  return { entries, length };
}

function parseLine(path: string, line: string, number: number): JournalEntry {
  const damaged = (why: string) =>
    new RunError(
      `${path}:${number}: the journal is damaged (${why})`,
      "start the plan anew without --resume; ticked tasks stay done",
    );
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    throw damaged("not a line of JSON");
  }
  const { v, seq, at, ...event } = json as Record<string, unknown>;
  if (v !== version)
    throw new RunError(
      `${path}:${number}: the journal has version ${String(v)}, this omo reads ${version}`,
      "resume with the omo that started the run, or start the plan anew",
    );
  if (seq !== number) throw damaged(`entry ${String(seq)} stands in place of entry ${number}`);
  const parsed = eventSchema.safeParse(event);
  if (!parsed.success || typeof at !== "string") throw damaged(`no event omo knows: ${String(event.type)}`);
  return { seq: number, at, event: parsed.data };
}

/** Makes a new file's name survive a power cut, where the system can. */
function syncDirectory(directory: string): void {
  const fd = openSync(directory, "r");
  try {
    fsyncSync(fd);
  } catch (error) {
    if (systemCode(error) !== "EINVAL") throw error;
  } finally {
    closeSync(fd);
  }
}
