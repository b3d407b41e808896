import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reachOf } from "../src/graph/reach.ts";
import { reduceEdges } from "../src/graph/reduce.ts";
import type { Graph } from "../src/graph.ts";
import { built } from "./built.ts";
import type { RowSketch, Sketch } from "./plans.ts";

describe("on any plan", () => {
  const label = fc.oneof(
    fc.integer({ min: 1, max: 8 }).map(String),
    fc.constantFrom("T1", "t2", "F1", "F2", "3a", "", "__proto__", "constructor"),
  );
  const references = fc.array(label, { maxLength: 4 });
  const sketch: fc.Arbitrary<Sketch> = fc.record(
    {
      label,
      blockedBy: references,
      blocks: references,
      wave: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.constant("final" as const)),
      final: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const row: fc.Arbitrary<RowSketch> = fc.record(
    { label, dependsOn: references, blocks: references },
    { requiredKeys: ["label"] },
  );
  const plan = fc.tuple(fc.array(sketch, { maxLength: 12 }), fc.array(row, { maxLength: 6 }));

  test("ids are unique, and order holds each of them once", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph } = built(sketches, rows);
        const ids = graph.nodes.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect([...graph.order].sort()).toEqual([...ids].sort());
      }),
    );
  });

  test("levels and order put each task after all it waits for", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        const level = new Map(graph.levels.flatMap((ids, i) => ids.map((id) => [id, i] as const)));
        const position = new Map(graph.order.map((id, i) => [id, i]));
        for (const [id, depth] of level) {
          const before = (dependsOn[id] ?? []).map((other) => level.get(other) ?? Number.NaN);
          expect(depth).toBe(Math.max(-1, ...before) + 1);
          for (const other of dependsOn[id] ?? []) {
            expect(position.get(other)).toBeLessThan(position.get(id) ?? Number.NaN);
          }
        }
      }),
    );
  });

  test("a task is in no level exactly when a cycle was reported before it", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, findings } = built(sketches, rows);
        const reported = findings.some(({ code, related }) => code === "OMO203" && related.length > 0);
        expect(graph.levels.flat().length < graph.nodes.length).toBe(reported);
      }),
    );
  });

  test("the critical path is a chain as long as there are levels", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        expect(graph.criticalPath).toHaveLength(graph.levels.length);
        graph.criticalPath.slice(1).forEach((id, i) => {
          expect(dependsOn[id]).toContain(graph.criticalPath[i]);
        });
      }),
    );
  });

  test("each statement is obeyed or told to be left out", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        const left = new Set(graph.dropped.map(({ statement: { task, on } }) => `${task} ${on}`));
        for (const { task, on, authority } of graph.stated) {
          const obeyed = dependsOn[graph.labels.ids[task] ?? ""]?.includes(graph.labels.ids[on] ?? "");
          expect(obeyed).toBe(authority === "blocked-by" || !left.has(`${task} ${on}`));
        }
      }),
    );
  });

  test("what is left out would close a cycle with what outweighs it, or is stated before", () => {
    const rank = { "blocked-by": 0, matrix: 1, blocks: 2 };
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        for (const { statement, chain } of built(sketches, rows).graph.dropped) {
          const steps = [statement, ...chain];
          steps.forEach(({ on, authority }, i) => {
            expect(steps[(i + 1) % steps.length]?.task).toBe(on);
            expect(rank[authority]).toBeLessThanOrEqual(rank[statement.authority]);
          });
        }
      }),
    );
  });

  test("what is left out is so by dependencies that are obeyed, and they alone would close a cycle with it", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        const [idOf, left] = [
          (task: number) => graph.labels.ids[task] ?? "",
          new Set(graph.dropped.map(({ statement: { task, on } }) => `${task} ${on}`)),
        ];
        for (const { statement, chain } of graph.dropped) {
          expect(chain.some(({ task, on }) => left.has(`${task} ${on}`))).toBe(false);
          expect(walkFrom(idOf(statement.on), dependsOn)).toContain(idOf(statement.task));
        }
      }),
    );
  });

  test("a task waits for what is stated and not left out, a final one for all others as well, and for nothing else", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        const left = new Set(graph.dropped.map(({ statement: { task, on } }) => `${task} ${on}`));
        const spoken = spokenFor(graph, rows);
        const work = graph.nodes.filter(({ task }) => !task.final).map(({ id }) => id);
        graph.nodes.forEach(({ id, task }, index) => {
          if (!task.final && !spoken.has(index)) return;
          const stated = graph.stated.filter(
            (edge) => edge.task === index && !left.has(`${index} ${edge.on}`),
          );
          const expected = stated.map(({ on }) => graph.labels.ids[on] ?? "");
          expect(new Set(dependsOn[id])).toEqual(new Set([...expected, ...(task.final ? work : [])]));
        });
      }),
    );
  });

  test("a task of which nothing is said, in no wave, waits for the one before, if that does not wait for it", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        const spoken = spokenFor(graph, rows);
        let before: string | null = null;
        graph.nodes.forEach(({ id, task, wave }, index) => {
          if (task.final) return;
          if (!spoken.has(index) && wave === null)
            expect(dependsOn[id]).toEqual(
              before === null || walkFrom(before, dependsOn).has(id) ? [] : [before],
            );
          before = id;
        });
      }),
    );
  });

  test("a task of which nothing is said waits for all earlier waves but for what waits for it", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        const spoken = spokenFor(graph, rows);
        graph.nodes.forEach(({ id, task, wave }, index) => {
          if (task.final || spoken.has(index) || wave === null) return;
          const rank = wave === "final" ? 9 : wave;
          const expected = graph.nodes.filter((other) => {
            const earlier =
              other.task.wave !== null && (other.wave === "final" ? 9 : (other.wave ?? 9)) < rank;
            return !other.task.final && earlier && !walkFrom(other.id, dependsOn).has(id);
          });
          expect(dependsOn[id]).toEqual(expected.map((other) => other.id));
        });
      }),
    );
  });

  test("a task reaches exactly what can be walked to, and the reduced edges reach the same", () => {
    fc.assert(
      fc.property(plan, ([sketches, rows]) => {
        const { graph, dependsOn } = built(sketches, rows);
        if (graph.levels.flat().length < graph.nodes.length) return;
        const reach = reachOf(graph.links);
        const direct = Object.fromEntries(reduceEdges(graph));
        const { ids } = graph.labels;
        ids.forEach((id, task) => {
          const reached = ids.filter((_, on) => reach(task, on));
          expect(new Set(reached)).toEqual(walkFrom(id, dependsOn));
          expect(new Set(reached)).toEqual(walkFrom(id, direct));
          for (const other of direct[id] ?? []) {
            const rest = (direct[id] ?? []).filter((third) => third !== other);
            expect(rest.some((third) => walkFrom(third, dependsOn).has(other))).toBe(false);
          }
        });
      }),
    );
  });

  test("references that only point back give no cycle, and Blocked By is always obeyed", () => {
    const backward = fc.array(fc.array(fc.nat({ max: 30 }), { maxLength: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(backward, (lists) => {
        const sketches = lists.map((list, index) => ({
          label: String(index),
          blockedBy: list.filter((other) => other < index).map(String),
        }));
        const { findings, dependsOn } = built(sketches);
        expect(findings).toEqual([]);
        for (const { label, blockedBy } of sketches) {
          expect(new Set(dependsOn[label])).toEqual(new Set(blockedBy));
        }
      }),
    );
  });
});

/** Tasks of which any source says what they wait for, "None" included. */
function spokenFor(graph: Graph, rows: readonly RowSketch[]): Set<number> {
  const spoken = new Set(graph.stated.map(({ task }) => task));
  for (const { label, dependsOn } of rows) {
    const task = graph.labels.find(label);
    if (task !== null && dependsOn) spoken.add(task);
  }
  graph.nodes.forEach(({ task }, index) => {
    if (task.blockedBy) spoken.add(index);
  });
  return spoken;
}

/** All that can be walked to from a task. */
function walkFrom(id: string, edges: Readonly<Record<string, readonly string[]>>): Set<string> {
  const found = new Set(edges[id]);
  for (const reached of found) for (const next of edges[reached] ?? []) found.add(next);
  return found;
}
