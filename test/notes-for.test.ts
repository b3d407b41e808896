import fc from "fast-check";
import { expect, test } from "vitest";
import { type NoteEntry, type Notes, notesFor } from "../src/notes.ts";
import { effort } from "./effort.ts";

const file = "plans/p.md";

/** Entries of one run: by task, its only learning. */
const entriesOf = (learnings: Readonly<Record<string, string>>): Parameters<typeof notesFor>[3] => ({
  learnings: Object.entries(learnings).map(([task, note]) => ({ file, task, run: "r1", notes: [note] })),
  decisions: [],
  issues: [],
});

const graph = (edges: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(edges));

/** Of whom notes are handed on, in order. */
const found = (...of: Parameters<typeof notesFor>) => notesFor(...of).map(({ task }) => task);

test.each<{ name: string; edges: Record<string, string[]>; notes?: string[]; are: string[] }>([
  { name: "nothing where it waits for nobody", edges: { 5: [] }, are: [] },
  { name: "nothing where it is not known", edges: {}, are: [] },
  { name: "what it waits for, in its order", edges: { 5: ["2", "1"] }, are: ["2", "1"] },
  {
    name: "the nearest first, each once",
    edges: { 5: ["4", "3"], 4: ["2"], 3: ["2", "1"], 2: ["1"], 1: [] },
    are: ["4", "3", "2", "1"],
  },
  { name: "what lies behind one that has none", edges: { 5: ["4"], 4: ["1"] }, notes: ["1"], are: ["1"] },
  { name: "none of its own in a circle", edges: { 5: ["4"], 4: ["5", "3"] }, are: ["4", "3"] },
  { name: "none of a task that it does not wait for", edges: { 5: ["4"], 3: ["5"] }, are: ["4"] },
])("a task is told $name", ({ edges, notes = ["1", "2", "3", "4", "5"], are }) => {
  const entries = entriesOf(Object.fromEntries(notes.map((id) => [id, `of ${id}`])));
  expect(found("5", file, graph(edges), entries, 1_000)).toEqual(are);
});

test("a task is told as much as there is room for, the nearest first", () => {
  const edges = graph({ 4: ["3", "2"], 2: ["1"] });
  const entries = entriesOf({ 1: "x".repeat(10), 2: "x".repeat(20), 3: "x".repeat(30) });
  const within = (room: number) => found("4", file, edges, entries, room);
  expect(within(60)).toEqual(["3", "2", "1"]);
  expect(within(59)).toEqual(["3", "2"]);
  expect(within(49)).toEqual(["3"]);
  expect(within(29)).toEqual([]);
  expect(within(0)).toEqual([]);
});

test("of several entries of a task the latest counts, in each notepad by itself", () => {
  const entry = (run: string, task: string, notes: string[], of = file): NoteEntry => ({
    file: of,
    task,
    run,
    notes,
  });
  const entries = {
    learnings: [
      entry("r1", "1", ["old"]),
      entry("r2", "1", ["new"]),
      entry("r3", "1", ["other"], "other/p.md"),
    ],
    decisions: [entry("r1", "1", ["kept"]), entry("r2", "2", ["of another"])],
    issues: [],
  };
  const notes: Notes = { learnings: ["new"], decisions: ["kept"], issues: [] };
  expect(notesFor("3", file, graph({ 3: ["1"] }), entries, 100)).toEqual([{ task: "1", notes }]);
});

test("whatever waits for what, it ends, tells nobody of themselves, nobody twice, and no more than there is room for", () => {
  const ids = ["1", "2", "3", "4", "5"];
  const edges = fc.dictionary(fc.constantFrom(...ids), fc.array(fc.constantFrom(...ids), { maxLength: 4 }));
  const notes = fc.dictionary(fc.constantFrom(...ids), fc.string({ minLength: 1, maxLength: 20 }));
  fc.assert(
    fc.property(edges, notes, fc.nat({ max: 60 }), (waits, left, room) => {
      const told = notesFor("1", file, graph(waits), entriesOf(left), room);
      const tasks = told.map(({ task }) => task);
      expect(new Set(tasks).size).toBe(tasks.length);
      expect(tasks).not.toContain("1");
      expect(told.flatMap((one) => one.notes.learnings).join("").length).toBeLessThanOrEqual(room);
    }),
    { numRuns: effort(300) },
  );
});
