import type { Check, CommandCheck, DiffDemand, Expectation, FileDemand } from "../criteria/check.ts";
import { describeMatcher } from "../criteria/matcher.ts";
import { hasExecutable, type TaskChecks } from "../criteria/plan-checks.ts";
import type { LintedPlan } from "../lint.ts";
import type { PlanCriteriaSection, Task } from "../plan.ts";
import { oneLine, truncate, wrapWords } from "./cells.ts";
import { plural } from "./lint.ts";
import type { Style } from "./style.ts";

/** What is done about a check: scripts as they stand, and words. One line each, without indentation. */
interface Action {
  readonly kind: "script" | "words";
  readonly text: string;
}

/**
 * Every criterion, scenario and check of a plan with what will be done about it, and why nothing can be executed
 * where that is so. Keeps to the style's width.
 */
export function showChecks({ source, plan, graph, checks }: LintedPlan, style: Style): string {
  const { colors, width } = style;
  const cut = (text: string) => truncate(text, width);
  const lines = [
    colors.bold(cut(oneLine(plan.title?.value ?? source.file))),
    colors.dim(cut(`${oneLine(source.file)} · ${summary(graph.nodes.length, checks.tasks)}`)),
  ];
  for (const [index, { id, task }] of graph.nodes.entries()) {
    lines.push("", colors.cyan(cut(`${oneLine(id)}  ${oneLine(task.title.value)}`)));
    const compiled = checks.tasks[index];
    if (compiled) lines.push(...taskLines(task, compiled, style));
  }
  if (plan.criteria.length > 0) lines.push("", colors.cyan("The whole plan"));
  for (const [index, { section, criterion }] of plan.criteria.entries()) {
    const check = checks.plan[index];
    if (check) lines.push(...entry(sectionNames[section], criterion.text, check, style));
  }
  if (plan.criteria.length > 0)
    lines.push(
      ...indented("The executor does not hold these against a run: its final tasks review the whole.", style),
    );
  return `${lines.join("\n")}\n`;
}

const sectionNames: Readonly<Record<PlanCriteriaSection, string>> = {
  definitionOfDone: "definition of done",
  successCriteria: "success criterion",
  verification: "verification",
  checklist: "checklist",
};

function summary(tasks: number, compiled: readonly TaskChecks[]): string {
  const executed = compiled.filter(hasExecutable).length;
  return `${plural(tasks, "task")}, ${executed} with a check that can be executed`;
}

function taskLines(task: Task, checks: TaskChecks, style: Style): string[] {
  const lines: string[] = [];
  for (const [index, criterion] of task.criteria.entries()) {
    const check = checks.criteria[index];
    if (check) lines.push(...entry("criterion", criterion.text, check, style));
  }
  for (const [index, scenario] of task.scenarios.entries()) {
    const check = checks.scenarios[index];
    if (check) lines.push(...entry("scenario", scenario.title || scenario.text, check, style));
  }
  if (task.commit?.preCommit && checks.preCommit)
    lines.push(...entry("pre-commit", task.commit.preCommit.text, checks.preCommit, style));
  if (task.criteria.length === 0) lines.push(...indented(wholeTask(task), style));
  return lines;
}

function wholeTask(task: Task): string {
  return task.final
    ? "states no criterion: reviewed, APPROVE or REJECT"
    : "states no criterion: a reader judges whether all it asks for is done";
}

function entry(name: string, text: string, check: Check, style: Style): string[] {
  const { colors, width } = style;
  const head = truncate(`  ${name}: ${oneLine(withoutFence(text))}`, width);
  return [head, ...actionsOf(check).flatMap((action) => actionLines(action, "    ", style).map(colors.dim))];
}

