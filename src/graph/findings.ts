import type { Diagnostic, Fix, RuleInfo } from "../diagnostic.ts";
import type { Plan } from "../plan.ts";
import type { Spanned } from "../source.ts";
import type { Authority, Statement } from "./edge.ts";
import { groupBy } from "./group-by.ts";
import { type Labels, nameTasks, summarizeLabels } from "./labels.ts";

/** What a source of dependencies is called in a sentence. */
const sourceNames = {
  "blocked-by": "Blocked By",
  matrix: "dependency matrix",
  blocks: "Blocks",
} as const;

/** What the graph itself finds while it is built. */
export const graphFindings: readonly RuleInfo[] = [
  { code: "OMO201", name: "unknown-dependency", severity: "error" },
  { code: "OMO202", name: "self-dependency", severity: "error" },
  { code: "OMO203", name: "dependency-cycle", severity: "error" },
];

/** OMO201: references of one list that name no task. `owners` are the tasks whose list it is. */
export function unknownDependency(
  labels: Labels,
  owners: readonly string[],
  authority: Authority,
  references: readonly Spanned<string>[],
): Diagnostic {
  // References written as one range share a place.
  const places = groupBy(references, ({ span }) => span.start);
  const [first, ...rest] = [...places.values()].map((group) => ({
    span: group[0]?.span ?? { start: 0, end: 0 },
    text: group.length === 1 ? `no task \`${group[0]?.value}\`` : "no such tasks",
  }));
  const values = references.map(({ value }) => value);
  const near = values.flatMap((value) => labels.suggest(value) ?? []);
  // No task is meant to wait for itself.
  const meant = near.length === values.length && !near.some((label) => owners.includes(label)) ? near : null;
  const tasks = labels.summary ? `this plan has ${labels.summary}` : "no task has a label";
  const verb = authority === "blocks" ? "block" : "wait";
  const does = `${owners.length === 1 ? `${verb}s` : verb}${authority === "blocks" ? "" : " for"}`;
  const missing = values.length === 1 ? "there is no such task" : "there are no such tasks";
  return {
    code: "OMO201",
    name: "unknown-dependency",
    severity: authority === "blocked-by" ? "error" : "warning",
    message: `${nameTasks(owners)} ${does} ${summarizeLabels(values)}, but ${missing}`,
    span: first?.span ?? { start: 0, end: 0 },
    label: first?.text ?? "",
    related: rest,
    help: meant ? `did you mean ${summarizeLabels(meant)}? ${tasks}` : tasks,
    ...(meant && references.every(isOneLabel) ? { fix: replaceReferences(references, meant) } : {}),
  };
}

/** Whether a reference stands for itself: not as a part of a range or of a wave. */
function isOneLabel({ value, span }: Spanned<string>): boolean {
  return value.length === span.end - span.start;
}

function replaceReferences(references: readonly Spanned<string>[], meant: readonly string[]): Fix {
  return {
    title: `name ${summarizeLabels(meant)} in place of ${summarizeLabels(references.map(({ value }) => value))}`,
    safety: "unsafe",
    edits: references.map(({ span }, i) => ({ span, text: meant[i] ?? "" })),
  };
}

/** OMO202: a task that waits for itself. */
export function selfDependency(statement: Statement, labels: Labels): Diagnostic {
  const id = labels.ids[statement.task];
  return {
    code: "OMO202",
    name: "self-dependency",
    severity: statement.authority === "blocked-by" ? "error" : "warning",
    message: `task \`${id}\` ${statement.authority === "blocks" ? "blocks" : "waits for"} itself`,
    span: statement.span,
    label: `this is task \`${id}\` itself`,
    related: [],
    help: `take \`${id}\` out of its own ${sourceNames[statement.authority]}`,
  };
}

/** OMO203 for a task that waits for a final one: final tasks come after all others, so neither could start. */
export function finalFirst(statement: Statement, labels: Labels): Diagnostic {
  const task = labels.ids[statement.task] ?? "";
  const final = labels.ids[statement.on];
  return {
    code: "OMO203",
    name: "dependency-cycle",
    severity: statement.authority === "blocked-by" ? "error" : "warning",
    message: `${nameTasks([task])} waits for \`${final}\`, which is a final task and comes after all others`,
    span: statement.span,
    label: `\`${final}\` itself waits for ${nameTasks([task])}`,
    related: [],
    help: `take \`${final}\` out of ${sourceNames[statement.authority]}, or move ${nameTasks([task])} into the final wave`,
  };
}

/**
 * OMO203: tasks that wait for each other. `cycle` are indices, each waiting for the next and the last for the
 * first; it is told from its earliest task, which comes first.
 */
export function dependencyCycle(
  plan: Plan,
  labels: Labels,
  cycle: readonly number[],
  statementOf: (task: number, on: number) => Statement | undefined,
): Diagnostic {
  const edges = cycle.map((task, i) => {
    const on = cycle[(i + 1) % cycle.length] ?? task;
    const fallback = plan.tasks[task]?.label?.span ?? { start: 0, end: 0 };
    return {
      span: statementOf(task, on)?.span ?? fallback,
      text: `\`${labels.ids[task]}\` waits for \`${labels.ids[on]}\``,
    };
  });
  const [first = { span: { start: 0, end: 0 }, text: "" }, ...rest] = edges;
  const path = [...cycle, ...cycle.slice(0, 1)].map((task) => `\`${labels.ids[task]}\``).join(" → ");
  return {
    code: "OMO203",
    name: "dependency-cycle",
    severity: "error",
    message: `these tasks wait for each other, so none can start: ${path}`,
    span: first.span,
    label: first.text,
    related: rest,
    help: "take one of these references out of its Blocked By",
  };
}
