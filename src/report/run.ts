import type { PlanEdited, TaskChange } from "../event.ts";
import type { JournalEntry } from "../run/journal.ts";
import { isUnderWay, type RunState, type TaskRecord, type TaskState } from "../state.ts";
import { addUsage, noUsage, totalTokens, type Usage } from "../usage.ts";
import type { CriterionResult } from "../verdict.ts";
import { timeText, usageText } from "./amounts.ts";
import { oneLine } from "./cells.ts";
import type { CriticalPath } from "./critical-path.ts";
import { criticalPathLines } from "./critical-path-lines.ts";
import type { Style } from "./style.ts";

/** The lines that tell what an event means to somebody who watches; none for what nobody needs to see. */
export function progressLines({ event }: JournalEntry, state: RunState, style: Style): string[] {
  const { colors } = style;
  const name = "task" in event && event.task !== null ? taskTitle(state, event.task) : "";
  switch (event.type) {
    case "session.opened": {
      const model = event.model ?? "default model";
      return [
        `${colors.blue("▶")} ${name} ${colors.dim(`· attempt ${attemptsOf(state, event.task)} · ${event.agent} · ${model}`)}`,
      ];
    }
    case "model.fell-back": {
      const from = event.model ?? "the default model";
      const to = event.next.model ?? "the default model";
      return [
        `${colors.yellow("⇣")} ${name} ${colors.dim(`· ${from} failed (${event.fault}: ${oneLine(event.message)}); ${to} goes on`)}`,
      ];
    }
    case "attempt.ended":
      if (event.end.kind === "finished") return stoppedLines(state.tasks.get(event.task), style);
      return [
        `${colors.yellow("!")} ${name} ${colors.dim(`· attempt ${attemptsOf(state, event.task)} ·`)} ${event.end.reason}: ${oneLine(event.end.message)}`,
        ...outcomeLines(state.tasks.get(event.task), style),
      ];
    case "criterion.checked":
      return [criterionLine(event.task, event.result, style)];
    case "recovery.ended": {
      const did = event.outcome === "recovered" ? "stopped and taken back" : "stopped";
      const advice = event.advice === null ? "no advice was to be had" : `advice: ${event.advice.conclusion}`;
      return [
        `${colors.yellow("⟲")} ${name} ${colors.dim(oneLine(`· ${did}: ${event.message}; ${advice}; ${event.report}`))}`,
        ...outcomeLines(state.tasks.get(event.task), style),
      ];
    }
    case "plan.edited":
      return editLines(event, state, style);
    case "budget.neared":
      return [
        colors.yellow(`! ${Math.floor(event.share * 100)} % of the run's budget of ${event.budget} is used`),
      ];
    case "untick.ended":
      return [
        `${colors.yellow("↺")} ${name} ${colors.dim("· its box is emptied: what was ticked is not done")}`,
        ...(event.outcome === "lost" ? [`${colors.yellow("!")} ${oneLine(event.message)}`] : []),
      ];
    case "person.said": {
      const what = event.task === null ? "the run" : name;
      const text = event.text === "" ? "" : `: ${oneLine(event.text)}`;
      return [`${colors.blue("»")} ${event.action} ${what}${text}`];
    }
    case "tick.ended":
      return [
        ...outcomeLines(state.tasks.get(event.task), style),
        ...(event.notepad === "" ? [] : [`${colors.yellow("!")} ${event.notepad}`]),
      ];
    case "checks.ended":
    case "review.ended":
    case "task.claimed":
      return outcomeLines(state.tasks.get(event.task), style);
    case "server.stopped":
      return event.died === null
        ? []
        : [`${colors.yellow("!")} the opencode server died: ${oneLine(event.died)}`];
    case "run.resumed":
      return [...state.tasks.values()]
        .filter((record) => isUnderWay(record.state))
        .map(
          ({ spec }) =>
            `${colors.blue("↻")} ${taskTitle(state, spec.id)} ${colors.dim("· is taken up again")}`,
        );
    case "run.interrupted":
      return [colors.yellow(`${event.signal}: stopping; \`--resume\` goes on from here`)];
    case "event.refused":
      return [colors.dim(`· ignored a late ${event.refused} of ${event.task ?? "the run"}: ${event.why}`)];
    default:
      return [];
  }
}

/** An attempt that has finished, and is not checked: its session is sent on, or asks for a person. */
function stoppedLines(record: TaskRecord | undefined, style: Style): string[] {
  if (record?.state.name === "awaiting") return outcomeLines(record, style);
  if (record === undefined || record.sentOn === 0) return [];
  const { spec, open } = record;
  const left = open.length === 1 ? "1 thing open" : `${open.length} things open`;
  return [
    `${style.colors.yellow("↻")} ${spec.id}. ${oneLine(spec.title)} ${style.colors.dim(`· stopped with ${left}, and is sent on`)}`,
  ];
}

