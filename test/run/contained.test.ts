import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isContained } from "../../harness/containment.ts";
import type { ModelReply } from "../../harness/scripted-model.ts";
import { until } from "../../harness/until.ts";
import { eventsOf, only, planOf, type Stage, setStage, survivors, ticked } from "./support.ts";

/* An omo that is killed: where bubblewrap is there, nothing of its run lives on, and no resume is needed for that. */

/** A script that sets a process apart from its session, tells that it has, and stays. */
const stays = "setsid sleep 600 >/dev/null 2>&1 & touch started; sleep 600";

describe.runIf(await isContained())("kill -9 of omo", () => {
  let stage: Stage;
  let repository: string;

  beforeEach(async () => {
    const agent: ModelReply = {
      toolCalls: [{ name: "bash", args: { command: stays, description: "Starts something" } }],
    };
    stage = await setStage({ 1: () => agent, 2: () => ({ text: "done" }) });
  });
  afterEach(() => stage.strike());

  /** Begins a run, and kills it once a process that is to end with it is there. */
  async function killOnceStarted(plan: string): Promise<void> {
    repository = await stage.repository(plan, { "check.sh": stays });
    const omo = stage.omo(repository, ["plan", "run", "plans/p.md"]);
    await until("it has started", () => existsSync(join(repository, "started")), 60_000);
    // The server, in its namespace, and the two processes of the script.
    expect(survivors(repository).length).toBeGreaterThan(3);
    omo.child.kill("SIGKILL");
    expect((await omo.ended).signal).toBe("SIGKILL");
    await until("nothing of the run is left", () => survivors(repository).length === 0);
  }

  test("in the middle of an agent's command that has set a process apart", async () => {
    await killOnceStarted(planOf([{ label: "1" }]));
    expect(only(eventsOf(repository), "attempt.ended")).toEqual([]);
    const doctor = await stage.omo(repository, ["doctor", "--json"]).ended;
    expect(doctor.stdout).not.toContain('"processes"');
  });

  test("in the middle of a check that has set a process apart", async () => {
    await killOnceStarted(planOf([{ label: "2", criteria: ["`bash check.sh` exits 0"] }]));
    expect(only(eventsOf(repository), "attempt.ended")).toHaveLength(1);
    expect(ticked(repository)).toEqual([]);
  });
});
