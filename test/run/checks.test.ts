import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OmoEnd } from "../../harness/omo.ts";
import type { Event } from "../../src/event.ts";
import { eventsOf, only, planOf, type Stage, setStage, ticked, write } from "./support.ts";

/** A run whose criteria are settled in other ways than by a single command's exit status. */
describe("a run of all kinds of checks", () => {
  let stage: Stage;
  let repository: string;
  let end: OmoEnd;
  let events: Event[];

  const plan = `${planOf([
    { label: "1", criteria: ["`src/1.ts` exists and exports `run`"] },
    { label: "2", criteria: ["`wc -l 2.txt` → 2", "`src/old.ts` does not exist"] },
  ])}
  **Commit**: YES
  - Pre-commit: \`test "$(tail -1 2.txt)" = second\`
`;

  beforeAll(async () => {
    stage = await setStage({
      // A file of the right name first, and what it has to export when told of it.
      1: (turn, { prompts }) => {
        const text = prompts === 1 ? "export const other = 1;\n" : "export function run() {}\n";
        return turn.step === 0 ? write("src/1.ts", text) : { text: "done" };
      },
      2: (turn, { prompts }) => {
        const text = ["one\n", "first\nthird\n", "first\nsecond\n"][prompts - 1] ?? "";
        return turn.step === 0 ? write("2.txt", text) : { text: "done" };
      },
    });
    repository = await stage.repository(plan);
    end = await stage.omo(repository, ["plan", "run", "plans/p.md"]).ended;
    events = eventsOf(repository);
  });
  afterAll(() => stage.strike());

  const results = (task: string) =>
    only(events, "criterion.checked")
      .filter((event) => event.task === task)
      .map(({ attempt, result: { index, by, verdict, reason } }) => [attempt, index, by, verdict, reason]);

  test("looks at files itself", () => {
    expect(end.code, end.stderr).toBe(0);
    expect(ticked(repository)).toEqual(["1", "2"]);
    expect(results("1")).toEqual([
      [1, 0, "file", "fail", "src/1.ts does not export run"],
      [2, 0, "file", "pass", "src/1.ts exists, src/1.ts exports run"],
    ]);
  });

  test("holds outputs against matchers, and Pre-commit after the criteria", () => {
    const wrong = "exited 0, but its output is not as expected: gives a number = 2";
    const [first] = results("2");
    expect(first).toEqual([1, 0, "command", "fail", wrong]);
    expect(results("2")).toContainEqual([1, 1, "file", "pass", "src/old.ts does not exist"]);
    expect(results("2")).toContainEqual([2, 0, "command", "pass", "exited 0"]);
    expect(results("2")).toContainEqual([2, 2, "command", "fail", "exited 1, expected 0"]);
    expect(results("2").at(-1)).toEqual([3, 2, "command", "pass", "exited 0"]);
  });
});
