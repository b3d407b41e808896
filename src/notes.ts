/** What a task leaves for those that build on it; each note is one line. */
export interface Notes {
  /** How things work here. */
  readonly learnings: readonly string[];
  /** What was decided, and why. */
  readonly decisions: readonly string[];
  /** What is left open, or does not work. */
  readonly issues: readonly string[];
}

/** The three notepads of a plan. */
export const notepads = ["learnings", "decisions", "issues"] as const;

/** The name of a notepad. */
export type Notepad = (typeof notepads)[number];

/** The most notes that a task may leave in one notepad. */
export const mostNotes = 10;
/** The longest a note may be, in UTF-16 units. */
export const longestNote = 400;
/** The largest that a notepad may grow, in UTF-16 units; then nothing is added any more. */
export const largestNotepad = 100_000;

/** Which task an entry is of, and which run wrote it. */
export interface EntryKey {
  /** The plan's path relative to the git root. */
  readonly file: string;
  readonly task: string;
  readonly run: string;
}

/** One task's entry in a notepad. */
export interface NoteEntry extends EntryKey {
  readonly notes: readonly string[];
}

/** Cuts notes to what a notepad takes: single lines, not too long, not too many, none empty. */
export function trimNotes(notes: Notes): Notes {
  const trim = (lines: readonly string[]) =>
    lines
      .map((line) => line.replace(/\s+/g, " ").trim())
      .filter((line) => line !== "")
      .slice(0, mostNotes)
      .map((line) => (line.length > longestNote ? `${headOf(line)}…` : line));
  return {
    learnings: trim(notes.learnings),
    decisions: trim(notes.decisions),
    issues: trim(notes.issues),
  };
}

/** As much of a line as a note may have before its dots: characters of two units are not cut in two. */
function headOf(line: string): string {
  return line
    .slice(0, longestNote - 1)
    .replace(/[\uD800-\uDBFF]$/, "")
    .trimEnd();
}

/** The head of a notepad, for the first entry to be put below. */
export function notepadHead(notepad: Notepad): string {
  return `# ${notepad.charAt(0).toUpperCase()}${notepad.slice(1)}\n`;
}

/** The text of an entry, to be put at the end of a notepad. */
export function formatEntry(title: string, { notes, ...key }: NoteEntry): string {
  return `\n## ${title.replace(/\s+/g, " ")}\n${markOf(key)}\n${notes.map((note) => `- ${note}\n`).join("")}`;
}

/** Whether a notepad holds an entry already: one is never written twice. */
export function hasEntry(text: string, key: EntryKey): boolean {
  return text.split(/\r?\n/).includes(markOf(key));
}

/** The entries of a notepad, in its order. Anything else that people wrote into it belongs to none. */
export function parseNotepad(text: string): NoteEntry[] {
  const entries: { key: EntryKey; notes: string[] }[] = [];
  let open = false;
  for (const line of text.split(/\r?\n/)) {
    const mark = /^<!-- omo (\{.*\}) -->$/s.exec(line);
    const key = mark ? readKey(mark[1] ?? "") : null;
    if (key) entries.push({ key, notes: [] });
    if (key || line.startsWith("#")) open = key !== null;
    else if (open && line.startsWith("- ")) entries.at(-1)?.notes.push(line.slice(2));
  }
  return entries.map(({ key, notes }) => ({ ...key, notes }));
}

/** Notes are single lines that begin with a dash, so that none can pass for this. */
function markOf({ file, task, run }: EntryKey): string {
  // A comment ends at the first `-->`.
  return `<!-- omo ${JSON.stringify({ file, task, run }).replaceAll(">", "\\u003e")} -->`;
}

function readKey(json: string): EntryKey | null {
  try {
    const { file, task, run } = JSON.parse(json) as Record<string, unknown>;
    return typeof file === "string" && typeof task === "string" && typeof run === "string"
      ? { file, task, run }
      : null;
  } catch {
    return null;
  }
}

/** The notes of one task, for the brief of another. */
export interface TaskNotes {
  readonly task: string;
  readonly notes: Notes;
}

/** By task, what it waits for. */
export type Dependencies = Pick<ReadonlyMap<string, readonly string[]>, "get">;

/**
 * What finished tasks left that a task builds on: the nearest first, as many as there is room for. Of several entries
 * of a task the latest counts.
 * @param dependsOn what each task waits for
 * @param room UTF-16 units of notes
 */
export function notesFor(
  task: string,
  file: string,
  dependsOn: Dependencies,
  entries: Readonly<Record<Notepad, readonly NoteEntry[]>>,
  room: number,
): TaskNotes[] {
  const found: TaskNotes[] = [];
  const seen = new Set<string>([task]);
  let left = room;
  for (let near = dependsOn.get(task) ?? []; near.length > 0; ) {
    const further: string[] = [];
    for (const id of near) {
      if (seen.has(id)) continue;
      seen.add(id);
      further.push(...(dependsOn.get(id) ?? []));
      const notes = latest(id, file, entries);
      const size = notepads.flatMap((name) => notes[name]).join("\n").length;
      if (size === 0) continue;
      left -= size;
      if (left < 0) return found;
      found.push({ task: id, notes });
    }
    near = further;
  }
  return found;
}

function latest(task: string, file: string, entries: Readonly<Record<Notepad, readonly NoteEntry[]>>): Notes {
  const of = (name: Notepad) =>
    entries[name].findLast((entry) => entry.task === task && entry.file === file)?.notes ?? [];
  return { learnings: of("learnings"), decisions: of("decisions"), issues: of("issues") };
}
