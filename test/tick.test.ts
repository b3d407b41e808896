import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readPlan } from "../src/read.ts";
import { meaningOf } from "../src/run/compile.ts";
import { type BoxOwner, tickTask } from "../src/run/tick.ts";
import { createSource } from "../src/source.ts";

const plan = `# Plän ✓ 计划

## TODOs

- [ ] 1. First → one
  **What to do**: a
- [ ] 2. Second
  **What to do**: b

  **Acceptance Criteria**:
  - [ ] 2. Second
- [x] 3. Third
- [~] 4. Fourth
`;

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "omo-tick-"));
  file = join(directory, "plan.md");
  writeFileSync(file, plan);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** The task as a run's snapshot has it. */
function taskIn(text: string, label: string): BoxOwner {
  const [read] = readPlan(createSource("plan.md", text));
  const task = read.tasks.find((t) => t.label?.value === label);
  if (!task) throw new Error(`no task ${label}`);
  return { task, meaning: meaningOf(text, task) };
}
const now = () => readFileSync(file, "utf8");

describe("tickTask", () => {
  test("changes one byte, also behind characters of several", () => {
    expect(tickTask(file, taskIn(plan, "2"))).toEqual({ outcome: "ticked", message: "" });
    expect(now()).toBe(plan.replace("- [ ] 2. Second\n  **What", "- [x] 2. Second\n  **What"));
  });

  test("is idempotent", () => {
    tickTask(file, taskIn(plan, "2"));
    const once = now();
    expect(tickTask(file, taskIn(plan, "2"))).toEqual({ outcome: "already", message: "" });
    expect(now()).toBe(once);
    expect(tickTask(file, taskIn(plan, "3")).outcome).toBe("already");
  });

  test.each([
    ["lines added before", (t: string) => `More — words\n\n${t}`],
    ["CRLF line ends", (t: string) => t.replaceAll("\n", "\r\n")],
    ["a byte order mark", (t: string) => `\uFEFF${t}`],
    ["another task before it", (t: string) => t.replace("- [ ] 1.", "- [ ] 0. New\n- [ ] 1.")],
    ["white space in the title", (t: string) => t.replace("2. Second\n  **W", "2.  Second  \n  **W")],
  ])("finds the task after an edit: %s", (_, edit) => {
    const edited = edit(plan);
    writeFileSync(file, edited);
    expect(tickTask(file, taskIn(plan, "2")).outcome).toBe("ticked");
    const changed = [...now()].flatMap((c, i) => (c === [...edited][i] ? [] : [c]));
    expect(changed).toEqual(["x"]);
    expect(taskIn(now(), "2").task.box?.checked).toBe(true);
  });

  test.each([
    [
      "its title was changed",
      (t: string) => t.replaceAll("2. Second", "2. Zweite"),
      /no longer holds this task/,
    ],
    [
      "its label was changed",
      (t: string) => t.replaceAll("2. Second", "9. Second"),
      /no longer holds this task/,
    ],
    ["it was deleted", () => "# Plan\n", /no longer holds this task/],
    ["it stands there twice", (t: string) => `${t}- [ ] 2. Second\n  **What to do**: c\n`, /more than once/],
  ])("is lost when %s; the file stays as it is", (_, edit, message) => {
    const edited = edit(plan);
    writeFileSync(file, edited);
    expect(tickTask(file, taskIn(plan, "2"))).toEqual({
      outcome: "lost",
      message: expect.stringMatching(message),
    });
    expect(now()).toBe(edited);
  });

  test("a box that somebody marked otherwise is left to them", () => {
    const open = plan.replace("- [~] 4.", "- [ ] 4.");
    expect(tickTask(file, taskIn(open, "4"))).toEqual({
      outcome: "lost",
      message: `the task's box holds "~", not a space`,
    });
    expect(now()).toBe(plan);
  });

  test("a plan that is gone, or may not be written, is lost and said so", () => {
    rmSync(file);
    expect(tickTask(file, taskIn(plan, "2")).message).toMatch(/cannot be read \(ENOENT\)/);
  });

  test("links, modes and other names of the file survive", () => {
    const other = join(directory, "other-name.md");
    const link = join(directory, "link.md");
    chmodSync(file, 0o640);
    linkSync(file, other);
    symlinkSync("plan.md", link);
    expect(tickTask(link, taskIn(plan, "1")).outcome).toBe("ticked");
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(readFileSync(other, "utf8")).toBe(now());
    expect(now()).toContain("- [x] 1. First");
  });

  test("a heading without a box has nothing to tick", () => {
    const headings = "# P\n\n## TODOs\n\n### Task 1: Do it\n\n**What to do**: a\n";
    writeFileSync(file, headings);
    const [read] = readPlan(createSource("plan.md", headings));
    const task = read.tasks[0];
    expect(task?.box).toBe(null);
    if (task) expect(tickTask(file, { task, meaning: meaningOf(headings, task) }).outcome).toBe("no-box");
    expect(now()).toBe(headings);
  });
});
