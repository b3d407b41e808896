import type { OwnReason, Reason, TellingState } from "../schedule/why.ts";
import type { TaskRecord } from "../state.ts";
import type { CriterionResult } from "../verdict.ts";
import { timeText } from "./amounts.ts";
import { type Known, latest, type Phrase } from "./explain-known.ts";
import { leftPhrase, livePhrase } from "./explain-live.ts";
import { momentText } from "./runs.ts";

/** What a reason says of its task. */
export function phraseOf(reason: OwnReason, record: TaskRecord, known: Known): Phrase {
  switch (reason.kind) {
    case "state":
      return statePhrase(reason.state, record, known);
    case "not-before": {
      const until = new Date(reason.until).toISOString();
      const left = timeText(Math.max(0, reason.until - known.now));
      const fault = latestFault(record.spec.id, known);
      return {
        text: `waits for its provider until ${momentText(until)}, in ${left}`,
        details: fault === null ? [] : [fault],
      };
    }
    case "places": {
      const { limit, takenBy } = reason;
      const all = limit === 1 ? "the only one" : `all ${limit}`;
      const by = takenBy.join(", ");
      return {
        text:
          known.standing === null
            ? `would wait for a place: ${all} ${limit === 1 ? "goes" : "go"} to ${by}`
            : `waits for a place: ${all} ${limit === 1 ? "is" : "are"} taken, by ${by}`,
        details: ["`--max-parallel` says how many there are."],
      };
    }
  }
}

/** What is said of a task that waits for no other, and that only the whole run holds up. */
export function plainPhrase({ state }: TaskRecord): Phrase {
  const isBegun = state.name === "waiting" && state.resume !== null;
  return { text: isBegun ? "is to be gone on with" : "is not started", details: [] };
}

/** What a reason says that is one of the whole run. */
export function runSentence(
  reason: Exclude<Reason, OwnReason | { kind: "dependency" }>,
  { plan, standing }: Known,
): string {
  const goesOn = `\`omo plan run ${plan} --resume\` goes on`;
  switch (reason.kind) {
    case "paused":
      return `The run is paused; \`omo plan resume ${plan}\` lets it go on.`;
    case "budget":
      return `The run's budget of ${reason.of} is spent; --resume with a larger one goes on.`;
    case "others-failed":
      return `The run starts nothing more since ${reason.tasks.join(", ")} failed (--no-keep-going).`;
    case "run-over":
      if (standing === "cut-off") return `The run was cut off: no process works on it; ${goesOn}.`;
      if (standing === "interrupted") return `The run was interrupted; ${goesOn}.`;
      return standing === "running"
        ? "The run is being stopped: nothing new starts."
        : `The run has ended; ${goesOn}.`;
  }
}

function statePhrase(state: TellingState, record: TaskRecord, known: Known): Phrase {
  const { plan, standing } = known;
  const { id } = record.spec;
  const say = (action: string, more = "") => `\`omo plan ${action} ${plan} ${id}${more}\``;
  switch (state.name) {
    case "running":
    case "checking":
    case "recovering":
    case "integrating":
    case "reopening":
      return standing === "running" || standing === null
        ? livePhrase(state, record, known)
        : leftPhrase(state, known);
    case "done":
      return donePhrase(state, record, known);
    case "failed":
      return {
        text: `has failed: ${state.reason}`,
        details: [
          ...criteriaOf(record, ["fail", "unsure"]),
          ...(record.report === null ? [] : [`Its failures are written up in ${record.report}.`]),
          standing === "running"
            ? `${say("retry", ' --with "advice"')} has it tried again.`
            : `--resume tries it again; ${say("retry", ' --with "advice"')} does with a word of yours.`,
        ],
      };
    case "awaiting":
      if (record.spec.claimed === "set-aside")
        return {
          text: "is set aside in the plan, `[~]`",
          details: ["Empty its box and run anew, or tick it."],
        };
      return {
        text: `waits for a person: ${state.reason}`,
        details: [
          ...criteriaOf(record, ["fail", "unsure"]),
          `${say("approve")} says that it is done; \`retry\`, \`waive\` and \`reject\` are the other answers.`,
        ],
      };
    case "skipped":
      return { text: "is left out of this run", details: [`${say("retry")} takes it in.`] };
    case "cancelled":
      return { text: "was called off by a person", details: [`${say("retry")} takes it up again.`] };
  }
}

function donePhrase(
  state: Extract<TellingState, { readonly name: "done" }>,
  record: TaskRecord,
  known: Known,
): Phrase {
  const { spec, attempts } = record;
  const unticked = state.unticked === null ? [] : [`Its box is not ticked: ${state.unticked}`];
  const done = (text: string, details: readonly string[] = []): Phrase => ({
    text: `is done: ${text}`,
    details: [...details, ...unticked],
  });
  if (state.by === "user") {
    const ticked = known.standing === null ? "its box is ticked" : "its box was ticked before the run began";
    return done(spec.claimed === "user" ? ticked : "a person has said so");
  }
  if (attempts === 0) return done("an earlier run has proved it");
  if (spec.final) {
    const reasons = latest(known, spec.id, "review.ended")?.review?.reasons ?? [];
    return done(
      `its review has approved, attempt ${attempts}`,
      reasons.map((reason) => `- ${reason}`),
    );
  }
  return done(`its criteria hold, attempt ${attempts}`, criteriaOf(record, ["pass"]));
}

const marks = { pass: "✓", fail: "✗", unsure: "?" } as const;

function criteriaOf(
  { results, waivers }: TaskRecord,
  verdicts: readonly CriterionResult["verdict"][],
): string[] {
  return [
    ...results
      .filter(({ verdict }) => verdicts.includes(verdict))
      .map(({ verdict, text, by, reason }) => {
        const how = by === "judge" ? `judged: ${reason}` : reason;
        return `${marks[verdict]} ${text.trim().split("\n")[0]} (${how})`;
      }),
    ...waivers.map(({ index, reason }) => `~ criterion ${index + 1} was waived by a person: ${reason}`),
  ];
}

/** What the provider said that the task waits for; null where nobody can tell. */
function latestFault(task: string, { entries }: Known): string | null {
  const ended = entries.findLast(
    ({ event }) =>
      (event.type === "attempt.ended" || event.type === "checks.ended" || event.type === "review.ended") &&
      event.task === task,
  )?.event;
  switch (ended?.type) {
    case "attempt.ended":
      return ended.end.kind === "failed" ? `${ended.end.fault}: ${ended.end.message}` : null;
    case "review.ended":
      return `${ended.fault}: ${ended.message}`;
    case "checks.ended":
      return `${ended.fault}, of the judge's model`;
    default:
      return null;
  }
}
