import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TaskSpec } from "../src/event.ts";
import { advance } from "../src/schedule/advance.ts";
import { put, withTasks } from "../src/schedule/agenda.ts";
import { firstRecord, untouched, waitingFor } from "../src/schedule/records.ts";
import {
  initialState,
  isStuck,
  isUnderWay,
  noLimits,
  type RunState,
  type TaskState,
  takesPlace,
} from "../src/state.ts";
import { effort } from "./effort.ts";

/* What is kept up to date from step to step, held against the same worked out from all tasks anew. */

const plans = fc
  .array(fc.record({ picks: fc.array(fc.nat(), { maxLength: 3 }), asked: fc.nat({ max: 9 }) }), {
    minLength: 1,
    maxLength: 15,
  })
  .map((tasks): TaskSpec[] =>
    tasks.map(({ picks, asked }, i) => ({
      id: `${i}`,
      title: `Task ${i}`,
      // Now and then one that is in no run.
      dependsOn: i === 0 ? [] : [...new Set(picks.map((pick) => (pick % 40 === 39 ? "no" : `${pick % i}`)))],
      final: false,
      claimed: null,
      category: null,
      weight: 1 + (i % 4),
      asked: asked === 0,
    })),
  );

const running = { name: "running", attempt: 1, session: null } as const;

const states: readonly TaskState[] = [
  untouched,
  waitingFor(running, "retry"),
  waitingFor(running, "retry", { notBefore: 50 }),
  running,
  { name: "checking", attempt: 1, session: null, round: 1 },
  { name: "integrating", attempt: 1, by: "proof", judged: false },
  { name: "recovering", attempt: 1 },
  { name: "reopening", attempt: 1, after: untouched },
  { name: "done", by: "proof", judged: false, unticked: null, retrying: false },
  { name: "done", by: "proof", judged: false, unticked: null, retrying: false },
  { name: "failed", reason: "r" },
  { name: "awaiting", attempt: 0, reason: "set aside", resume: null, asks: false },
  { name: "awaiting", attempt: 1, reason: "r", resume: null, asks: false },
  { name: "skipped" },
  { name: "cancelled" },
];

const changes = fc.array(
  fc.record({ task: fc.nat(), state: fc.constantFrom(...states), advances: fc.boolean() }),
  { maxLength: 40 },
);

const isLeftOut = (state: TaskState) =>
  state.name === "skipped" || (state.name === "awaiting" && state.attempt === 0);

/** The first dependency that keeps a task from ever starting, and the first that it still waits for. */
function unmetOf({ tasks }: RunState, id: string): { stuck: string | null; open: string | null } {
  const { dependsOn, asked } = tasks.at(tasks.position(id) ?? -1).spec;
  const unmet = dependsOn.filter((on) => {
    const state = tasks.get(on)?.state;
    return state?.name !== "done" && !(asked && state !== undefined && isLeftOut(state));
  });
  const isStuckOn = (on: string) => {
    const state = tasks.get(on)?.state;
    return state === undefined || isStuck(state);
  };
  return { stuck: unmet.find(isStuckOn) ?? null, open: unmet[0] ?? null };
}

function checkAgenda(state: RunState): void {
  const records = [...state.tasks.values()];
  const count = (holds: (one: TaskState) => boolean) => records.filter((one) => holds(one.state)).length;
  expect(state.agenda.counts).toEqual({
    underWay: count(isUnderWay),
    places: count((one) => takesPlace(one) || one.name === "integrating"),
    failed: count(({ name }) => name === "failed"),
    awaiting: count(({ name }) => name === "awaiting"),
  });
  for (const { spec, state: one } of records) {
    const { stuck } = unmetOf(state, spec.id);
    if (one.name === "waiting") expect(stuck, `${spec.id} waits`).toBeNull();
    if (one.name === "blocked") expect(one.on, `${spec.id} is blocked`).toBe(stuck);
  }
}

function startable(state: RunState, at: number): string[] {
  return [...state.tasks.values()]
    .filter(({ spec, state: one }) => {
      if (one.name !== "waiting" || (one.notBefore ?? 0) > at) return false;
      return unmetOf(state, spec.id).open === null;
    })
    .map(({ spec }) => spec.id);
}

describe("the agenda", () => {
  test("is what would come out of a look at all tasks, after whatever changes", () => {
    fc.assert(
      fc.property(plans, changes, fc.integer({ min: 1, max: 4 }), (specs, changes, maxParallel) => {
        const limits = { ...noLimits, maxParallel };
        let state: RunState = withTasks(
          { ...initialState, phase: "running", limits },
          specs.map(firstRecord),
        );
        let at = 0;
        for (const change of changes) {
          at += 7;
          const record = state.tasks.at(change.task % specs.length);
          state = put(state, { ...record, state: change.state });
          checkAgenda(state);
          if (!change.advances) continue;
          const before = state;
          const free = maxParallel - before.agenda.counts.places;
          const could = startable(before, at);
          [state] = advance(before, [], at);
          checkAgenda(state);
          const started = could.filter((id) => state.tasks.get(id)?.state !== before.tasks.get(id)?.state);
          expect(started).toHaveLength(Math.min(could.length, Math.max(0, free)));
        }
      }),
      { numRuns: effort(300) },
    );
  });

  test("starts first what was begun, then what is furthest from the end, then as the plan has them", () => {
    fc.assert(
      fc.property(plans, changes, (specs, changes) => {
        const limits = { ...noLimits, maxParallel: 1 };
        let state: RunState = withTasks(
          { ...initialState, phase: "running", limits },
          specs.map(firstRecord),
        );
        for (const { task, state: one } of changes)
          state = put(state, { ...state.tasks.at(task % specs.length), state: one });
        const turnOf = (id: string) => {
          const position = state.tasks.position(id) ?? -1;
          const { state: one } = state.tasks.at(position);
          const begun = one.name === "waiting" && one.resume !== null;
          return [begun ? 0 : 1, -(state.outline.ranks[position] ?? 0), position] as const;
        };
        const could = startable(state, 100).sort((a, b) => {
          const [one, other] = [turnOf(a), turnOf(b)];
          return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
        });
        const [after] = advance(state, [], 100);
        const started = could.filter((id) => after.tasks.get(id)?.state !== state.tasks.get(id)?.state);
        expect(started).toEqual(state.agenda.counts.places > 0 ? [] : could.slice(0, 1));
      }),
      { numRuns: effort(200) },
    );
  });

  test("blocks ten thousand tasks, one behind the other, and frees them again", () => {
    const specs = Array.from(
      { length: 10_000 },
      (_, i): TaskSpec => ({
        id: `${i}`,
        title: "",
        dependsOn: i === 0 ? [] : [`${i - 1}`],
        final: false,
        claimed: null,
        category: null,
        weight: 1,
        asked: false,
      }),
    );
    const begun = withTasks({ ...initialState, phase: "running" }, specs.map(firstRecord));
    const first = begun.tasks.at(0);
    const stuck = put(begun, { ...first, state: { name: "failed", reason: "r" } });
    expect(stuck.tasks.at(9_999).state).toEqual({ name: "blocked", on: "9998" });
    const free = put(stuck, first);
    expect([...free.tasks.values()].every(({ state }) => state.name === "waiting")).toBe(true);
  });
});
