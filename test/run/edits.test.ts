import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OmoEnd } from "../../harness/omo.ts";
import { until as untilWithin } from "../../harness/until.ts";
import type { Event } from "../../src/event.ts";
import { runPaths } from "../../src/run/paths.ts";
import { runIds } from "../../src/run/runs.ts";
import {
  answer,
  assignmentOf,
  eventsOf,
  only,
  planOf,
  type Stage,
  setStage,
  survivors,
  ticked,
  write,
} from "./support.ts";

const until = (what: string, look: () => boolean) => untilWithin(what, look, 90_000);

/** One run whose plan is edited, ticked and asked about while it goes on, on a real server. */
describe("a run whose plan changes", () => {
  let stage: Stage;
  let cwd: string;
  let end: OmoEnd;
  let events: Event[];
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });

  const plan = planOf([
    { label: "1" },
    { label: "2", after: ["1"] },
    { label: "3", after: ["1"] },
    { label: "5" },
    { label: "6" },
  ]);
  /** Task 2 reads otherwise, task 4 is new, and task 1, which is worked on, is to do more. */
  const edited = (text: string) =>
    `${text.replace("- Write 2.txt", "- Write 2.txt in verse").replace("- Write 1.txt", "- Write 1.txt with care")}
- [ ] 4. Write file 4

  **What to do**:
  - Write 4.txt

  **Parallelization**:
  - **Blocked By**: 2

  **Acceptance Criteria**:
  - [ ] \`test -f 4.txt\` exits 0
`;
  const promptsOf = (label: string) =>
    stage.model.requests
      .filter((request) => assignmentOf(request).label === label && request.step === 0)
      .map(({ prompt }) => prompt);
  const seen = <T extends Event["type"]>(type: T) => only(eventsOf(cwd), type);

  beforeAll(async () => {
    stage = await setStage({
      // It ticks the box of another task, by shell.
      1: async ({ step }) => {
        if (step === 0)
          return {
            toolCalls: [
              {
                name: "bash",
                args: {
                  command: "touch 1.txt && sed -i 's/^- \\[ \\] 3\\./- [x] 3./' plans/p.md",
                  description: "Tick",
                },
              },
            ],
          };
        await released;
        return { text: "done" };
      },
      5: (turn, { prompts }) => {
        if (prompts === 1) return answer({ learnings: [], asks: "Which licence?" });
        return turn.step === 0 ? write("5.txt", "MIT\n") : { text: "done" };
      },
      6: (turn, { prompts }) => {
        const todos = (status: string) => ({
          toolCalls: [
            { name: "todowrite", args: { todos: [{ content: "Write the file", status, priority: "high" }] } },
          ],
        });
        if (prompts === 1) return turn.step === 0 ? todos("pending") : { text: "I am tired." };
        if (turn.step === 0) return write("6.txt", "done\n");
        return turn.step === 1 ? todos("completed") : { text: "done" };
      },
    });
    cwd = await stage.repository(plan);
    const file = join(cwd, "plans/p.md");
    const run = stage.omo(cwd, ["plan", "run", "plans/p.md", "--wait"]);
    const say = async (...words: string[]) => {
      const said = await stage.omo(cwd, ["plan", ...words]).ended;
      expect(said.code, said.stderr).toBe(0);
    };
    await until(
      "the tick of task 3 is seen",
      () =>
        runIds(cwd).length > 0 &&
        seen("plan.edited").some(({ changes }) => changes.some(({ kind }) => kind === "ticked")),
    );
    writeFileSync(file, edited(readFileSync(file, "utf8")));
    await until("the edit is seen", () =>
      seen("plan.edited").some(({ changes }) => changes.some(({ kind }) => kind === "added")),
    );
    await say("adopt", "plans/p.md", "1");
    await until("task 5 asks", () => seen("attempt.ended").some(({ asks }) => asks !== null));
    await say("retry", "plans/p.md", "5", "--with", "MIT, as everywhere");
    await until("both words are taken", () => seen("person.said").length === 2);
    release();
    end = await run.ended;
    events = eventsOf(cwd);
  });
  afterAll(async () => {
    release();
    await stage.strike();
  });

  test("ends done, with every box ticked and nothing left", () => {
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(ticked(cwd)).toEqual(["1", "2", "3", "5", "6", "4"]);
    expect(survivors(cwd)).toEqual([]);
    expect(readFileSync(runPaths(cwd, runIds(cwd)[0] ?? "").revision(2), "utf8")).toContain("- [x] 3.");
  });

  test("takes a task that nobody has begun as it reads then, and one that is new", () => {
    expect(promptsOf("2")[0]).toContain("Write 2.txt in verse");
    expect(promptsOf("4")).toHaveLength(1);
    expect(end.stdout).toMatch(
      /✎ the plan was edited; counts from now on: 2, 4; begun already, waits for `omo plan adopt FILE`: 1/,
    );
  });

  test("takes an agent's tick for a claim: its criteria do not hold, so the box is emptied and the task done", () => {
    expect(only(events, "untick.ended")).toMatchObject([{ task: "3", outcome: "unticked" }]);
    expect(end.stdout).toMatch(/ticked by somebody, which counts once the criteria hold: 3/);
    expect(promptsOf("3")).toHaveLength(1);
  });

  test("sends a session on that stops with todos of its own open", () => {
    expect(promptsOf("6")).toHaveLength(2);
    expect(promptsOf("6")[1]).toMatch(/^You have stopped, and this is still open:\n\n- Write the file\n/);
    const ends = only(events, "attempt.ended").filter(({ task }) => task === "6");
    expect(ends.map(({ open }) => open)).toEqual([["Write the file"], []]);
    expect(only(events, "session.opened").filter(({ task }) => task === "6")).toHaveLength(1);
  });

  test("brings a person's answer to the session that has asked", () => {
    expect(end.stdout).toMatch(/\? 5\. Write file 5 · waits for a person: Which licence\?/);
    expect(promptsOf("5")[1]).toMatch(/^A person answers: MIT, as everywhere\n/);
    expect(only(events, "session.opened").filter(({ task }) => task === "5")).toHaveLength(1);
  });
});
