import type { Advice, Event, PersonSaid } from "../event.ts";
import type { Command } from "../state.ts";
import { totalTokens, type Usage } from "../usage.ts";
import type { CriterionResult } from "../verdict.ts";
import { timeText, usageText } from "./amounts.ts";
import type { Block, Detail } from "./log-block.ts";
import type { Style } from "./style.ts";

/** What a log knows beside an event. */
export interface EventPlace {
  /** When the attempt began that the event is of, in milliseconds since 1970; null where nobody can tell. */
  readonly begun: number | null;
  /** When the event happened, likewise. */
  readonly at: number;
  /** Path of the whole output of a criterion's command; null where there is no such file. */
  readonly outputFile: (attempt: number, index: number) => string | null;
}

/** What an event says to somebody who reads a task's log; null where it says nothing. */
export function eventBlock(event: Event, place: EventPlace, { colors }: Style): Block | null {
  switch (event.type) {
    case "session.opened": {
      const { session, agent, model, variant, reason } = event;
      const text = `session ${session}: ${agent}, ${modelText(model)}${variant === null ? "" : `, ${variant}`}`;
      return { text, details: words(reason) };
    }
    case "model.fell-back": {
      const text = `${modelText(event.model)} failed (${event.fault}: ${event.message}); ${modelText(event.next.model)} goes on`;
      return { text, paint: colors.yellow, details: words(event.next.reason) };
    }
    case "attempt.ended":
      return attemptBlock(event, place, colors.yellow);
    case "criterion.checked":
      return criterionBlock(event.result, place.outputFile(event.attempt, event.result.index), { colors });
    case "checks.ended": {
      if (event.fault !== null)
        return { text: `its judge's provider failed: ${event.fault}`, paint: colors.yellow };
      return totalTokens(event.usage) > 0 ? { text: `judged: ${usageText(event.usage)}` } : null;
    }
    case "review.ended":
      return reviewBlock(event, { colors });
    case "recovery.ended":
      return recoveryBlock(event, colors.yellow);
    case "tick.ended":
      return { text: tickTexts[event.outcome](event.message), details: words(event.notepad) };
    case "untick.ended": {
      const lost = event.outcome === "lost" ? `, but its box cannot be emptied: ${event.message}` : "";
      return { text: `a final review has sent it back${lost}`, paint: colors.yellow };
    }
    case "task.claimed":
      return { text: "a person has ticked its box: it is done on their word", paint: colors.blue };
    case "person.said":
      return { text: `a person says: ${wordText(event)}`, paint: colors.blue };
    case "usage.counted":
      return { text: `until it was cut off: ${usageText(event.usage)}` };
    case "work.cancelled":
      return { text: "what went on was called off", paint: colors.yellow };
    case "event.refused": {
      const what = event.refused === "person.said" ? "this" : `a late ${event.refused}`;
      return { text: `${what} had no effect: ${event.why}`, paint: colors.dim };
    }
    default:
      return null;
  }
}

/** What happens to the whole run, as far as it matters to a task that is under way; null where it does not. */
export function runBlock(event: Event, { colors }: Style): Block | null {
  switch (event.type) {
    case "run.resumed":
      return { text: "another process goes on with the run", paint: colors.blue };
    case "run.interrupted":
      return { text: `the run is interrupted (${event.signal})`, paint: colors.yellow };
    case "server.stopped":
      return event.died === null
        ? null
        : { text: `the opencode server died: ${event.died}`, paint: colors.yellow };
    default:
      return null;
  }
}

/** What the scheduler has done about a task; null where the event that answers it says enough. */
export function commandBlock(command: Command, { colors }: Style): Block | null {
  switch (command.type) {
    case "check":
      return {
        text: `${command.only === null ? "its criteria are" : "what was in doubt is"} put to the test`,
      };
    case "recover":
      return {
        text: `it has failed too often (${command.reason}): it is stopped, and advice is asked for`,
        paint: colors.yellow,
      };
    default:
      return null;
  }
}

/** How an attempt is gone about, in a few words. */
export function mannerOf({ mode, session, interrupted }: Extract<Command, { type: "attempt" }>): string {
  if (interrupted)
    return session === null ? "begun anew after it was cut off" : "goes on where it was cut off";
  switch (mode) {
    case "first":
      return "from its brief";
    case "retry":
      return `told what came out, ${session === null ? "in a new session" : "in the same session"}`;
    case "adjust":
      return "told to go another way";
    case "continue":
      return "sent on: its work was not done";
    case "advised":
      return "in a new session, with advice";
  }
}

