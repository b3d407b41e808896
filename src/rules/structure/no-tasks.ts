import type { Plan } from "../../plan.ts";
import { type Line, scan } from "../../scan.ts";
import type { Source, Span } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";

/** A file without a single work item: nothing to run, however many boxes it has. */
export const noTasks: Rule = {
  code: "OMO101",
  name: "no-tasks",
  severity: "error",
  check({ source, plan, named }) {
    if (plan.tasks.length > 0) return [];
    const near = nearest(source, plan);
    return [
      {
        ...(named ? {} : { severity: "info" as const }),
        message: "this file has no work items",
        ...(near ?? { span: { start: 0, end: 0 }, label: "", related: [], help: form }),
      },
    ];
  },
};

const form = "a work item is written `- [ ] 1. Title` in a section `## TODOs`";

type Near = Pick<Finding, "span" | "label" | "related" | "help">;

/** What a reader would take for the place where work items should be, and what it lacks. */
function nearest(source: Source, plan: Plan): Near | null {
  const { lines } = scan(source);
  return todoSection(lines, plan) ?? numberedHeadings(plan) ?? boxes(lines);
}

function todoSection(lines: readonly Line[], plan: Plan): Near | null {
  const todo = plan.outline.find(({ names }) => names === "todo");
  if (!todo) return null;
  const item = lines.find(
    (line) => line.kind === "item" && line.start > todo.span.start && line.end <= todo.span.end,
  );
  return {
    span: todo.text.span,
    label: "no work item below this heading",
    related: item ? [{ span: contentOf(item), text: "an item, but without a box" }] : [],
    help: item ? "a work item is written `- [ ] 1. Title`" : form,
  };
}

/** `## 1. Set up`, `### Step 2: Migrate`: work, but not said to be. */
function numberedHeadings(plan: Plan): Near | null {
  const numbered = plan.outline.filter(({ text }) =>
    /^(?:\p{L}+ )?\d+(?:\.\d+)*\s*[.):：、]/u.test(text.value),
  );
  const [first] = numbered;
  if (!first || numbered.length < 2) return null;
  return {
    span: first.text.span,
    label: `the first of ${numbered.length} numbered headings`,
    related: [],
    help: "if these are the work items, put them below a heading `## TODOs`, or write `Task 1: Title`",
  };
}

function boxes(lines: readonly Line[]): Near | null {
  const boxed = lines.filter((line) => line.box !== null && line.kind !== "code");
  const [first] = boxed;
  if (!first) return null;
  const label =
    boxed.length === 1
      ? "a box, but not a work item"
      : `the first of ${boxed.length} boxes, none a work item`;
  return { span: contentOf(first), label, related: [], help: form };
}

/** An item with its box, without its marker. */
function contentOf({ box, content, contentEnd }: Line): Span {
  return { start: Math.min(content, (box?.span.start ?? content + 1) - 1), end: contentEnd };
}
