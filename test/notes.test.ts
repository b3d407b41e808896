import { appendFileSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type EntryKey,
  formatEntry,
  hasEntry,
  largestNotepad,
  longestNote,
  mostNotes,
  type NoteEntry,
  type Notes,
  notepadHead,
  notepads,
  parseNotepad,
  trimNotes,
} from "../src/notes.ts";
import { appendNotes, readNotepads } from "../src/run/notepads.ts";
import { effort } from "./effort.ts";
import { makeFolder } from "./omo.ts";

const nothing: Notes = { learnings: [], decisions: [], issues: [] };
const key: EntryKey = { file: "plans/p.md", task: "1", run: "r1" };

/** Lines that look like what a notepad is made of. */
const tricky = fc.constantFrom(
  '<!-- omo {"file":"plans/p.md","task":"1","run":"r1"} -->',
  '- <!-- omo {"file":"a","task":"b","run":"c"} -->',
  "## Another task",
  "# Learnings",
  "- - -",
  "---",
  "```",
  "-->",
  "<!--",
  "\u2028",
  "a\r\nb",
  "  ",
  "",
);
const words = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), tricky);
const notesOf = fc.record({
  learnings: fc.array(words, { maxLength: mostNotes + 2 }),
  decisions: fc.array(words, { maxLength: 3 }),
  issues: fc.array(words, { maxLength: 3 }),
});
const keyOf = fc.record({ file: words, task: words, run: words });

describe("what is left for others", () => {
  test("is cut to lines that a notepad takes", () => {
    fc.assert(
      fc.property(notesOf, (notes) => {
        const trimmed = trimNotes(notes);
        for (const name of notepads) {
          expect(trimmed[name].length).toBeLessThanOrEqual(mostNotes);
          for (const note of trimmed[name]) {
            expect(note).toMatch(/^\S(?:.*\S)?$/su);
            expect(note).not.toMatch(/[\r\n\u2028\u2029]/);
            expect(note.length).toBeLessThanOrEqual(longestNote);
          }
        }
        // Cut once, it is cut for good.
        expect(trimNotes(trimmed)).toEqual(trimmed);
      }),
      { numRuns: effort(300) },
    );
  });

  test.each([
    { note: "  two\n  lines ", is: "two lines" },
    { note: "x".repeat(longestNote), is: "x".repeat(longestNote) },
    { note: "x".repeat(longestNote + 1), is: `${"x".repeat(longestNote - 1)}…` },
    { note: `${"x".repeat(longestNote - 2)} yyy`, is: `${"x".repeat(longestNote - 2)}…` },
    // A character of two units is not cut in two.
    { note: `${"x".repeat(longestNote - 2)}🦉🦉`, is: `${"x".repeat(longestNote - 2)}…` },
  ])("such as $note", ({ note, is }) => {
    expect(trimNotes({ ...nothing, issues: [note] }).issues).toEqual([is]);
  });
});

describe("a notepad", () => {
  test("is read as it was written, whatever the notes and names", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(words, keyOf, notesOf), { maxLength: 5 }), (entries) => {
        const written = entries.map(([title, of, notes]): [string, NoteEntry] => [
          title,
          { ...of, notes: trimNotes(notes).learnings },
        ]);
        const text = written.reduce(
          (all, [title, entry]) => all + formatEntry(title, entry),
          notepadHead("learnings"),
        );
        expect(parseNotepad(text)).toEqual(written.map(([, entry]) => entry));
        expect(parseNotepad(text.replace(/\n/g, "\r\n"))).toEqual(written.map(([, entry]) => entry));
        for (const [title, entry] of written) {
          // A comment ends at the first of these.
          const mark = formatEntry(title, entry).split("\n")[2] ?? "";
          expect(mark.indexOf("-->")).toBe(mark.length - 3);
          expect(hasEntry(text, entry)).toBe(true);
          expect(hasEntry(text.replace(/\n/g, "\r\n"), entry)).toBe(true);
        }
      }),
      { numRuns: effort(300) },
    );
  });

  test("has no entry of a note that looks like one", () => {
    const mark = formatEntry("x", { ...key, notes: [] }).split("\n")[2] ?? "";
    expect(mark).toMatch(/^<!-- omo /);
    const text = formatEntry(mark, { ...key, task: "2", notes: [mark, `- ${mark}`] });
    expect(hasEntry(text, key)).toBe(false);
    expect(parseNotepad(text)).toEqual([{ ...key, task: "2", notes: [mark, `- ${mark}`] }]);
  });

  test.each([
    "",
    "# Learnings\n\n- Mine, below no mark.\n",
    "<!-- omo {} -->\n- x\n",
    "<!-- omo {nonsense} -->\n- x\n",
    '<!-- omo {"file":1,"task":"1","run":"r"} -->\n- x\n',
    "<!-- omo [] -->\n- x\n",
    "<!-- omo null -->\n- x\n",
    `<!-- omo ${'{"a":'.repeat(20_000)}${"}".repeat(20_000)} -->\n- x\n`,
  ])("has no entries in %j", (text) => {
    expect(parseNotepad(text)).toEqual([]);
  });

  test("may be written into by people: what is no note of an entry belongs to none", () => {
    const text = `${formatEntry("One", { ...key, notes: ["a"] })}Some words.\n- b\n\n## Mine\n- c\n`;
    expect(parseNotepad(text)).toEqual([{ ...key, notes: ["a", "b"] }]);
  });
});

