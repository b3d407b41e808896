import { groupBy } from "../../graph/group-by.ts";
import { summarizeLabels } from "../../graph/labels.ts";
import { type Reach, reachOf } from "../../graph/reach.ts";
import type { Plan } from "../../plan.ts";
import type { Span } from "../../source.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";

const mostShown = 5;

/** A task that writes a file, and where it says so. */
interface Writer {
  readonly task: number;
  readonly file: string;
  readonly span: Span;
  /** Named as part of the task's commit, not of its work. */
  readonly committed: boolean;
}

/** Tasks that may run side by side and name the same file as theirs to write. */
export const writeConflict: Rule = {
  code: "OMO215",
  name: "write-conflict",
  severity: "warning",
  check(compiled) {
    const { graph } = compiled;
    const reach = reachOf(graph.links);
    const position = new Map(graph.order.map((id, i) => [id, i]));
    const rank = ({ task }: Writer) => position.get(graph.labels.ids[task] ?? "") ?? 0;
    return [...writersByFile(compiled)].flatMap(([file, writers]): Finding[] => {
      const inOrder = writers.length > 1 ? [...writers].sort((a, b) => rank(a) - rank(b)) : writers;
      const conflicting = besideNeighbour(inOrder, reach).sort((a, b) => a.span.start - b.span.start);
      const [first, second, ...rest] = conflicting;
      if (first === undefined || second === undefined) return [];
      const last = conflicting.at(-1);
      const idOf = ({ task }: Writer) => graph.labels.ids[task] ?? "";
      const names = summarizeLabels(conflicting.map(idOf));
      return [
        {
          message: `tasks ${names} may run side by side, and ${second === last ? "both" : "all"} write \`${file}\``,
          span: second.span,
          label: `written by \`${idOf(second)}\``,
          related: [first, ...rest].slice(0, mostShown).map((writer) => ({
            span: writer.span,
            text: `written by \`${idOf(writer)}\``,
          })),
          help: `let one of them wait for the other, e.g. \`**Blocked By**: ${idOf(first)}\` in \`${idOf(second)}\`, or leave the file to one`,
        },
      ];
    });
  },
};

/** The writers of each file, each task once. */
function writersByFile({ plan }: Compiled): Map<string, Writer[]> {
  const writers = plan.tasks.flatMap(({ final, files, commit }, task): Writer[] => {
    const committed = new Set(commit?.files.map(({ span }) => span.start));
    const named = files.map(({ value, span }) => ({
      task,
      file: value.replace(/^\.\//, ""),
      span,
      committed: committed.has(span.start),
    }));
    return final ? [] : named;
  });
  const byFile = groupBy(writers, ({ file }) => file);
  for (const [file, all] of byFile) {
    const own = all.filter((writer) => !writer.committed || !commitsForOthers(plan, writer, all));
    byFile.set(
      file,
      [...groupBy(own, ({ task }) => task).values()].flatMap(([first]) => first ?? []),
    );
  }
  return byFile;
}

/** Whether a commit may name the file since it has what other tasks, which make no commit of their own, did to it. */
function commitsForOthers(plan: Plan, { task }: Writer, writers: readonly Writer[]): boolean {
  const grouped = (plan.tasks[task]?.commit?.groupsWith.length ?? 0) > 0;
  return grouped || writers.some((other) => plan.tasks[other.task]?.commit?.wanted === false);
}

/** Those that may run beside the one before or after them in an order of the graph: none exactly when all run in turn. */
function besideNeighbour(inOrder: readonly Writer[], reach: Reach): Writer[] {
  const parted = inOrder.map(({ task }, i) => {
    const before = inOrder[i - 1];
    return before !== undefined && !reach(task, before.task);
  });
  return inOrder.filter((_, i) => parted[i] || parted[i + 1]);
}
