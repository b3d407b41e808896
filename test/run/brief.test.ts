import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answer, type Fates, planOf, type Stage, setStage, ticked, write } from "./support.ts";

/* What a worker is told is what `plan show --brief` shows, and what a session leaves reaches those it is for. */

const report = (learned: string) => answer({ learnings: [learned], decisions: [], issues: [] });

/** Task 1 leaves a note when it has done its work; 2 leaves one in a first attempt that fails, and another then. */
const fates: Fates = {
  1: (turn) => (turn.step === 0 ? write("1.txt", "done\n") : report("one is written")),
  2: (turn, { prompts }) => {
    if (prompts === 1) return report("a note of an attempt that failed");
    return turn.step === 0 ? write("2.txt", "done\n") : report("two is written");
  },
  3: (turn) => (turn.step === 0 ? write("3.txt", "done\n") : { text: "No report, but done." }),
  4: (turn) =>
    turn.step === 0 ? write("src/api/4.txt", "done\n") : answer({ learnings: "of the wrong form" }),
};

const plan = planOf([
  { label: "1", category: "quick" },
  { label: "2", after: ["1"] },
  { label: "3" },
  { label: "4", after: ["2"], criteria: ["`test -f src/api/4.txt` exits 0"] },
]).replace("Write 4.txt", "Create `src/api/4.txt`");

const files = {
  "AGENTS.md": "Rules of the root.\n",
  "src/AGENTS.md": "Rules of the sources.\n",
  "src/api/README.md": "What the API is.\n",
};

let stage: Stage;
let repository: string;
beforeAll(async () => {
  stage = await setStage(fates);
  repository = await stage.repository(plan, files);
  const { code, stdout } = await stage.omo(repository, ["plan", "run", "plans/p.md", "--max-parallel", "1"])
    .ended;
  expect(code, stdout).toBe(0);
});
afterAll(() => stage.strike());

/** The first prompt of a task's session. */
function briefSent(label: string): string {
  const request = stage.model.requests.find(({ prompt }) => prompt.startsWith(`## TASK\n${label}. `));
  return request?.prompt ?? "";
}

test("all is done, with and without a report", () => {
  expect(ticked(repository)).toEqual(["1", "2", "3", "4"]);
});

test.each(["1", "2", "3", "4"])(
  "the brief that is shown of task %s is the one that was sent",
  async (label) => {
    const { stdout, code } = await stage.omo(repository, ["plan", "show", "plans/p.md", "--brief", label])
      .ended;
    expect(code).toBe(0);
    expect(stdout).toBe(briefSent(label));
  },
);

test("a brief has what finished tasks have left that the task builds on, and nothing else of them", () => {
  expect(briefSent("1")).not.toContain("What finished tasks have left");
  expect(briefSent("2")).toContain("- Task 1\n  - learned: one is written");
  expect(briefSent("4")).toContain("- Task 2\n  - learned: two is written\n- Task 1\n");
  expect(briefSent("4")).not.toContain("an attempt that failed");
  expect(briefSent("3")).not.toContain("is written");
});

test("a brief has what the directories say that its task names, the root's left to the runtime", () => {
  const brief = briefSent("4");
  expect(brief).toContain("`src/AGENTS.md` says:\n```\nRules of the sources.\n```");
  expect(brief).toContain("`src/api/README.md` says:\n```\nWhat the API is.\n```");
  expect(brief).not.toContain("Rules of the root.");
});

test("the notepads hold the notes of what was done, and git does not see them", async () => {
  const folder = join(repository, ".omo/notepads/p");
  const text = readFileSync(join(folder, "learnings.md"), "utf8");
  expect(text.match(/^- .*$/gm)).toEqual(["- one is written", "- two is written"]);
  expect(existsSync(join(folder, "issues.md"))).toBe(false);
  expect(readFileSync(join(repository, ".omo/.gitignore"), "utf8")).toContain("notepads/\n");
});
