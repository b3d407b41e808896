import { isCommand } from "../../criteria/command.ts";
import { hasExecutable, type TaskChecks } from "../../criteria/plan-checks.ts";
import { nameTasks } from "../../graph/labels.ts";
import { codeSpans } from "../../inline.ts";
import type { Task } from "../../plan.ts";
import type { Span } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";
import { hasCommand, verificationOf } from "./verification.ts";

/** A task whose criteria are all prose: that it is done rests on what a reader makes of it. */
export const noExecutableCheck: Rule = {
  code: "OMO304",
  name: "no-executable-check",
  severity: "warning",
  check({ source, graph, checks }) {
    return graph.nodes.flatMap(({ id, task }, index): Finding[] => {
      const [first] = [...task.criteria, ...task.scenarios];
      const compiled = checks.tasks[index];
      // What is written cannot be told good from bad by a command.
      const written = task.categories.some(({ value }) => value === "writing");
      if (!first || !compiled || task.final || written) return [];
      if (!isProse(compiled) || hasExecutable(compiled) || namesTool(task)) return [];
      const name = nameTasks([id]);
      const elsewhere = verificationOf(task);
      return [
        {
          message: `none of the checks of ${name} can be executed`,
          span: firstLineOf(first.span, first.text),
          label: "all of it is prose, for a reader to judge",
          ...(elsewhere && hasCommand(source, elsewhere)
            ? {
                related: [{ span: elsewhere.label.span, text: "what stands here is not read as criteria" }],
                help: "state the command below as a criterion, e.g. `` - [ ] `npm test` exits 0 ``",
              }
            : {
                related: [],
                help: "add a command that fails before the work and passes after it, e.g. `` - [ ] `npm test` exits 0 ``",
              }),
        },
      ];
    });
  },
};

/** Whether all goes to a reader: what only a person can check is a finding of its own, and a diff is looked at. */
function isProse({ criteria }: TaskChecks): boolean {
  return criteria.every(({ kind }) => kind === "judged");
}

/**
 * Whether a task has a script, or names a command or the tool of a scenario: a scenario is carried out, if not by
 * the executor then by an agent, and a reader can run what a sentence mentions.
 */
function namesTool({ criteria, scenarios }: Task): boolean {
  return (
    scenarios.some(({ tool }) => tool !== null) ||
    criteria.some(({ script }) => script !== null) ||
    [...criteria, ...scenarios].some(({ text }) => codeSpans(text).some((code) => isCommand(code.text)))
  );
}

function firstLineOf({ start, end }: Span, text: string): Span {
  return { start, end: Math.min(end, start + (text.split("\n", 1)[0] ?? "").length) };
}
