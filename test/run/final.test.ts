import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answer, assignmentOf, eventsOf, only, planOf, type Stage, setStage, ticked } from "./support.ts";

describe("a final wave", () => {
  let stage: Stage;
  let reject = true;
  let sentBack = 0;
  let marker: string;

  beforeAll(async () => {
    stage = await setStage({
      "REVIEW F2": () =>
        reject
          ? answer({ verdict: "REJECT", reasons: ["2.txt:1 is too short"] })
          : answer({ verdict: "APPROVE", reasons: ["fine"] }),
      "REVIEW F4": () =>
        sentBack++ === 0
          ? answer({ verdict: "REJECT", reasons: ["6.txt:1 is too short"], reopen: ["6"] })
          : answer({ verdict: "APPROVE", reasons: ["long enough"] }),
      "REVIEW F3": (turn) =>
        turn.messages.length > 3 ? answer({ verdict: "APPROVE", reasons: ["yes"] }) : { text: "I approve!" },
    });
    // What a user of the predecessor has: a global plugin whose hooks prompt sessions.
    marker = join(stage.sandbox.root, "plugin-was-loaded");
    await import("node:fs/promises").then((fs) =>
      fs.mkdir(join(stage.sandbox.configDirectory, "plugin"), { recursive: true }),
    );
    writeFileSync(
      join(stage.sandbox.configDirectory, "plugin", "continuation.ts"),
      `import { writeFileSync } from "node:fs";
export const Continuation = async ({ client }) => {
  writeFileSync(${JSON.stringify(marker)}, "loaded");
  return { event: async ({ event }) => {
    if (event.type === "session.idle")
      await client.session.promptAsync({ path: { id: event.properties.sessionID }, body: { parts: [{ type: "text", text: "continue" }] } });
  } };
};
`,
    );
  });
  afterAll(() => stage.strike());

  test("reviews side by side after all others; a rejection fails its task alone; a word is no verdict", async () => {
    const repository = await stage.repository(
      planOf([{ label: "1" }, { label: "2", after: ["1"] }], ["F1", "F2", "F3"]),
    );
    const end = await stage.omo(repository, ["plan", "run", "plans/p.md"]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(1);
    expect(ticked(repository)).toEqual(["1", "2", "F1", "F3"]);
    expect(end.stdout).toMatch(/✘ F2\. Look at everything · failed: rejected: 2\.txt:1 is too short/);

    const events = eventsOf(repository);
    const reviews = stage.model.requests.filter((r) => assignmentOf(r).role === "REVIEW");
    expect(reviews.map((r) => assignmentOf(r).label).sort()).toEqual(["F1", "F2", "F3", "F3"]);
    for (const review of reviews) {
      expect(review.tools).toContain("read");
      for (const tool of ["write", "edit", "bash", "task"]) expect(review.tools).not.toContain(tool);
    }
    const lastTick = events.findLastIndex((e) => e.type === "tick.ended" && e.task === "2");
    const firstReview = events.findIndex((e) => e.type === "review.ended");
    expect(firstReview).toBeGreaterThan(lastTick);

    // Resumed once the cause is mended: only the rejected review is done again.
    reject = false;
    const before = stage.model.requests.length;
    const second = await stage.omo(repository, ["plan", "run", "plans/p.md", "--resume"]).ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(ticked(repository)).toEqual(["1", "2", "F1", "F2", "F3"]);
    expect(stage.model.requests.slice(before).map((r) => assignmentOf(r).label)).toEqual(["F2"]);
    expect(only(eventsOf(repository), "run.resumed")).toHaveLength(1);

    // Now there is nothing left, for a resume and for a new run.
    const third = await stage.omo(repository, ["plan", "run", "plans/p.md", "--resume"]).ended;
    expect(third.code, third.stderr).toBe(0);
    const fourth = await stage.omo(repository, ["plan", "run", "plans/p.md"]).ended;
    expect(fourth).toMatchObject({ code: 0, stdout: "plans/p.md: all 5 tasks done; nothing to run\n" });
    expect(stage.model.requests.length).toBe(before + 1);
  });

  test("sends a task back that it names: its box is emptied, it is done again with the reasons, and reviewed again", async () => {
    const repository = await stage.repository(planOf([{ label: "5" }, { label: "6", after: ["5"] }], ["F4"]));
    const end = await stage.omo(repository, ["plan", "run", "plans/p.md"]).ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(ticked(repository)).toEqual(["5", "6", "F4"]);
    const events = eventsOf(repository);
    expect(only(events, "untick.ended")).toMatchObject([{ task: "6", outcome: "unticked" }]);
    expect(only(events, "tick.ended").map(({ task }) => task)).toEqual(["5", "6", "6", "F4"]);
    const prompts = stage.model.requests.filter((r) => assignmentOf(r).label === "6" && r.step === 0);
    expect(prompts.at(-1)?.prompt).toContain(
      "The final review F4 has sent this task back:\n- 6.txt:1 is too short",
    );
  });

  test("the predecessor's plugin in the user's configuration is not loaded", async () => {
    const { existsSync } = await import("node:fs");
    expect(stage.model.requests.length).toBeGreaterThan(0);
    expect(existsSync(marker)).toBe(false);
    expect(stage.model.requests.some((r) => r.prompt === "continue")).toBe(false);
  });
});
