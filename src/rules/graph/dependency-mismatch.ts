import type { Fix, Label } from "../../diagnostic.ts";
import { groupBy } from "../../graph/group-by.ts";
import { isImplied, reachOf } from "../../graph/reach.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { fieldGap, type Gap, rowGap } from "./gaps.ts";
import { namesOf, namesOfStated, taskName } from "./names.ts";
import { type StatedLists, statedLists } from "./stated-lists.ts";

const mostShown = 4;

/**
 * Blocked By, the matrix and Blocks disagree on what a task waits for. What a list leaves out is no disagreement
 * where the task waits for it anyway, by way of others. A task's own lists are one finding; so are the Blocks of
 * several tasks that leave out the same.
 */
export const dependencyMismatch: Rule = {
  code: "OMO204",
  name: "dependency-mismatch",
  severity: "warning",
  check(compiled) {
    const lists = statedLists(compiled.plan, compiled.graph);
    const missing = missingEntries(compiled, lists);
    const own = missing.map(({ blockedBy, matrix }, task) => [
      ...fieldGap(compiled, "Blocked By", task, blockedBy),
      ...rowGap(compiled, lists[task]?.row ?? null, task, matrix),
    ]);
    const blocks = groupBy(
      missing.flatMap((entries, owner) => fieldGap(compiled, "Blocks", owner, entries.blocks)),
      ({ entries }) => entries.join(),
    );
    return [...own, ...blocks.values()].flatMap((gaps): Finding[] => report(compiled, lists, gaps));
  },
};

/** What the lists of one task leave out though it is stated elsewhere. */
interface Missing {
  readonly blockedBy: readonly number[];
  readonly matrix: readonly number[];
  readonly blocks: readonly number[];
}

function missingEntries({ plan, graph }: Compiled, lists: readonly StatedLists[]): Missing[] {
  const reach = reachOf(graph.links);
  const missing = lists.map(
    () => ({ blockedBy: [], matrix: [], blocks: [] }) as Record<keyof Missing, number[]>,
  );
  lists.forEach(({ blockedBy, matrix, row, waitsFor }, task) => {
    if (plan.tasks[task]?.final) return;
    for (const on of [...waitsFor.keys()].sort((a, b) => a - b)) {
      if (isImplied(graph.links, reach, task, on)) continue;
      // A row for several tasks has no room for what holds between them.
      const shareRow = row?.label.span.start === lists[on]?.row?.label.span.start;
      if (blockedBy?.has(on) === false) missing[task]?.blockedBy.push(on);
      if (matrix?.has(on) === false && !shareRow) missing[task]?.matrix.push(on);
      if (lists[on]?.blocks?.has(task) === false) missing[on]?.blocks.push(task);
    }
  });
  return missing;
}

function report(compiled: Compiled, lists: readonly StatedLists[], gaps: readonly Gap[]): Finding[] {
  const [first, ...rest] = gaps;
  if (first === undefined) return [];
  const { graph } = compiled;
  const notHere = ({ entries }: Gap) =>
    `${namesOf(graph, entries)} ${entries.length === 1 ? "is" : "are"} not here`;
  const fix = fixOf(compiled, gaps);
  return [
    {
      message: first.list === "Blocks" ? aboutBlocks(compiled, first, gaps) : aboutOwn(compiled, first, gaps),
      span: first.place,
      label: notHere(first),
      related: [
        ...rest.slice(0, mostShown).map((gap) => ({ span: gap.place, text: notHere(gap) })),
        ...statementLabels(compiled, lists, gaps).slice(0, mostShown),
      ],
      help: "let all places say the same; as long as they differ, a task waits for all that any of them names",
      ...(fix ? { fix } : {}),
    },
  ];
}

/** Blocked By of task `5` leaves out `1`, and the matrix row leaves out `1`, `2`. */
function aboutOwn({ graph }: Compiled, { owner }: Gap, gaps: readonly Gap[]): string {
  return gaps
    .map(({ list, entries }, i) => {
      const whose = i === 0 ? ` of ${taskName(graph, owner)}` : "";
      return `${list}${whose} leaves out ${namesOf(graph, entries)}`;
    })
    .join(", and ");
}

/** Blocks of tasks `3`–`5` leave out `6`, which waits for them. */
function aboutBlocks({ graph }: Compiled, { owner, entries }: Gap, gaps: readonly Gap[]): string {
  const owners = gaps.map((gap) => gap.owner);
  const [whose, leave, them] =
    owners.length === 1
      ? [taskName(graph, owner), "leaves", "it"]
      : [`tasks ${namesOf(graph, owners)}`, "leave", "them"];
  const wait = entries.length === 1 ? "waits" : "wait";
  return `Blocks of ${whose} ${leave} out ${namesOf(graph, entries)}, which ${wait} for ${them}`;
}

/** Where that is stated which the lists leave out; what is stated in one place together. */
function statementLabels({ graph }: Compiled, lists: readonly StatedLists[], gaps: readonly Gap[]): Label[] {
  const statements = new Set(
    gaps.flatMap(({ list, owner, entries }) =>
      entries.flatMap((entry) =>
        list === "Blocks"
          ? (lists[entry]?.waitsFor.get(owner) ?? [])
          : (lists[owner]?.waitsFor.get(entry) ?? []),
      ),
    ),
  );
  return [...groupBy(statements, ({ span }) => span.start).values()].flatMap((group): Label[] =>
    group[0] ? [{ span: group[0].span, text: namesOfStated(graph, group) }] : [],
  );
}

/** Completes every list. What tasks wait for is the same then, since it is what all sources say together. */
function fixOf({ graph }: Compiled, gaps: readonly Gap[]): Fix | null {
  const edits = gaps.flatMap(({ edit }) => edit ?? []);
  if (edits.length < gaps.length) return null;
  const alike = groupBy(gaps, ({ list, entries }) => `${list} ${entries}`);
  const additions = [...alike.values()].map((same) => {
    const owners = same.map(({ owner }) => owner);
    return `${namesOf(graph, same[0]?.entries ?? [])} to ${same[0]?.list} of ${namesOf(graph, owners)}`;
  });
  return { title: `add ${additions.join(", and ")}`, safety: "safe", edits };
}