describe("the notepads of a plan", () => {
  const read = (root: string, name: string) => readFileSync(join(root, `.omo/notepads/p/${name}.md`), "utf8");

  test("get what a task has left, those alone of which there is something", () => {
    const root = makeFolder({});
    appendNotes(root, key, "1. One", { ...nothing, learnings: ["a", "b"], issues: ["c"] });
    appendNotes(root, { ...key, task: "2" }, "2. Two", { ...nothing, learnings: ["d"] });
    expect(read(root, "learnings")).toBe(`# Learnings

## 1. One
<!-- omo {"file":"plans/p.md","task":"1","run":"r1"} -->
- a
- b

## 2. Two
<!-- omo {"file":"plans/p.md","task":"2","run":"r1"} -->
- d
`);
    expect(() => read(root, "decisions")).toThrow("ENOENT");
    expect(readNotepads(root, "plans/p.md")).toEqual({
      learnings: [
        { ...key, notes: ["a", "b"] },
        { ...key, task: "2", notes: ["d"] },
      ],
      decisions: [],
      issues: [{ ...key, notes: ["c"] }],
    });
  });

  test("with nothing left, are not made", () => {
    const root = makeFolder({});
    appendNotes(root, key, "1. One", { ...nothing, learnings: [" \n "] });
    expect(() => read(root, "learnings")).toThrow("ENOENT");
    expect(readNotepads(root, key.file)).toEqual(nothing);
  });

  test("get an entry once, whatever has been done to the file since", () => {
    const root = makeFolder({});
    const append = () => appendNotes(root, key, "1. One", { ...nothing, learnings: ["a"] });
    append();
    const path = join(root, ".omo/notepads/p/learnings.md");
    for (const change of [
      () => {},
      () => appendFileSync(path, "- mine\n"),
      () => writeFileSync(path, readFileSync(path, "utf8").replace("## 1. One", "## Renamed")),
      () => writeFileSync(path, readFileSync(path, "utf8").replace(/\n/g, "\r\n")),
      () => writeFileSync(path, `\uFEFF${readFileSync(path, "utf8")}`),
    ]) {
      change();
      const before = readFileSync(path, "utf8");
      append();
      expect(readFileSync(path, "utf8")).toBe(before);
    }
    // Another run's is another entry.
    appendNotes(root, { ...key, run: "r2" }, "1. One", { ...nothing, learnings: ["b"] });
    expect(readNotepads(root, key.file).learnings.map(({ run }) => run)).toEqual(["r1", "r2"]);
  });

  test("take an entry behind a line that has no end", () => {
    const root = makeFolder({ ".omo/notepads/p/learnings.md": "My words" });
    appendNotes(root, key, "1. One", { ...nothing, learnings: ["a"] });
    expect(read(root, "learnings")).toMatch(/^My words\n\n## 1\. One\n/);
    expect(readNotepads(root, key.file).learnings).toHaveLength(1);
  });

  test("that are full take no more, and are left as they are", () => {
    const full = `${"x".repeat(largestNotepad - 60)}\n`;
    const root = makeFolder({ ".omo/notepads/p/learnings.md": full });
    appendNotes(root, key, "1. One", { ...nothing, learnings: ["a"], decisions: ["b"] });
    expect(read(root, "learnings")).toBe(full);
    expect(readNotepads(root, key.file).decisions).toHaveLength(1);
  });

  test("are read of a run's own plan by its name, and tell two plans of one name apart", () => {
    const root = makeFolder({});
    for (const file of ["plans/p.md", "other/p.md"])
      appendNotes(root, { ...key, file }, "1. One", { ...nothing, learnings: [file] });
    expect(readNotepads(root, "plans/p.md").learnings.map(({ notes }) => notes[0])).toEqual([
      "plans/p.md",
      "other/p.md",
    ]);
  });

  test("are never written through a link out of their place", () => {
    const outside = makeFolder({ "learnings.md": "mine\n" });
    for (const [link, target] of [
      [".omo/notepads", outside],
      [".omo/notepads/p", outside],
      [".omo/notepads/p/learnings.md", join(outside, "learnings.md")],
    ] as const) {
      const root = makeFolder({ ".omo/notepads/p/": "" });
      rmSync(join(root, link), { recursive: true, force: true });
      symlinkSync(target, join(root, link));
      expect(() => appendNotes(root, key, "1. One", { ...nothing, learnings: ["a"] })).toThrow("by a link");
    }
    expect(readFileSync(join(outside, "learnings.md"), "utf8")).toBe("mine\n");
  });

  test("that cannot be written are told", () => {
    const root = makeFolder({ ".omo/notepads": "a file" });
    expect(() => appendNotes(root, key, "1. One", { ...nothing, learnings: ["a"] })).toThrow();
    expect(readNotepads(root, key.file)).toEqual(nothing);
    const folder = makeFolder({ ".omo/notepads/p/learnings.md/": "" });
    expect(() => appendNotes(folder, key, "1. One", { ...nothing, learnings: ["a"] })).toThrow("EISDIR");
  });
});
