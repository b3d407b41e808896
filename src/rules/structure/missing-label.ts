import { type Field, readFields } from "../../read/fields.ts";
import { readReviewLabel } from "../../read/labels.ts";
import { fieldNamed } from "../../read/names.ts";
import type { Line, Scan } from "../../scan.ts";
import type { Span } from "../../source.ts";
import type { Compiled, Rule } from "../rule.ts";
import { listsOf, nextNumber } from "./lists.ts";

/** Fields that only a task has; one alone may be a note. */
const telling = new Set<string>([
  "whatToDo",
  "profile",
  "parallelization",
  "criteria",
  "blockedBy",
  "commit",
]);

/** An item or heading that has the fields of a task, but no label. */
export interface Unlabelled {
  readonly line: Line;
  /** It with the fields below it. */
  readonly span: Span;
}

/**
 * A box or a heading among labelled work items that has a task's fields but no label: it is no task, and a box's
 * fields are read as those of the task before it. Boxes without fields are criteria.
 */
export const missingLabel: Rule = {
  code: "OMO104",
  name: "missing-label",
  severity: "warning",
  check(compiled) {
    let number = nextNumber(compiled.plan);
    return unlabelledTasks(compiled).map(({ line }) => {
      const isHeading = line.kind === "heading";
      const label = `${number++}.`;
      return {
        message: `this ${isHeading ? "heading" : "box"} has the fields of a task, but no label`,
        span: { start: line.content, end: line.contentEnd },
        label: isHeading ? "not read as a task" : "read as part of the task before it",
        related: [],
        help: `a work item is written \`- [ ] ${label} Title\``,
        fix: {
          title: `label it \`${label}\``,
          safety: "unsafe",
          edits: [{ span: { start: line.content, end: line.content }, text: `${label} ` }],
        },
      };
    });
  },
};

/** The items and headings of a plan with labelled tasks that have fields like these, but no label. */
export function unlabelledTasks({ source, scan, plan }: Compiled): Unlabelled[] {
  if (!plan.tasks.some((task) => task.label !== null)) return [];
  const isListed = listsOf(plan);
  const known = new Set(plan.tasks.map((task) => task.span.start));
  const named = new Set(
    plan.outline.filter(({ names }) => names !== null).map(({ text }) => text.span.start),
  );
  const found: Unlabelled[] = [];
  for (const [at, line] of scan.lines.entries()) {
    if (!isCandidate(line) || known.has(line.start) || !isListed(line.start)) continue;
    if (line.kind === "heading" && named.has(line.content)) continue;
    const text = source.text.slice(line.content, line.contentEnd);
    // What has a label and is no task repeats another, or stands where no tasks are looked for.
    if (fieldNamed(text) !== null || readReviewLabel(text, 0) !== null) continue;
    const end = endOf(scan, line, at);
    if (isTask(readFields(scan, at + 1, end)))
      found.push({ line, span: { start: line.start, end: scan.lines[end - 1]?.end ?? line.end } });
  }
  return found;
}

function isCandidate(line: Line): boolean {
  if (line.content >= line.contentEnd) return false;
  if (line.kind === "heading") return line.level > 2;
  return line.kind === "item" && line.box !== null && line.depth === 0 && line.indent < 2 && !line.quoted;
}

/** The lines that would belong to it: down to the next heading, or the next item or text as far out as itself. */
function endOf({ lines }: Scan, line: Line, at: number): number {
  let end = at + 1;
  for (let next = lines[end]; next; next = lines[++end]) {
    if (next.kind === "heading") break;
    if (next.kind === "item" && next.depth === 0 && next.box !== null) break;
    if (line.kind === "item" && next.kind === "text" && next.indent <= line.indent) break;
  }
  return end;
}

function isTask(fields: readonly Field[]): boolean {
  const names = new Set(fields.map((field) => field.name).filter((name) => telling.has(name)));
  return names.size >= 2;
}
