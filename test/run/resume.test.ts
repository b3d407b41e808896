import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { happenedIn } from "../../src/run/journal.ts";
import { runPaths } from "../../src/run/paths.ts";
import { runIds } from "../../src/run/runs.ts";
import { fold } from "../../src/schedule.ts";
import { effort } from "../effort.ts";
import {
  answer,
  assignmentOf,
  entriesOf,
  eventsOf,
  judgement,
  only,
  planOf,
  type Stage,
  setStage,
  survivors,
  ticked,
} from "./support.ts";

const journalOf = (repository: string) => {
  const [run] = runIds(repository);
  return runPaths(repository, run ?? "").journal;
};

describe("a resume", () => {
  let stage: Stage;
  /** Fates that a test changes while it goes. */
  let hang = false;
  let cheat = false;
  let count = 0;

  beforeAll(async () => {
    stage = await setStage({
      11: () => (hang ? { hang: true } : { text: "done" }),
      12: (turn) => {
        if (turn.step > 0) return cheat ? { hang: true } : { text: "done" };
        const command = "sed -i 's/^- . . 2/- [x] 2/' plans/p.md; echo done > 12.txt";
        return { toolCalls: [{ name: "bash", args: { command, description: "Ticks a box" } }] };
      },
      "JUDGE 2": (turn) => judgement(turn, "pass"),
      "REVIEW F1": () => answer({ verdict: "APPROVE", reasons: ["fine"] }),
    });
  });
  afterAll(() => stage.strike());

  const repository = (plan: string) =>
    stage.sandbox.createRepository({ "plans/p.md": plan }, `repo-${count++}`);
  const run = (cwd: string, ...args: string[]) => stage.omo(cwd, ["plan", "run", "plans/p.md", ...args]);

  test("after any event of the journal ends done, with at most one working session for an attempt", async () => {
    const plan = planOf([{ label: "1" }, { label: "2", after: ["1"], criteria: ["It reads well."] }], ["F1"]);
    const whole = await repository(plan);
    expect((await run(whole).ended).code).toBe(0);
    const lines = readFileSync(journalOf(whole), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeGreaterThan(15);
    // In the suite a few of them, in the full test all.
    const every = effort(1) > 1 ? 1 : Math.ceil(lines.length / 4);
    for (let kept = 1; kept <= lines.length; kept += every) {
      const place = `${whole}-cut-${kept}`;
      cpSync(whole, place, { recursive: true });
      writeFileSync(join(place, "plans/p.md"), plan);
      writeFileSync(journalOf(place), `${lines.slice(0, kept).join("\n")}\n{"v":1,"seq"`);
      const end = await run(place, "--resume").ended;
      const said = `after ${lines[kept - 1]?.slice(0, 120)}:\n${end.stdout}${end.stderr}`;
      expect(end.code, said).toBe(0);
      const events = eventsOf(place);
      // A review begins anew, in a fresh session: its reader had left nothing to go on with.
      const working = only(events, "session.opened").filter((e) => e.task !== "F1");
      const sessions = working.map((e) => `${e.task}/${e.attempt}`);
      expect(new Set(sessions).size, said).toBe(sessions.length);
      expect(
        [...fold(happenedIn(entriesOf(place))).tasks.values()].map((r) => r.state.name),
        said,
      ).toEqual(["done", "done", "done"]);
      expect(survivors(place)).toEqual([]);
    }
  });

  test("of a session that never got its first prompt gives it the brief", async () => {
    hang = true;
    const place = await repository(planOf([{ label: "11", criteria: ["`true` exits 0"] }]));
    const first = run(place);
    await first.printed(/▶ 11\./);
    first.child.kill("SIGKILL");
    await first.ended;
    // As if the process had died before the prompt was sent: a session of which the server holds no message.
    hang = false;
    const before = stage.model.requests.length;
    const second = await run(place, "--resume").ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    const prompts = stage.model.requests.slice(before).filter((r) => assignmentOf(r).label === "11");
    expect(prompts[0]?.messages.find((m) => m.role === "user")?.text).toMatch(/^## TASK\n11\./);
  });

  test("does not take the word of an agent that ticks a box", async () => {
    cheat = true;
    const criteria = ["`test -f never.txt` exits 0"];
    const place = await repository(planOf([{ label: "12" }, { label: "2", after: ["12"], criteria }]));
    const first = run(place);
    await stage.model.received((turn) => assignmentOf(turn).label === "12" && turn.step === 1);
    first.child.kill("SIGINT");
    expect((await first.ended).code).toBe(130);
    expect(ticked(place)).toEqual(["2"]);
    cheat = false;
    const second = await run(place, "--resume", "--max-attempts", "1").ended;
    expect(second.code, second.stdout + second.stderr).toBe(1);
    expect(only(eventsOf(place), "task.claimed")).toEqual([]);
    expect(second.stdout).toMatch(/✘ 2\. Write file 2 · failed: 1 criterion not met/);
    // The task has failed by now, and its box is ticked: but not since, so not by a person.
    const third = await run(place, "--resume", "--max-attempts", "1").ended;
    expect(third.code, third.stdout + third.stderr).toBe(1);
    expect(only(eventsOf(place), "task.claimed")).toEqual([]);
  });

  test("takes the word of a person who ticks the box of a failed task", async () => {
    const place = await repository(planOf([{ label: "8", criteria: ["`test -f never.txt` exits 0"] }]));
    expect((await run(place, "--max-attempts", "1").ended).code).toBe(1);
    const file = join(place, "plans/p.md");
    writeFileSync(file, readFileSync(file, "utf8").replace("- [ ] 8.", "- [x] 8."));
    const second = await run(place, "--resume").ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(second.stdout).toMatch(/8\. Write file 8 · done on the user's word/);
    // With a task that the run never knew, it has to be started anew.
    writeFileSync(file, planOf([{ label: "8" }, { label: "9" }]).replace("- [ ] 8.", "- [x] 8."));
    const third = await run(place, "--resume").ended;
    expect(third.code).toBe(2);
    expect(third.stderr).toMatch(/the plan has tasks that the run did not know/);
  });

  test("ticks a box that could not be found before", async () => {
    const plan = planOf([{ label: "4" }]);
    const place = await repository(plan);
    const file = join(place, "plans/p.md");
    const first = run(place);
    await first.printed(/▶ 4\./);
    writeFileSync(file, plan.replace("4. Write file 4", "4. Another title"));
    expect((await first.ended).code).toBe(3);
    writeFileSync(file, plan);
    const second = await run(place, "--resume").ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(ticked(place)).toEqual(["4"]);
    expect(only(eventsOf(place), "session.opened")).toHaveLength(1);
  });

  test("minds a damaged journal of its own, and none of another plan's", async () => {
    const place = await repository(planOf([{ label: "5" }]));
    expect((await run(place).ended).code).toBe(0);
    appendFileSync(journalOf(place), "nonsense\n");
    const own = await run(place, "--resume").ended;
    expect(own.code).toBe(2);
    expect(own.stderr).toMatch(
      /the journal is damaged \(not a line of JSON\)\n {2}start the plan anew without --resume/,
    );
    expect((await run(place).ended).stdout).toMatch(/nothing to run/);
    writeFileSync(join(place, "plans/q.md"), planOf([{ label: "6" }]));
    const other = await stage.omo(place, ["plan", "run", "plans/q.md"]).ended;
    expect(other.code, other.stderr).toBe(0);
  });

  test("is not needed for headings without boxes: what a run has proved, the next does not repeat", async () => {
    const plan =
      "# P\n\n## TODOs\n\n### Task 7: Write file 7\n\n**Acceptance Criteria**:\n- `test -f 7.txt` exits 0\n";
    const place = await repository(plan);
    expect((await run(place).ended).code).toBe(0);
    const before = stage.model.requests.length;
    const again = await run(place).ended;
    expect(again).toMatchObject({ code: 0, stdout: "plans/p.md: all 1 task done; nothing to run\n" });
    expect(stage.model.requests).toHaveLength(before);
    expect(readFileSync(join(place, "plans/p.md"), "utf8")).toBe(plan);
  });
});

test("a server that hangs does not keep Ctrl-C waiting", async () => {
  const stage = await setStage({ 1: () => ({ hang: true }) });
  try {
    const place = await stage.repository(planOf([{ label: "1" }]));
    const omo = stage.omo(place, ["plan", "run", "plans/p.md"]);
    await stage.model.received((turn) => assignmentOf(turn).label === "1");
    for (const pid of survivors(place)) process.kill(pid, "SIGSTOP");
    omo.child.kill("SIGINT");
    const end = await omo.ended;
    expect(end.code, end.stdout + end.stderr).toBe(130);
    expect(survivors(place)).toEqual([]);
  } finally {
    await stage.strike();
  }
});

test("a final task's own criteria reach its reviewer, with what its commands printed", async () => {
  const stage = await setStage({});
  try {
    const final =
      "- [ ] F1. **Look** — `oracle`\n\n  **Acceptance Criteria**:\n  - [ ] `cat 1.txt` exits 0\n  - [ ] Every line is friendly.\n";
    const place = await stage.repository(
      `${planOf([{ label: "1" }])}\n## Final Verification Wave\n\n${final}`,
    );
    const end = await stage.omo(place, ["plan", "run", "plans/p.md"]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    const review = stage.model.requests.find((request) => assignmentOf(request).role === "REVIEW");
    expect(review?.prompt).toContain("Every line is friendly.");
    expect(review?.prompt).toContain("- pass: `cat 1.txt` exits 0 (exited 0)");
    expect(only(eventsOf(place), "criterion.checked").map((e) => e.task)).toEqual(["1", "F1"]);
  } finally {
    await stage.strike();
  }
});
