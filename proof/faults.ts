import { only } from "../harness/record.ts";
import type { Event } from "../src/event.ts";
import type { RunState } from "../src/state.ts";
import type { Finish } from "./finish.ts";

/** Where a run was when something got in its way. */
export interface Moment {
  /** What its journal held. */
  readonly events: readonly Event[];
  readonly state: RunState;
}

/** What a run that was interfered with has to come to. */
export interface Expectation {
  /** What the same plan came to when nothing got in its way. */
  readonly undisturbed: Finish;
  /** Null for a run with which nothing has interfered. */
  readonly moment: Moment | null;
  /** The task of each question that the model was asked from that moment on, by label; null where it was of none. */
  readonly asked: readonly (string | null)[];
}

/** What is not as it has to be, a line each; none when every effect was brought about once and nothing else was. */
export function faultsOf(finish: Finish, { undisturbed, moment, asked }: Expectation): string[] {
  return [
    ...unfinished(finish),
    ...wrongPlan(finish, undisturbed),
    ...difference("the file", finish.files, undisturbed.files),
    ...wrongNotes(finish, undisturbed),
    ...wrongTicks(finish),
    ...wrongAttempts(finish, undisturbed),
    ...(moment ? repeated(finish, moment, asked) : []),
    ...only(finish.events, "event.refused").map(({ refused, why }) => `${refused} was refused: ${why}`),
    ...finish.alive.map((pid) => `process ${pid} is left`),
    ...finish.litter.map((name) => `.omo/runs/${name} is left`),
  ];
}

function unfinished({ state }: Finish): string[] {
  const open = [...state.tasks.values()].filter(
    (record) => record.state.name !== "done" || record.state.unticked !== null,
  );
  return [
    ...(state.phase === "ended" ? [] : [`the run is ${state.phase}, not ended`]),
    ...open.map((record) => `task ${record.spec.id} is ${JSON.stringify(record.state)}`),
  ];
}

function wrongPlan({ plan }: Finish, { plan: expected }: Finish): string[] {
  if (plan === expected) return [];
  const [lines, wanted] = [plan.split("\n"), expected.split("\n")];
  const at = wanted.findIndex((line, i) => line !== lines[i]);
  return [`line ${at + 1} of the plan is ${JSON.stringify(lines[at])}, not ${JSON.stringify(wanted[at])}`];
}

function difference(
  what: string,
  found: ReadonlyMap<string, string>,
  wanted: ReadonlyMap<string, string>,
): string[] {
  const names = [...new Set([...found.keys(), ...wanted.keys()])];
  return names.flatMap((name) => {
    if (!found.has(name)) return [`${what} ${name} is missing`];
    if (!wanted.has(name)) return [`${what} ${name} should not be there`];
    return found.get(name) === wanted.get(name) ? [] : [`${what} ${name} is not what it should be`];
  });
}

function wrongNotes({ notes }: Finish, { notes: wanted }: Finish): string[] {
  return [
    ...wanted.filter((note) => !notes.includes(note)).map((note) => `the notepads lack ${note}`),
    ...notes
      .filter((note, i) => notes.indexOf(note) !== i || !wanted.includes(note))
      .map((note) => `the notepads hold once too often ${note}`),
  ];
}

/** A box is ticked once. That it was ticked already can be news only to a process that has taken the run over. */
function wrongTicks({ events, state }: Finish): string[] {
  const resumed = events.findIndex(({ type }) => type === "run.resumed");
  return [...state.tasks.keys()].flatMap((task) => {
    const ticks = only(events, "tick.ended").filter((event) => event.task === task);
    const [tick] = ticks;
    const isNews = tick?.outcome === "already" && resumed >= 0 && events.indexOf(tick) > resumed;
    return ticks.length === 1 && (tick?.outcome === "ticked" || isNews)
      ? []
      : [`the journal says of the box of task ${task}: ${ticks.map(({ outcome }) => outcome).join(", ")}`];
  });
}

/** What gets in a run's way is no failure of a task: it costs none of them an attempt, and none its session. */
function wrongAttempts(finish: Finish, undisturbed: Finish): string[] {
  return [...finish.state.tasks].flatMap(([task, { spec, attempts, strikes }]) => {
    const wanted = undisturbed.state.tasks.get(task);
    const [sessions, wantedSessions] = [sessionsOf(finish, task), sessionsOf(undisturbed, task)];
    return [
      ...(attempts === wanted?.attempts && strikes === wanted.strikes
        ? []
        : [
            `task ${task} was charged ${attempts} attempts and ${strikes} strikes, not ${wanted?.attempts} and ${wanted?.strikes}`,
          ]),
      // A review begins anew: its reader leaves nothing to go on with.
      ...(spec.final || sessions === wantedSessions
        ? []
        : [`task ${task} was given ${sessions} sessions, not ${wantedSessions}`]),
    ];
  });
}

function sessionsOf({ events }: Finish, task: string): number {
  return only(events, "session.opened").filter((event) => event.task === task).length;
}

/** What was proved by then is not worked at any more. */
function repeated({ events }: Finish, moment: Moment, asked: readonly (string | null)[]): string[] {
  const proved = [...moment.state.tasks]
    .filter(([, { state }]) => state.name === "done" || state.name === "integrating")
    .map(([task]) => task);
  const isWork = ({ type }: Event) => type !== "tick.ended" && type !== "event.refused";
  const worked = events
    .slice(moment.events.length)
    .flatMap((event) => ("task" in event && event.task !== null && isWork(event) ? [event] : []))
    .filter(({ task }) => task !== null && proved.includes(task));
  return [
    ...worked.map(({ type, task }) => `${type} of task ${task}, which was proved already`),
    ...[...new Set(asked)]
      .filter((task) => task === null || proved.includes(task))
      .map((task) =>
        task === null
          ? "the model was asked something that is of no task"
          : `the model was asked about task ${task}, which was proved already`,
      ),
  ];
}