/** What an edit of the plan has come to: what counts from now on, and what waits for a person. */
function editLines({ problem, changes }: PlanEdited, state: RunState, { colors }: Style): string[] {
  if (problem !== null)
    return [colors.yellow(`! the plan was edited, and the run goes on by what it has: ${oneLine(problem)}`)];
  const of = (holds: (change: TaskChange) => boolean) =>
    changes
      .filter(holds)
      .map(({ task }) => task)
      .join(", ");
  const held = of(({ task }) => state.held.has(task));
  const claimed = of(({ kind }) => kind === "ticked");
  const adopted = of(({ task, kind }) => kind !== "ticked" && !state.held.has(task));
  const says = [
    ...(adopted ? [`counts from now on: ${adopted}`] : []),
    ...(claimed ? [`ticked by somebody, which counts once the criteria hold: ${claimed}`] : []),
    ...(held ? [`begun already, waits for \`omo plan adopt FILE\`: ${held}`] : []),
  ];
  return [`${colors.blue("✎")} the plan was edited${says.length > 0 ? `; ${says.join("; ")}` : ""}`];
}

/** One line per criterion: what it is, and what came of it. */
export function criterionLine(task: string, result: CriterionResult, { colors }: Style): string {
  const mark = { pass: colors.green("✓"), fail: colors.red("✗"), unsure: colors.yellow("?") }[result.verdict];
  const how = {
    command: `${result.reason}, ${timeText(result.duration)}`,
    file: result.reason,
    judge: `judged: ${result.reason}`,
    person: result.reason,
  }[result.by];
  return `  ${mark} ${task} ${oneLine(firstLine(result.text))} ${colors.dim(oneLine(`(${how})`))}`;
}

function outcomeLines(record: TaskRecord | undefined, style: Style): string[] {
  const { colors } = style;
  if (!record) return [];
  const { state, spec } = record;
  const name = `${spec.id}. ${oneLine(spec.title)}`;
  switch (state.name) {
    case "running":
      return [
        `${colors.yellow("↻")} ${name} ${colors.dim(`· ${record.serverDeaths > 0 ? "goes on with" : "goes back for"} attempt ${record.attempts}`)}`,
      ];
    case "waiting":
      return waitingLines(record, name, style);
    case "recovering":
      return [
        `${colors.yellow("⟲")} ${name} ${colors.dim("· has failed too often: is stopped, and advice is asked for")}`,
      ];
    case "done":
    case "failed":
    case "awaiting":
      return [`${stateMark(record, style)} ${name} · ${stateText(record, true, style)}`];
    default:
      return [];
  }
}

/** A task that is to be gone on with. Most of them have started again before this is read. */
function waitingLines({ state, attempts }: TaskRecord, name: string, { colors }: Style): string[] {
  if (state.name !== "waiting" || state.resume === null) return [];
  if (state.notBefore !== null) {
    const until = new Date(state.notBefore).toISOString().slice(11, 19);
    return [`${colors.yellow("…")} ${name} ${colors.dim(`· waits for its provider until ${until} UTC`)}`];
  }
  return [`${colors.yellow("↻")} ${name} ${colors.dim(`· is to go on with attempt ${attempts}`)}`];
}

/**
 * The end of a run, or where it stands: a line a task, why what is not done is not, what its end waited for, time,
 * tokens and money.
 * @param alive whether a process works on it just now
 * @param path what its end waited for; null while it has none
 */
