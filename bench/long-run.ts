import type { Event, TaskSpec } from "../src/event.ts";
import type { WorkCommand } from "../src/run/runner.ts";
import { outlineOf } from "../src/schedule/order.ts";
import { step } from "../src/schedule.ts";
import { byMoment } from "../src/state/agenda.ts";
import { type Heap, pop, push } from "../src/state/heap.ts";
import { type Command, initialState, noLimits } from "../src/state.ts";
import { noUsage } from "../src/usage.ts";

/** Tasks of one to ten minutes, each of which waits for up to three of the five hundred before it. The same for each call. */
export function longRun(size: number): TaskSpec[] {
  const draw = drawer(size);
  return Array.from({ length: size }, (_, i) => {
    const picks = i === 0 ? 0 : draw(4);
    const dependsOn = new Set(Array.from({ length: picks }, () => `${i - 1 - draw(Math.min(i, 500))}`));
    const rest = { final: false, claimed: null, category: null, asked: false };
    return {
      id: `${i}`,
      title: `Move part ${i} to the new interface`,
      dependsOn: [...dependsOn],
      weight: 60_000 + draw(540_000),
      ...rest,
    };
  });
}

/** The same numbers for the same seed: a linear congruential generator (Park and Miller, 1988). */
function drawer(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

/** What a command is answered by where all goes well: two criteria that hold. */
export function answersTo(command: WorkCommand | Command): Event[] {
  if (command.type === "attempt") {
    const at = { task: command.task, attempt: command.attempt };
    const session = `ses_${command.task.padStart(20, "0")}`;
    return [
      {
        type: "session.opened",
        ...at,
        session,
        agent: "worker",
        model: "p/m",
        variant: null,
        reason: "quick",
      },
      {
        type: "attempt.ended",
        ...at,
        end: { kind: "finished" },
        usage: { ...noUsage, input: 12_000, output: 900, cost: 0.04 },
        wrote: [`src/parts/part-${command.task}.ts`],
        notes: null,
        open: [],
        asks: null,
      },
    ];
  }
  if (command.type === "check") {
    const at = { task: command.task, attempt: command.attempt };
    const results = [0, 1].map(
      (index): Event => ({
        type: "criterion.checked",
        ...at,
        result: {
          index,
          text: `\`npm test -- part-${command.task}\` → exits 0`,
          verdict: "pass",
          by: "command",
          evidence: `npm test -- part-${command.task}`,
          reason: "exits 0",
          output: "Test Files  1 passed (1)\n     Tests  4 passed (4)\n",
          duration: 812,
        },
      }),
    );
    const evidence = "0123456789abcdef0123456789abcdef";
    return [...results, { type: "checks.ended", ...at, usage: noUsage, evidence, fault: null }];
  }
  if (command.type === "tick")
    return [{ type: "tick.ended", task: command.task, outcome: "ticked", message: "", notepad: "" }];
  return [];
}

/** What playing a run through the scheduler came to. */
export interface Played {
  /** Microseconds a task that the scheduler took, from an event to the commands that follow from it, all events together. */
  readonly perTask: number;
  readonly events: number;
  /** How long the run was, and how long a list schedule by critical path is; milliseconds of its own time. */
  readonly makespan: number;
  readonly listSchedule: number;
}

/** Something that ends at a moment: the attempt of a task. */
interface Ending {
  readonly task: number;
  readonly state: object;
  readonly at: number;
  readonly command: Command;
}

/** Plays a run with agents that take as long as a task weighs, and checks that take no time. */
export function playRun(specs: readonly TaskSpec[], places: number): Played {
  const limits = { ...noLimits, maxParallel: places };
  const start: Event = {
    type: "run.started",
    run: "r",
    file: "p.md",
    sha256: "",
    limits,
    tasks: specs,
    base: null,
  };
  let state = initialState;
  let endings: Heap<Ending> = null;
  let now = 0;
  let events = 0;
  let scheduling = 0;
  const open: Command[] = [];
  const emit = (event: Event) => {
    events++;
    const began = performance.now();
    const [next, commands] = step(state, event, now);
    scheduling += performance.now() - began;
    state = next;
    open.push(...commands);
  };
  const answer = (command: Command) => {
    for (const event of answersTo(command)) emit(event);
  };
  emit(start);
  for (;;) {
    for (let command = open.shift(); command !== undefined; command = open.shift())
      if (command.type === "attempt") {
        const task = Number(command.task);
        const at = now + (specs[task]?.weight ?? 0);
        endings = push(endings, { task, state: command, at, command }, byMoment) as Heap<Ending>;
      } else answer(command);
    if (endings === null) break;
    const { at, command } = endings.first;
    endings = pop(endings, byMoment) as Heap<Ending>;
    now = at;
    answer(command);
  }
  const done = [...state.tasks.values()].filter((record) => record.state.name === "done").length;
  if (done !== specs.length) throw new Error(`only ${done} of ${specs.length} tasks came to be done`);
  return {
    perTask: (scheduling / specs.length) * 1_000,
    events,
    makespan: now,
    listSchedule: listSchedule(specs, places),
  };
}

/**
 * How long the tasks take where each place that is free takes the ready task with the longest way to the end (Graham,
 * 1969): written down as plainly as it goes, to hold the scheduler against.
 */
function listSchedule(specs: readonly TaskSpec[], places: number): number {
  const { ranks: ways } = outlineOf(specs);
  const ranks = new Map(specs.map(({ id }, i) => [id, ways[i] ?? 0]));
  const open = new Map(specs.map(({ id, dependsOn }) => [id, dependsOn.length]));
  const dependents = new Map<string, TaskSpec[]>(specs.map(({ id }) => [id, []]));
  for (const spec of specs) for (const on of spec.dependsOn) dependents.get(on)?.push(spec);
  const byRank = (a: TaskSpec, b: TaskSpec) => (ranks.get(b.id) ?? 0) - (ranks.get(a.id) ?? 0);
  const ready = specs.filter(({ dependsOn }) => dependsOn.length === 0).sort(byRank);
  const running: { readonly spec: TaskSpec; readonly end: number }[] = [];
  let now = 0;
  while (ready.length > 0 || running.length > 0) {
    while (ready.length > 0 && running.length < places) {
      const spec = ready.shift() as TaskSpec;
      running.push({ spec, end: now + spec.weight });
    }
    running.sort((a, b) => a.end - b.end);
    const next = running.shift();
    if (next === undefined) break;
    now = next.end;
    for (const one of dependents.get(next.spec.id) ?? []) {
      const left = (open.get(one.id) ?? 0) - 1;
      open.set(one.id, left);
      if (left > 0) continue;
      const at = ready.findIndex((other) => byRank(one, other) < 0);
      ready.splice(at === -1 ? ready.length : at, 0, one);
    }
  }
  return now;
}
