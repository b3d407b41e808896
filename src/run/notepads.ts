import { appendFileSync, lstatSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  type EntryKey,
  formatEntry,
  hasEntry,
  largestNotepad,
  type NoteEntry,
  type Notepad,
  type Notes,
  notepadHead,
  notepads,
  parseNotepad,
  trimNotes,
} from "../notes.ts";
import { systemCode } from "./errors.ts";
import { notepadsDirectory } from "./paths.ts";

/**
 * Puts what a task has left at the end of its plan's notepads. Idempotent: an entry of the same task and run is not
 * written again. A notepad that is full takes no more. Throws what the system does.
 * @param title heading of the entry
 */
export function appendNotes(root: string, key: EntryKey, title: string, notes: Notes): void {
  const folder = notepadsDirectory(root, key.file);
  const trimmed = trimNotes(notes);
  for (const notepad of notepads) {
    if (trimmed[notepad].length === 0) continue;
    mkdirSync(folder, { recursive: true });
    const path = join(folder, `${notepad}.md`);
    refuseLinks(root, folder, path);
    const text = readOrEmpty(path);
    if (hasEntry(text, key)) continue;
    const entry = formatEntry(title, { ...key, notes: trimmed[notepad] });
    if (text.length + entry.length > largestNotepad) continue;
    if (text === "") writeFileSync(path, notepadHead(notepad) + entry);
    else appendFileSync(path, text.endsWith("\n") ? entry : `\n${entry}`);
  }
}

/** The entries of a plan's notepads. One that is not there, or cannot be read, has none. */
export function readNotepads(root: string, file: string): Readonly<Record<Notepad, readonly NoteEntry[]>> {
  const folder = notepadsDirectory(root, file);
  const read = (notepad: Notepad) => parseNotepad(readOrEmpty(join(folder, `${notepad}.md`)));
  return { learnings: read("learnings"), decisions: read("decisions"), issues: read("issues") };
}

/** A repository may hold links in the place of folders and files: what omo writes must not follow them out of it. */
function refuseLinks(root: string, folder: string, path: string): void {
  const leadsAway = realpathSync(folder) !== join(realpathSync(root), relative(root, folder));
  if (leadsAway || lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new Error(`${relative(root, path)} leads elsewhere by a link`);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return "";
    throw error;
  }
}
