import type { OwnReason, Reason } from "../schedule/why.ts";
import type { RunState, TaskRecord } from "../state.ts";
import { oneLine, wrapWords } from "./cells.ts";
import type { Known, Phrase } from "./explain-known.ts";
import { phraseOf, plainPhrase, runSentence } from "./explain-words.ts";
import { plural } from "./lint.ts";
import { stateMark } from "./run.ts";
import type { Style } from "./style.ts";

/** How many of the tasks that hold another up are told of one by one. */
const mostRoots = 5;

/**
 * Why a task is not running, or that it is: a heading, then a paragraph for each reason.
 * @param state the run, or what a new one would be at its beginning
 * @param reasons as `whyNotRunning` gives them
 */
export function explainLines(
  state: RunState,
  task: string,
  reasons: readonly Reason[],
  known: Known,
  style: Style,
): string[] {
  const record = state.tasks.get(task);
  if (record === undefined) return [];
  const roots = reasons.filter((reason) => reason.kind === "dependency");
  const others = reasons.filter((reason) => reason.kind !== "dependency");
  const told = (some: readonly Reason[]) => some.map((reason) => paragraphOf(reason, state, record, known));
  const more = roots.length - mostRoots;
  const rest = `And for ${plural(more, "more task")} that ${more === 1 ? "is" : "are"} not done.`;
  const paragraphs = [
    ...told(roots.slice(0, mostRoots)),
    ...(more > 0 ? [{ text: rest, below: [] }] : []),
    ...told(others),
    ...(reasons.length === 0 ? [{ text: "It is about to start.", below: [] }] : []),
  ];
  return [
    `${stateMark(record, style)} ${style.colors.bold(nameOf(record))}`,
    ...paragraphs.flatMap((paragraph) => linesOf(paragraph, 1, style)),
  ];
}

/** A sentence, and what is to be said below it. */
interface Paragraph {
  readonly text: string;
  readonly below: readonly Paragraph[];
}

function linesOf({ text, below }: Paragraph, depth: number, style: Style): string[] {
  const indent = "  ".repeat(depth);
  const lines = wrapWords(oneLine(text), style.width - indent.length).map((line) => indent + line);
  return [
    ...(depth === 1 ? lines : lines.map(style.colors.dim)),
    ...below.flatMap((paragraph) => linesOf(paragraph, depth + 1, style)),
  ];
}

function paragraphOf(reason: Reason, state: RunState, record: TaskRecord, known: Known): Paragraph {
  switch (reason.kind) {
    case "dependency": {
      const [first = "", ...others] = reason.path;
      const waits = known.standing === null ? "would wait" : "waits";
      const chain = others.map((id) => `, which waits for ${id}`).join("");
      const root = state.tasks.get(others.at(-1) ?? first);
      return {
        text: `It ${waits} for ${first}${chain}.`,
        below: root === undefined ? [] : rootParagraphs(reason.because, root, known),
      };
    }
    case "state":
    case "not-before":
    case "places":
      return sentence("It", phraseOf(reason, record, known));
    default:
      return { text: runSentence(reason, known), below: [] };
  }
}

/** Why a task is not done that others wait for. */
function rootParagraphs(because: readonly OwnReason[], root: TaskRecord, known: Known): Paragraph[] {
  const phrases = because.map((reason) => phraseOf(reason, root, known));
  return (phrases.length > 0 ? phrases : [plainPhrase(root)]).map((phrase) => sentence(nameOf(root), phrase));
}

function sentence(subject: string, { text, details }: Phrase): Paragraph {
  return { text: `${subject} ${text}.`, below: details.map((detail) => ({ text: detail, below: [] })) };
}

function nameOf({ spec }: TaskRecord): string {
  return oneLine(`${spec.id}. ${spec.title}`);
}
