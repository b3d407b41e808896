import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ModelTurn } from "../../harness/scripted-model.ts";
import { runPlan, setFallbackStage, work } from "./fallback-stage.ts";
import { type Assignment, assignmentOf, eventsOf, only, type Stage, survivors, ticked } from "./support.ts";

/* What a configuration and a command line say of fallbacks, a run each; and a run that goes on with another. */

let stage: Stage;
/** While true, no answer comes to task 6. */
let hangs = true;

const through = (model: string, ...fallback_models: string[]) => ({
  model: `fake/${model}`,
  fallback_models,
});
const categories = { quick: through("locked", "fake/deep") };
/** Labels tell the runs apart, which share a model. */
const one = (label: string) => [{ label, category: "quick" }];

beforeAll(async () => {
  stage = await setFallbackStage({
    6: (turn: ModelTurn, assignment: Assignment) => (hangs ? { hang: true } : work(turn, assignment)),
  });
});
afterAll(() => stage?.strike());

const modelsOf = (label: string, role = "TASK") =>
  stage.model.requests
    .filter((request) => assignmentOf(request).label === label && assignmentOf(request).role === role)
    .map(({ model }) => model);

describe("a run", () => {
  test("without a cooldown tries a model that has failed again; reviews fall back as well", async () => {
    const tasks = [...one("1"), { label: "2", category: "quick", after: ["1"] }];
    const config = {
      categories,
      reviewer: through("locked", "fake/third"),
      runtime_fallback: { cooldown_seconds: 0 },
    };
    const { repository, omo } = await runPlan(stage, tasks, config, { final: ["F1"] });
    const end = await omo.ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    for (const label of ["1", "2"]) expect(modelsOf(label)).toEqual(["locked", "deep", "deep"]);
    expect(modelsOf("F1", "REVIEW")).toEqual(["locked", "third"]);
    const events = eventsOf(repository);
    expect(only(events, "model.fell-back").map(({ task, next }) => [task, next.model])).toEqual([
      ["1", "fake/deep"],
      ["2", "fake/deep"],
      ["F1", "fake/third"],
    ]);
    const opened = only(events, "session.opened").map(({ task, model }) => [task, model]);
    expect(opened).toEqual(["1", "2", "F1"].map((task) => [task, "fake/locked"]));
    expect(ticked(repository)).toEqual(["1", "2", "F1"]);
  });

  test("that must not fall back does not", async () => {
    const { repository, omo } = await runPlan(stage, one("3"), { categories, runtime_fallback: false });
    const end = await omo.ended;
    expect(end.code, end.stdout + end.stderr).toBe(3);
    expect(modelsOf("3")).toEqual(["locked"]);
    expect(only(eventsOf(repository), "model.fell-back")).toEqual([]);
  });

  test("with a fallback that nobody knows does not begin", async () => {
    const config = { categories: { quick: through("deep", "fake/thrid") } };
    const { repository, omo } = await runPlan(stage, one("4"), config);
    const end = await omo.ended;
    expect(end.code, end.stdout).toBe(2);
    expect(end.stderr).toContain("opencode knows no model fake/thrid (task 4: category quick)");
    expect(end.stderr).toContain("did you mean fake/third?");
    expect(modelsOf("4")).toEqual([]);
    expect(eventsOf(repository)).toEqual([]);
  });

  test("with a model of the command line uses that one alone", async () => {
    const { repository, omo } = await runPlan(
      stage,
      one("5"),
      { categories },
      { args: ["--model", "fake/third"] },
    );
    const end = await omo.ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(modelsOf("5")).toEqual(["third", "third"]);
    expect(only(eventsOf(repository), "session.opened")).toMatchObject([
      { model: "fake/third", reason: "--model" },
    ]);
  });

  test("that was killed after a fallback goes on with the other model", async () => {
    const { repository, omo } = await runPlan(stage, one("6"), { categories });
    await stage.model.received((turn) => turn.model === "deep" && assignmentOf(turn).label === "6");
    omo.child.kill("SIGKILL");
    await omo.ended;
    const [fellBack] = only(eventsOf(repository), "model.fell-back");
    expect(fellBack).toMatchObject({ task: "6", model: "fake/locked", next: { model: "fake/deep" } });
    const before = modelsOf("6").length;

    hangs = false;
    const end = await stage.omo(repository, ["plan", "run", "plans/p.md", "--resume"]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(modelsOf("6").slice(before)).toEqual(["deep", "deep"]);
    expect(only(eventsOf(repository), "session.opened")).toHaveLength(1);
    expect(ticked(repository)).toEqual(["6"]);
    expect(survivors(repository)).toEqual([]);
  });
});