export function summaryLines(
  state: RunState,
  alive: boolean,
  path: CriticalPath | null,
  style: Style,
): string[] {
  const { colors } = style;
  const lines: string[] = [];
  let usage: Usage = noUsage;
  const counts = new Map<string, number>();
  for (const record of state.tasks.values()) {
    const { spec } = record;
    usage = addUsage(usage, record.usage);
    const word = stateWord(record.state, alive);
    counts.set(word, (counts.get(word) ?? 0) + 1);
    const spent = totalTokens(record.usage) > 0 ? colors.dim(` · ${usageText(record.usage)}`) : "";
    lines.push(
      `${stateMark(record, style)} ${spec.id}. ${oneLine(spec.title)} · ${stateText(record, alive, style)}${spent}`,
    );
    for (const { index, reason } of record.waivers)
      lines.push(colors.yellow(`  ~ criterion ${index + 1} was waived by a person: ${oneLine(reason)}`));
    if (record.report !== null) lines.push(colors.dim(`  ${oneLine(record.report)} has its failures`));
    if (record.state.name === "failed" || record.state.name === "awaiting")
      for (const result of record.results)
        if (result.verdict !== "pass") lines.push(`  ${criterionLine(spec.id, result, style)}`);
  }
  const total = state.tasks.size;
  const tally = [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
  lines.push(
    "",
    ...(path === null ? [] : criticalPathLines(path, state, style)),
    ...hints(state, style),
    `${total} ${total === 1 ? "task" : "tasks"}: ${tally || "none"} · ${timeText(state.elapsed)} · ${usageText(usage)}`,
  );
  return lines;
}

/** What a person can do now, where one is needed. */
function hints(state: RunState, { colors }: Style): string[] {
  const records = [...state.tasks.values()];
  const awaiting = records.filter((record) => record.state.name === "awaiting");
  const isSetAside = ({ spec }: TaskRecord) => spec.claimed === "set-aside";
  const lines: string[] = [];
  if (awaiting.some((record) => !isSetAside(record)))
    lines.push(
      "A task that waits for you: `omo plan approve FILE TASK`, `retry`, `waive` or `reject`, or tick its box; then run with --resume.",
    );
  if (awaiting.some(isSetAside))
    lines.push("A task that is set aside: empty its box and run anew, or tick it and run with --resume.");
  if (lines.length === 0 && records.some((record) => record.state.name === "failed"))
    lines.push(
      '--resume tries failed tasks again; `omo plan retry FILE TASK --with "advice"` does with a word of yours.',
    );
  const spent = state.exhausted;
  if (spent !== null)
    lines.push(`The run's budget of ${spent} is spent; --resume with a larger one goes on.`);
  if (state.held.size > 0)
    lines.push(
      `The plan was edited where work had begun (${[...state.held.keys()].join(", ")}): \`omo plan adopt FILE\` lets it count.`,
    );
  if (state.paused) lines.push("The run is paused; `omo plan resume FILE` lets it go on.");
  return lines.length === 0 ? [] : [...lines.map((line) => colors.dim(line)), ""];
}

const stateWords: Readonly<Record<string, string>> = {
  awaiting: "waiting for a person",
  waiting: "not started",
};

const underWay = (alive: boolean) => (alive ? "under way" : "cut off");

/**
 * The state of a task in as few words as a tally has room for.
 * @param alive whether a process works on the run just now
 */
export function stateWord(state: TaskState, alive: boolean): string {
  return isUnderWay(state) ? underWay(alive) : (stateWords[state.name] ?? state.name);
}

/** One character, coloured, that tells how a task stands. */
export function stateMark({ state }: TaskRecord, { colors }: Style): string {
  switch (state.name) {
    case "done":
      return state.unticked === null ? colors.green("✔") : colors.yellow("✔");
    case "failed":
      return colors.red("✘");
    case "awaiting":
      return colors.yellow("?");
    case "cancelled":
      return colors.red("✘");
    case "blocked":
    case "skipped":
      return colors.dim("–");
    default:
      return colors.dim("·");
  }
}

/**
 * The state of a task in words.
 * @param alive whether a process works on the run just now
 */
export function stateText({ state, attempts }: TaskRecord, alive: boolean, { colors }: Style): string {
  switch (state.name) {
    case "done": {
      if (state.by === "user") return colors.dim("done on the user's word");
      if (attempts === 0) return colors.dim("done, proved by an earlier run");
      const tries = attempts > 1 ? `, attempt ${attempts}` : "";
      const proof = state.judged ? `done, judged${tries}` : `done${tries}`;
      return state.unticked === null ? proof : `${proof}, but not ticked: ${oneLine(state.unticked)}`;
    }
    case "failed":
      return `failed: ${oneLine(state.reason)}`;
    case "awaiting":
      return `waits for a person: ${oneLine(state.reason)}`;
    case "blocked":
      return colors.dim(`not started: ${state.on} is not done`);
    case "waiting":
      return colors.dim(state.resume === null ? "not started" : "to be gone on with");
    case "skipped":
      return colors.dim("left out of this run");
    case "cancelled":
      return "called off by a person";
    default:
      return colors.dim(underWay(alive));
  }
}

/** Attempts that count, as people count them: faults of others are none. */
function attemptsOf(state: RunState, id: string): number {
  return state.tasks.get(id)?.attempts ?? 0;
}

function taskTitle(state: RunState, id: string): string {
  return `${id}. ${oneLine(state.tasks.get(id)?.spec.title ?? "")}`;
}

function firstLine(text: string): string {
  const [line = "", ...rest] = text.trim().split("\n");
  return rest.length > 0 ? `${line} …` : line;
}