type Paint = (text: string) => string;

function attemptBlock(
  { end, usage, wrote, notes }: Extract<Event, { type: "attempt.ended" }>,
  { begun, at }: EventPlace,
  warn: Paint,
): Block {
  const after = begun === null ? "" : ` after ${timeText(at - begun)}`;
  const spent = `: ${usageText(usage)}`;
  const details = [
    ...(end.kind === "failed" ? words(`${end.reason}: ${end.message}`) : []),
    ...(wrote.length === 0 ? [] : words(`wrote ${wrote.join(", ")}`)),
    ...(notes?.learnings ?? []).flatMap((text) => words(`learned: ${text}`)),
    ...(notes?.decisions ?? []).flatMap((text) => words(`decided: ${text}`)),
    ...(notes?.issues ?? []).flatMap((text) => words(`left open: ${text}`)),
  ];
  return end.kind === "finished"
    ? { text: `finished${after}${spent}`, details }
    : { text: `ended early${after}${spent}`, paint: warn, details };
}

/** A criterion: what it is, what came of it and why, what was run, and what that printed. */
export function criterionBlock(
  { text, verdict, by, evidence, reason, output, duration }: CriterionResult,
  outputFile: string | null,
  { colors }: Pick<Style, "colors">,
): Block {
  const mark = { pass: "✓ ", fail: "✗ ", unsure: "? " }[verdict];
  const paint = { pass: colors.green, fail: colors.red, unsure: colors.yellow }[verdict];
  const why = {
    command: `${reason}, ${timeText(duration)}`,
    file: reason,
    judge: `judged: ${reason}`,
    person: reason,
  }[by];
  const details: Detail[] = [
    ...words(why),
    ...(by === "command" ? [{ kind: "lines" as const, sign: "$" as const, text: evidence }] : []),
    ...(by === "judge" && evidence !== "" ? words(`cites ${evidence}`) : []),
    ...(output === "" ? [] : [{ kind: "lines" as const, sign: "│" as const, text: output }]),
    ...(outputFile === null || output === ""
      ? []
      : [{ kind: "path" as const, text: `whole output: ${outputFile}` }]),
  ];
  return { text, mark, paint, details };
}

function reviewBlock(
  { review, message, usage }: Extract<Event, { type: "review.ended" }>,
  { colors }: Pick<Style, "colors">,
): Block {
  const spent = spentText(usage);
  if (review === null) return { text: `no verdict${spent}`, paint: colors.yellow, details: words(message) };
  const reopen = review.reopen.length === 0 ? [] : words(`sends back ${review.reopen.join(", ")}`);
  return {
    text: `${review.verdict}${spent}`,
    paint: review.verdict === "APPROVE" ? colors.green : colors.red,
    details: [...review.reasons.flatMap((reason) => words(`- ${reason}`)), ...reopen],
  };
}

function recoveryBlock(
  { outcome, message, report, advice, usage }: Extract<Event, { type: "recovery.ended" }>,
  warn: Paint,
): Block {
  const did = outcome === "recovered" ? "stopped and taken back" : "stopped, and not taken back";
  return {
    text: `${did}: ${message}${spentText(usage)}`,
    paint: warn,
    details: [
      { kind: "path", text: `failures: ${report}` },
      ...(advice === null ? words("no advice was to be had") : adviceDetails(advice)),
    ],
  };
}

function adviceDetails({ conclusion, plan, effort, risks }: Advice): Detail[] {
  return [
    ...words(`advice: ${conclusion}`),
    ...plan.flatMap((step, i) => words(`${i + 1}. ${step}`)),
    ...words(`effort: ${effort}`),
    ...risks.flatMap((risk) => words(`risk: ${risk}`)),
  ];
}

const tickTexts = {
  ticked: () => "its box is ticked",
  already: () => "its box was ticked already",
  "no-box": () => "it has no box to tick",
  lost: (why: string) => `its box cannot be ticked: ${why}`,
} as const;

function wordText({ action, task, text, criterion }: PersonSaid): string {
  const what = criterion === null ? "" : ` criterion ${criterion + 1}`;
  return `${action}${what}${task === null ? " the run" : ""}${text === "" ? "" : `: ${text}`}`;
}

function modelText(model: string | null): string {
  return model ?? "the default model";
}

function spentText(usage: Usage): string {
  return totalTokens(usage) > 0 ? ` (${usageText(usage)})` : "";
}

function words(text: string): Detail[] {
  return text.trim() === "" ? [] : [{ kind: "words", text }];
}
