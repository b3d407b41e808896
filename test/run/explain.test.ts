import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../../harness/until.ts";
import { openSlots, slotKeyOf } from "../../src/run/slots.ts";
import { eventsOf, only, planOf, type Stage, setStage, write } from "./support.ts";

/* `omo plan explain` beside a run that goes on, with a slot of its model held by another process. */
describe("why a task of a real run is not running", () => {
  let stage: Stage;
  let cwd: string;
  const explain = async (label: string) => {
    const { code, stdout, stderr } = await stage.omo(cwd, ["plan", "explain", "plans/p.md", label]).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  };

  beforeAll(async () => {
    stage = await setStage({ 1: (turn) => (turn.step === 0 ? write("1.txt", "done\n") : { hang: true }) });
    cwd = await stage.repository(
      planOf([{ label: "1", category: "deep" }, { label: "2", after: ["1"] }, { label: "3" }]),
      {
        ".omo/omo.jsonc": JSON.stringify({
          categories: { deep: { model: "fake/deep" } },
          background_task: { modelConcurrency: { "fake/deep": 1 } },
        }),
      },
    );
  });
  afterAll(() => stage.strike());

  test("is told with who has the places, the slots, and since when", async () => {
    const limits = { byModel: { "fake/deep": 1 }, byProvider: {}, default: null };
    const folder = join(stage.sandbox.root, "state", "omo", "slots");
    const slots = openSlots({ folder, limitOf: (model) => slotKeyOf(model, limits) });
    const slot = await slots.acquire({ model: "fake/deep", priority: 1 }, new AbortController().signal);
    const run = stage.omo(cwd, ["plan", "run", "plans/p.md", "--max-parallel", "1"]);
    await run.printed(/▶ 1\. Write file 1/);
    const [opened] = only(eventsOf(cwd), "session.opened");

    const waits = await until("the run waits for the slot", async () => {
      const text = await explain("1");
      return text.includes("waits for a slot") ? text : null;
    });
    expect(waits.replace(/\s+/g, " ")).toContain(
      `waits for a slot of fake/deep: the only one is held by 1 session of process ${process.pid}.`,
    );
    expect(waits).toMatch(/^plans\/p\.md, run \S+, running\n· 1\. Write file 1\n/);
    expect(waits).toMatch(/^ {2}It is running, attempt 1, since .* UTC \(.* s\)\.$/m);
    expect(waits).toContain(`Session ${opened?.session}: sisyphus-junior, fake/deep.`);

    slot.release();
    await stage.model.received((turn) => turn.step === 1);
    expect(await explain("1")).not.toContain("slot");
    expect(await explain("2")).toMatch(
      /^ {2}It waits for 1\.\n {4}1\. Write file 1 is running, attempt 1, since /m,
    );
    expect(await explain("3")).toMatch(/^ {2}It waits for a place: the only one is taken, by 1\.\n/m);

    run.child.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
    expect(await explain("1")).toMatch(
      /, interrupted\n· 1\. Write file 1\n {2}It was running when the run ended\.\n {2}The run was interrupted; `omo plan run plans\/p\.md --resume` goes on\.\n$/,
    );
    slots.close();
  });
});
