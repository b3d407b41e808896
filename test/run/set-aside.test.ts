import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { eventsOf, only, planOf, type Stage, setStage, ticked } from "./support.ts";

describe("a task that is set aside, `[~]`", () => {
  let stage: Stage;
  const plan = planOf([{ label: "1" }, { label: "2" }, { label: "3", after: ["2"] }], ["F1"]);
  const aside = plan.replace("- [ ] 2.", "- [~] 2.");

  beforeAll(async () => {
    stage = await setStage({});
  });
  afterAll(() => stage.strike());

  test("is told of before anything runs", async () => {
    const repository = await stage.repository(aside);
    const end = await stage.omo(repository, ["plan", "run", "plans/p.md", "--dry-run"]).ended;
    expect(end.code, end.stderr).toBe(0);
    expect(end.stdout).toMatch(/2\. Write file 2\n.*\n {5}set aside in the plan: would not run/);
    expect(end.stdout).toMatch(/3\. Write file 3\n.*\n {5}would not start: 2 is set aside in the plan/);
    expect(end.stdout).not.toMatch(/1\. Write file 1\n.*\n {5}would not start/);
  });

  test("is neither run nor done, holds up what depends on it, and waits for a person", async () => {
    const repository = await stage.repository(aside);
    const end = await stage.omo(repository, ["plan", "run", "plans/p.md"]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(3);
    expect(ticked(repository)).toEqual(["1"]);
    expect(end.stdout).toMatch(/\? 2\. Write file 2 · waits for a person: set aside in the plan/);
    expect(end.stdout).toMatch(/3\. Write file 3 · not started: 2 is not done/);
    expect(end.stdout).toMatch(/F1\. Look at everything · not started/);
    expect(new Set(only(eventsOf(repository), "session.opened").map((event) => event.task))).toEqual(
      new Set(["1"]),
    );
    const status = await stage.omo(repository, ["plan", "status", "plans/p.md"]).ended;
    expect(status.stdout).toMatch(/2\. Write file 2 · waits for a person: set aside in the plan/);

    // A person says that it is done: the rest goes on.
    writeFileSync(
      join(repository, "plans/p.md"),
      plan.replace("- [ ] 1.", "- [x] 1.").replace("- [ ] 2.", "- [x] 2."),
    );
    const resumed = await stage.omo(repository, ["plan", "run", "plans/p.md", "--resume"]).ended;
    expect(resumed.code, resumed.stdout + resumed.stderr).toBe(0);
    expect(ticked(repository)).toEqual(["1", "2", "3", "F1"]);
  });

  test("leaves nothing to run where all others are done, which is no success", async () => {
    const repository = await stage.repository(
      planOf([{ label: "1" }, { label: "2" }])
        .replace("[ ] 1.", "[x] 1.")
        .replace("[ ] 2.", "[~] 2."),
    );
    const end = await stage.omo(repository, ["plan", "run", "plans/p.md"]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(3);
    expect(end.stdout).toMatch(/nothing to run: 1 task set aside, all others done/);
  });
});
