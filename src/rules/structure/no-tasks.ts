import type { Source, Span } from "../../source.ts";
import type { Rule } from "../rule.ts";

/** A file without a single work item: nothing to run, however many boxes it has. */
export const noTasks: Rule = {
  code: "OMO101",
  name: "no-tasks",
  severity: "error",
  check({ source, plan, named }) {
    if (plan.tasks.length > 0) return [];
    const near = nearest(source);
    return [
      {
        ...(named ? {} : { severity: "info" as const }),
        message: "this file has no work items",
        span: near?.span ?? { start: 0, end: 0 },
        label: near?.text ?? "",
        related: [],
        help: "a work item is written `- [ ] 1. Title` in a section `## TODOs`",
      },
    ];
  },
};

/** What a reader would take for the place where work items should be: a todo heading, else the first box. */
function nearest(source: Source): { span: Span; text: string } | null {
  const heading = /^#{1,6}[ \t]+.*\bto-?dos?\b.*$/im.exec(source.text);
  if (heading) return { span: trimmed(heading), text: "no work item below this heading" };
  const box = /^[ \t]*[-*+][ \t]+\[[^\]\n]\].*$/m.exec(source.text);
  if (box) return { span: trimmed(box), text: "a box, but not a work item" };
  return null;
}

function trimmed(match: RegExpExecArray): Span {
  const indent = match[0].length - match[0].trimStart().length;
  return { start: match.index + indent, end: match.index + match[0].trimEnd().length };
}
