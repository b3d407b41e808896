import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PersonSaid } from "../event.ts";
import { systemCode, writeError } from "./errors.ts";

const word = z.strictObject({
  action: z.enum(["approve", "reject", "retry", "waive", "pause", "resume", "cancel"]),
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

/** The words that lie in a folder, in the order in which they were left. What is no word is left alone, and is none. */
export function readWords(folder: string): PersonSaid[] {
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

/** Takes a word away: it is in the journal now. */
export function dropWord(folder: string, id: string): void {
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

/** Emits each word that lies there, and takes it away. What was said twice the scheduler refuses. */
export function takeWords(folder: string, emit: (event: PersonSaid) => void): void {
  for (const said of readWords(folder)) {
    emit(said);
    dropWord(folder, said.id);
  }
}

/** Takes the words that are left from now on, until it is closed. */
export function watchInbox(folder: string, emit: (event: PersonSaid) => void): { close(): void } {
  takeWords(folder, emit);
  const timer = setInterval(() => takeWords(folder, emit), pollInterval);
  return { close: () => clearInterval(timer) };
}
