import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PersonSaid } from "../event.ts";
import type { Emit } from "./emit.ts";
import { systemCode, writeError } from "./errors.ts";

const word = z.strictObject({
  action: z.enum(["approve", "reject", "retry", "waive", "adopt", "pause", "resume", "cancel"]),
  task: z.string().nullable(),
  text: z.string(),
  criterion: z.int().nonnegative().nullable(),
});

/** What a person says of a run, before any process has taken it. */
export type Word = z.infer<typeof word>;

/**
 * Leaves a word for a run: a file that appears whole. Whichever process runs it takes it, or the next one does.
 * @param id tells it from others, and sorts after those left before
 */
export function leaveWord(folder: string, id: string, said: Word): void {
  const path = join(folder, `${id}.json`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(`${path}.new`, `${JSON.stringify(said)}\n`, { flag: "wx", flush: true });
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw writeError(path, error);
  }
}

/** What is no word is left alone, and is none. */
function readWords(folder: string): PersonSaid[] {
  return names(folder).flatMap((name) => {
    try {
      const parsed = word.safeParse(JSON.parse(readFileSync(join(folder, name), "utf8")));
      const id = name.slice(0, -".json".length);
      return parsed.success ? [{ type: "person.said" as const, id, ...parsed.data }] : [];
    } catch {
      return [];
    }
  });
}

function dropWord(folder: string, id: string): void {
  rmSync(join(folder, `${id}.json`), { force: true });
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** How often the inbox is looked into; a word need not be heard at once. Milliseconds. */
const pollInterval = 300;

/** The words that people leave for one run. */
export interface Inbox {
  /** The words that lie there, in the order in which they were left. */
  read(): readonly PersonSaid[];
  /** Takes a word away: it is in the journal now. */
  drop(id: string): void;
  /** Calls back soon after words may have been left, until it is told to stop. */
  watch(look: () => void): () => void;
}

/** The inbox in a folder. Nothing is made until somebody leaves a word. */
export function openInbox(folder: string): Inbox {
  return {
    read: () => readWords(folder),
    drop: (id) => dropWord(folder, id),
    watch(look) {
      const timer = setInterval(look, pollInterval);
      return () => clearInterval(timer);
    },
  };
}

/**
 * Emits each word that lies there, and takes it away once it is journalled. What was said twice the scheduler refuses.
 * @param taken words that are on their way into the journal already
 */
export async function takeWords(inbox: Inbox, emit: Emit, taken = new Set<string>()): Promise<void> {
  for (const said of inbox.read()) {
    if (taken.has(said.id)) continue;
    taken.add(said.id);
    await emit(said);
    inbox.drop(said.id);
  }
}

/** Takes the words that are left from now on, until it is told to stop. */
export function watchInbox(inbox: Inbox, emit: Emit): () => void {
  const taken = new Set<string>();
  const look = () => void takeWords(inbox, emit, taken);
  look();
  return inbox.watch(look);
}
