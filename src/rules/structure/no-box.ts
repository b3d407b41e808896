import type { Line } from "../../scan.ts";
import type { Span } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";

/** A heading or a final review that is a task, but has no box: nothing can be ticked when it is done. */
export const noBox: Rule = {
  code: "OMO111",
  name: "no-box",
  severity: "warning",
  check({ source, scan, plan }) {
    if (plan.tasks.every((task) => task.box !== null)) return [];
    const lines = new Map(scan.lines.map((line) => [line.start, line] as const));
    const boxless = plan.tasks.flatMap((task): Line[] => {
      const line = lines.get(task.span.start);
      return task.box === null && line && (line.kind === "heading" || line.kind === "item") ? [line] : [];
    });
    const isDone = ({ content, contentEnd }: Line) => done.test(source.text.slice(content, contentEnd));
    const open = boxless.filter((line) => !isDone(line));
    return [
      ...findingOf(open.filter(({ kind }) => kind === "heading")),
      ...findingOf(open.filter(({ kind }) => kind === "item")),
      ...boxless.filter(isDone).flatMap((line) => findingOf([line], "x")),
    ];
  },
};

/** What authors write behind the title of what is done. */
const done = /[✅☑✔✓]|(?:\b|^)(?:done|completed?|approved|已完成|完了|완료)[)\]\s]*$/i;

/** All tasks of a plan that are written alike lack their boxes together: that is one mistake. */
function findingOf([first, ...others]: readonly Line[], mark: " " | "x" = " "): Finding[] {
  if (!first) return [];
  const isHeading = first.kind === "heading";
  const one = isHeading ? "this heading is a task" : "this item is a task";
  const many = `${others.length + 1} ${isHeading ? "headings" : "items"} are tasks`;
  const box = mark === "x" ? "a ticked box" : "an empty box";
  return [
    {
      message: others.length > 0 ? `${many} without a box` : `${one} without a box`,
      span: placeOf(first),
      label: others.length > 0 ? "the first of them: nothing to tick" : "nothing to tick",
      related: others.slice(0, 2).map((line) => ({ span: placeOf(line), text: "nor here" })),
      help: `write \`${isHeading ? `### [${mark}] Task 1: Title` : `- [${mark}] F1. Title`}\``,
      fix: {
        title: others.length > 0 ? `give each ${box}` : `give it ${box}`,
        safety: mark === "x" ? "unsafe" : "safe",
        edits: [first, ...others].map(({ content }) => ({
          span: { start: content, end: content },
          text: `[${mark}] `,
        })),
      },
    },
  ];
}

function placeOf({ content, contentEnd }: Line): Span {
  return { start: content, end: contentEnd };
}