/** The words of a criterion; a fence is shown by the script below it. */
function withoutFence(text: string): string {
  return /^\s*(?:```|~~~)/.test(text) ? "a script" : text;
}

function indented(text: string, style: Style): string[] {
  return actionLines({ kind: "words", text }, "  ", style).map(style.colors.dim);
}

/** An action as lines of at most the style's width: scripts are cut, words are wrapped. */
function actionLines({ kind, text }: Action, indent: string, { width }: Style): string[] {
  if (kind === "script")
    return text
      .trimEnd()
      .split("\n")
      .map((line) => truncate(`${indent}$ ${oneLine(line)}`, width));
  return wrapWords(oneLine(text), width - indent.length).map((line) => indent + line);
}

/** What a check will do, in the order of doing it. */
function actionsOf(check: Check): Action[] {
  const words = (text: string): Action => ({ kind: "words", text });
  switch (check.kind) {
    case "command":
      return commandActions(check);
    case "file":
      return [
        words(`looks whether ${check.demands.map(describeDemand).join(", and ")}`),
        ...(check.judged === null ? [] : [words(`judged: ${check.judged}`)]),
      ];
    case "diff":
      return [
        words(
          `judged with the changes since the last commit: ${describeDiff(check.demand)}; not executed, since in a tree that tasks share nobody can tell whose a change is`,
        ),
      ];
    case "scenario": {
      const evidence = check.evidence === null ? [] : [words(`must leave ${check.evidence}`)];
      if (check.command === null)
        return [words(`for the task's agent to carry out, and judged: ${check.why}`), ...evidence];
      return [
        ...commandActions(check.command),
        ...evidence,
        words("not run by the executor: the task's agent carries it out, and it is judged with the criteria"),
      ];
    }
    case "judged":
      return [words("judged by an independent reader: no command is stated, nor a fact about a file")];
    case "human":
      return [
        words(
          `cannot be executed: only a person can tell ("${check.phrase}"); --allow-human lets one approve`,
        ),
      ];
    case "approval":
      return [words(`waits for a person to approve ("${check.phrase}")`)];
  }
}

function commandActions({ script, expect, assertions }: CommandCheck): Action[] {
  const { checked, judged } = describeExpectation(expect);
  const actions: Action[] = [
    { kind: "script", text: script },
    { kind: "words", text: `expects ${checked}` },
  ];
  if (judged !== null) actions.push({ kind: "words", text: `judged with its output: ${judged}` });
  for (const { line, expect: part } of assertions) {
    const described = describeExpectation(part);
    const said = described.judged === null ? "" : `; judged with its output: ${described.judged}`;
    actions.push({ kind: "words", text: `after line ${line + 1} expects ${described.checked}${said}` });
  }
  return actions;
}

function describeExpectation({ exit, httpStatus, output, judged }: Expectation): {
  checked: string;
  judged: string | null;
} {
  const names = { zero: "exit 0", nonzero: "an exit status other than 0", any: "any exit status" };
  const status = typeof exit === "number" ? `exit ${exit}` : names[exit];
  const end = httpStatus === null ? status : `HTTP status ${httpStatus}`;
  const matchers = output.map((matcher) => `, output that ${describeMatcher(matcher)}`).join("");
  return { checked: end + matchers, judged };
}

function describeDemand(demand: FileDemand): string {
  switch (demand.test) {
    case "exists":
      return `${demand.path} exists`;
    case "absent":
      return `${demand.path} does not exist`;
    case "contains":
      return `${demand.path} contains \`${demand.text}\``;
    case "lacks":
      return `${demand.path} does not contain \`${demand.text}\``;
    case "exports":
      return `${demand.path} exports ${demand.symbol}`;
  }
}

function describeDiff(demand: DiffDemand): string {
  switch (demand.test) {
    case "no-new-dependency":
      return "no dependency is added";
    case "unchanged":
      return `${demand.paths.join(", ")} unchanged`;
    case "only-below":
      return `nothing changed outside of ${demand.paths.join(", ")}`;
    case "not-added":
      return describeNotAdded(demand);
  }
}

function describeNotAdded({ texts, paths }: Extract<DiffDemand, { test: "not-added" }>): string {
  const where = paths.length === 0 ? "" : ` in ${paths.join(", ")}`;
  return `no added line${where} contains ${texts.map((text) => `\`${text}\``).join(" or ")}`;
}
