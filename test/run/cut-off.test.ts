import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ModelTurn } from "../../harness/scripted-model.ts";
import { until } from "../../harness/until.ts";
import {
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

/** Runs that something outside cuts short, or gets in the way of. */
describe("a run that is cut off", () => {
  let stage: Stage;
  let repository: string;
  /** While set, task 2 starts a process and then hangs. */
  let hang: boolean;

  beforeEach(async () => {
    hang = true;
    stage = await setStage({
      2: (turn) => {
        if (!hang) return turn.step === 0 ? write("2.txt", "done\n") : { text: "done" };
        // A process that would outlive its server: it leaves for a session of its own.
        const command = "setsid sleep 600 >/dev/null 2>&1 & echo started";
        return turn.step === 0
          ? { toolCalls: [{ name: "bash", args: { command, description: "Starts a process" } }] }
          : { hang: true };
      },
    });
    repository = await stage.repository(
      planOf([{ label: "1" }, { label: "2", after: ["1"] }, { label: "3", after: ["2"] }]),
    );
  });
  afterEach(() => stage.strike());

  const run = (...args: string[]) => stage.omo(repository, ["plan", "run", "plans/p.md", ...args]);
  const uncontained = { OMO_CONTAIN: "off" };
  const isHanging = (turn: ModelTurn) => assignmentOf(turn).label === "2" && turn.step === 1;
  const sessionsOf = (label: string) =>
    only(eventsOf(repository), "session.opened").filter((event) => event.task === label);

  /** What the runs together must have come to: all done, each task once, in one session each. */
  function expectDoneOnce(): void {
    expect(ticked(repository)).toEqual(["1", "2", "3"]);
    expect(only(eventsOf(repository), "tick.ended").map((event) => event.task)).toEqual(["1", "2", "3"]);
    for (const label of ["1", "2", "3"]) expect(sessionsOf(label)).toHaveLength(1);
    expect(survivors(repository)).toEqual([]);
  }

  test("kill -9 of omo, then --resume: ends what was left, goes on in the same session, repeats nothing", async () => {
    const first = stage.omo(repository, ["plan", "run", "plans/p.md"], uncontained);
    await stage.model.received(isHanging);
    first.child.kill("SIGKILL");
    expect((await first.ended).signal).toBe("SIGKILL");
    // Where nothing contains them, the server and what its agents have started live on.
    expect(survivors(repository).length).toBeGreaterThan(1);
    expect(ticked(repository)).toEqual(["1"]);
    const status = await stage.omo(repository, ["plan", "status"]).ended;
    expect(status.stdout).toMatch(/cut off; `omo plan run plans\/p\.md --resume` goes on/);

    hang = false;
    const before = stage.model.requests.length;
    const second = await run("--resume").ended;
    expect(second.code, second.stdout + second.stderr).toBe(0);
    expect(second.stdout).toMatch(/ended \d+ processes that an earlier run had left alive/);
    const later = stage.model.requests.slice(before);
    expect([...new Set(later.map((request) => assignmentOf(request).label))]).toEqual(["2", "3"]);
    expect(later[0]?.prompt).toMatch(/^The executor was interrupted\./);
    expectDoneOnce();
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s ends it with 130: nothing is left alive, the journal is whole",
    async (signal) => {
      const omo = run();
      await stage.model.received(isHanging);
      omo.child.kill(signal);
      const end = await omo.ended;
      expect(end.code, end.stdout + end.stderr).toBe(130);
      expect(survivors(repository)).toEqual([]);
      const events = eventsOf(repository);
      expect(only(events, "run.interrupted").map((event) => event.signal)).toEqual([signal]);
      expect(only(events, "server.stopped").map((event) => event.died)).toEqual([null]);
      expect(events.at(-1)?.type).toBe("run.ended");
      expect(ticked(repository)).toEqual(["1"]);

      hang = false;
      const second = await run("--resume").ended;
      expect(second.code, second.stdout + second.stderr).toBe(0);
      expectDoneOnce();
    },
  );

  test("a second Ctrl-C does not wait, and leaves nothing alive either", async () => {
    const omo = run();
    await stage.model.received(isHanging);
    // A server that does not react keeps the first signal waiting.
    for (const pid of survivors(repository)) process.kill(pid, "SIGSTOP");
    omo.child.kill("SIGINT");
    await omo.printed(/SIGINT: stopping/);
    omo.child.kill("SIGINT");
    expect((await omo.ended).code).toBe(130);
    await until("the run's processes are gone", () => survivors(repository).length === 0);
  });

  test("a server killed in the middle of a task is started anew, and the same session goes on", async () => {
    const omo = run();
    await stage.model.received(isHanging);
    hang = false;
    const [server] = only(eventsOf(repository), "server.started");
    process.kill(server?.pid ?? 0, "SIGKILL");
    const end = await omo.ended;
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(end.stdout).toMatch(/the opencode server died/);
    expect(only(eventsOf(repository), "server.started")).toHaveLength(2);
    expectDoneOnce();
  });

  test("a second run of the same plan is refused while one goes on", async () => {
    const first = run();
    await stage.model.received(isHanging);
    for (const args of [[], ["--resume"]]) {
      const second = await run(...args).ended;
      expect(second.code).toBe(2);
      expect(second.stderr).toMatch(
        /^error: a run of plans\/p\.md is going on already \(\S+, process \d+\)\n {2}wait for it/,
      );
    }
    const status = await stage.omo(repository, ["plan", "status", "plans/p.md"]).ended;
    expect(status.stdout).toMatch(/run \S+ running/);
    // A link leads to the same plan: one lock, one history.
    symlinkSync("p.md", join(repository, "plans/link.md"));
    const linked = await stage.omo(repository, ["plan", "run", "plans/link.md"]).ended;
    expect(linked.code).toBe(2);
    expect(linked.stderr).toMatch(/a run of plans\/p\.md is going on already/);
    first.child.kill("SIGINT");
    expect((await first.ended).code).toBe(130);
    expect(only(eventsOf(repository), "run.started")).toHaveLength(1);
  });
});

test("a plan edited during its run: the tick finds its box, and says when it cannot", async () => {
  let release = () => {};
  const edited = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = (file: string) => (turn: ModelTurn) =>
    turn.step === 0 ? { ...write(file, "done\n"), delay: edited } : { text: "done" };
  const stage = await setStage({ 1: slow("1.txt"), 2: slow("2.txt") });
  try {
    const repository = await stage.repository(planOf([{ label: "1" }, { label: "2" }]));
    const file = join(repository, "plans/p.md");
    const omo = stage.omo(repository, ["plan", "run", "plans/p.md"]);
    await omo.printed(/▶ 2\./);
    const changed = readFileSync(file, "utf8")
      .replace("## TODOs", "A note — mit Umlauten: äöü\n\n## TODOs")
      .replace("2. Write file 2", "2. Write the second file");
    writeFileSync(file, changed);
    release();
    const end = await omo.ended;
    expect(end.code, end.stdout + end.stderr).toBe(3);
    expect(readFileSync(file, "utf8")).toBe(changed.replace("- [ ] 1.", "- [x] 1."));
    expect(end.stdout).toMatch(
      /2\. Write file 2 · done, but not ticked: the plan file no longer holds this task/,
    );
  } finally {
    await stage.strike();
  }
});
