import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../src/event.ts";
import { RunError } from "../src/run/errors.ts";
import { createJournal, readJournal, reopenJournal } from "../src/run/journal.ts";

let directory: string;
let path: string;
const at = new Date("2026-01-31T12:00:00Z");
const ended: Event = { type: "run.ended", ticked: ["1"] };
const claimed = (task: string): Event => ({ type: "task.claimed", task });

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "omo-journal-"));
  path = join(directory, "journal.jsonl");
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("journal", () => {
  test("holds an event a line, in order, with sequence and time", async () => {
    const journal = createJournal(path);
    journal.append(claimed("1"), at);
    journal.append(ended, at);
    await journal.sync();
    journal.close();
    expect(readFileSync(path, "utf8")).toBe(
      '{"v":3,"seq":1,"at":"2026-01-31T12:00:00.000Z","type":"task.claimed","task":"1"}\n' +
        '{"v":3,"seq":2,"at":"2026-01-31T12:00:00.000Z","type":"run.ended","ticked":["1"]}\n',
    );
    expect(readJournal(path).map((e) => [e.seq, e.event])).toEqual([
      [1, claimed("1")],
      [2, ended],
    ]);
  });

  test("is not made over one that exists", () => {
    createJournal(path).close();
    expect(() => createJournal(path)).toThrow(/EEXIST/);
  });

  test.each([1, 5, 40])(
    "drops a last line torn after %i bytes, and goes on behind the whole ones",
    async (kept) => {
      const journal = createJournal(path);
      journal.append(claimed("1"), at);
      await journal.sync();
      journal.close();
      const whole = readFileSync(path, "utf8");
      appendFileSync(path, whole.slice(0, kept));
      expect(readJournal(path).map((e) => e.event)).toEqual([claimed("1")]);
      const reopened = reopenJournal(path);
      expect(reopened.entries.map((e) => e.event)).toEqual([claimed("1")]);
      reopened.journal.append(claimed("2"), at);
      await reopened.journal.sync();
      reopened.journal.close();
      expect(readJournal(path).map((e) => [e.seq, e.event])).toEqual([
        [1, claimed("1")],
        [2, claimed("2")],
      ]);
    },
  );

  test.each([
    ["no JSON", "nonsense\n", /:2: the journal is damaged \(not a line of JSON\)/],
    ["another version", '{"v":9,"seq":2,"at":"x","type":"run.ended"}\n', /has version 9, this omo reads 3/],
    ["a gap", '{"v":3,"seq":3,"at":"x","type":"run.ended"}\n', /entry 3 stands in place of entry 2/],
    [
      "an unknown event",
      '{"v":3,"seq":2,"at":"x","type":"run.exploded"}\n',
      /no event omo knows: run.exploded/,
    ],
  ])("refuses %s in the middle, and says where", async (_, line, message) => {
    const journal = createJournal(path);
    journal.append(claimed("1"), at);
    await journal.sync();
    journal.close();
    appendFileSync(path, line);
    expect(() => readJournal(path)).toThrow(RunError);
    expect(() => readJournal(path)).toThrow(message);
  });

  test("an empty file holds no entries", () => {
    writeFileSync(path, "");
    expect(readJournal(path)).toEqual([]);
  });
});
