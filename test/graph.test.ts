import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildGraph, type Graph } from "../src/graph.ts";
import { makePlan, type RowSketch, type Sketch } from "./plans.ts";

/** What each task waits for, by id. */
function dependencies(graph: Graph): Record<string, readonly string[]> {
  return Object.fromEntries(graph.nodes.map(({ id, dependsOn }) => [id, dependsOn]));
}

function built(sketches: readonly Sketch[], rows?: readonly RowSketch[]) {
  const [graph, findings] = buildGraph(makePlan(sketches, rows));
  return { graph, dependsOn: dependencies(graph), findings, codes: findings.map(({ code }) => code) };
}

describe("what a task waits for", () => {
  test("its Blocked By, its row in the matrix, and Blocks elsewhere, together", () => {
    const { dependsOn, codes } = built(
      [
        { label: "1", blockedBy: [], blocks: ["4"] },
        { label: "2", blockedBy: [] },
        { label: "3", blockedBy: [] },
        { label: "4", blockedBy: ["2"] },
      ],
      [{ label: "4", dependsOn: ["3"] }],
    );
    expect(dependsOn["4"]).toEqual(["1", "2", "3"]);
    expect(codes).toEqual([]);
  });

  test("nothing because of the Blocks column of the matrix", () => {
    const { dependsOn } = built(
      [{ label: "1" }, { label: "2" }],
      [
        { label: "1", dependsOn: [], blocks: ["2"] },
        { label: "2", dependsOn: [] },
      ],
    );
    expect(dependsOn).toEqual({ "1": [], "2": [] });
  });

  test("nothing, where it says None", () => {
    const { dependsOn } = built([
      { label: "1", wave: 1 },
      { label: "2", wave: 2, blockedBy: [] },
    ]);
    expect(dependsOn["2"]).toEqual([]);
  });

  test("all of earlier waves, where nothing is said of it", () => {
    const { dependsOn } = built([
      { label: "1", wave: 1 },
      { label: "2", wave: 1 },
      { label: "3", wave: 3 },
      { label: "4", wave: 2 },
    ]);
    expect(dependsOn).toEqual({ "1": [], "2": [], "3": ["1", "2", "4"], "4": ["1", "2"] });
  });

  test("the task before, where nothing is said and there are no waves", () => {
    expect(built([{ label: "a" }, {}, { label: "c" }]).dependsOn).toEqual({
      a: [],
      "@2": ["a"],
      c: ["@2"],
    });
  });

  test("everything else, for a final task; other final ones only where it says so", () => {
    const { dependsOn } = built([
      { label: "1", blockedBy: [] },
      { label: "F1", final: true },
      { label: "2", blockedBy: [] },
      { label: "F2", final: true, blockedBy: ["F1"] },
    ]);
    expect(dependsOn.F1).toEqual(["1", "2"]);
    expect(dependsOn.F2).toEqual(["1", "F1", "2"]);
  });
});

describe("references", () => {
  test.each([
    { labels: ["1", "2"], reference: "T1", meant: "1" },
    { labels: ["T1", "T2"], reference: "1", meant: "T1" },
    { labels: ["T1", "T2"], reference: "t1", meant: "T1" },
    { labels: ["3A", "2"], reference: "3a", meant: "3A" },
  ])("$reference means $meant among $labels", ({ labels, reference, meant }) => {
    const [first = "", second = ""] = labels;
    const { dependsOn, codes } = built([
      { label: first, blockedBy: [] },
      { label: second, blockedBy: [reference] },
    ]);
    expect(dependsOn[second]).toEqual([meant]);
    expect(codes).toEqual([]);
  });

  test("T1 is not 1 where some labels have a T", () => {
    const { codes } = built([{ label: "1" }, { label: "T2", blockedBy: ["T1"] }]);
    expect(codes).toEqual(["OMO201"]);
  });

  test("the first of two tasks with one label is meant, and both have an id", () => {
    const { dependsOn } = built([
      { label: "1", blockedBy: [] },
      { label: "1", blockedBy: [] },
      { label: "2", blockedBy: ["1"] },
    ]);
    expect(dependsOn).toEqual({ "1": [], "@2": [], "2": ["1"] });
  });

  test("to no task are an error in Blocked By with what was likely meant, elsewhere a warning", () => {
    const { findings } = built([
      { label: "1", blockedBy: ["9"] },
      { label: "8", blocks: ["7"], blockedBy: [] },
    ]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["OMO201", "error"],
      ["OMO201", "warning"],
    ]);
    expect(findings[0]?.help).toBe("did you mean `8`? this plan has `1`, `8`");
  });

  test("to the task itself are no dependency", () => {
    const { dependsOn, findings } = built([
      { label: "1", blockedBy: ["1"] },
      { label: "2", blockedBy: [], blocks: ["2"] },
    ]);
    expect(dependsOn).toEqual({ "1": [], "2": [] });
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["OMO202", "error"],
      ["OMO202", "warning"],
    ]);
  });
});

describe("cycles", () => {
  test("of Blocked By are an error that shows every edge, told from the earliest task", () => {
    const { graph, findings } = built([
      { label: "1", blockedBy: ["3"] },
      { label: "2", blockedBy: ["1"] },
      { label: "3", blockedBy: ["2"] },
      { label: "4", blockedBy: ["3"] },
      { label: "5", blockedBy: [] },
    ]);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      code: "OMO203",
      severity: "error",
      label: "`1` waits for `3`",
      related: [{ text: "`3` waits for `2`" }, { text: "`2` waits for `1`" }],
    });
    expect(findings[0]?.message).toContain("`1` → `3` → `2` → `1`");
    expect(graph.order).toEqual(["5", "1", "2", "3", "4"]);
    expect(graph.levels).toEqual([["5"]]);
  });

  test("that share no edge are all shown", () => {
    const { findings } = built([
      { label: "1", blockedBy: ["2"] },
      { label: "2", blockedBy: ["1", "3"] },
      { label: "3", blockedBy: ["2"] },
    ]);
    expect(findings.map(({ label }) => label)).toEqual(["`1` waits for `2`", "`2` waits for `3`"]);
  });

  test("closed by Blocks or the matrix are opened there", () => {
    const { dependsOn, codes } = built(
      [
        { label: "1", blockedBy: [] },
        { label: "2", blockedBy: ["1"], blocks: ["1"] },
        { label: "3", blockedBy: ["2"] },
      ],
      [{ label: "1", dependsOn: ["3"] }],
    );
    expect(dependsOn).toEqual({ "1": [], "2": ["1"], "3": ["2"] });
    expect(codes).toEqual([]);
  });

  test("between matrix and Blocks are opened at Blocks", () => {
    const { dependsOn } = built(
      [{ label: "1", blocks: ["2"] }, { label: "2" }],
      [{ label: "1", dependsOn: ["2"] }],
    );
    expect(dependsOn).toEqual({ "1": ["2"], "2": [] });
  });

  test("closed by the order of waves are opened there", () => {
    const { dependsOn, codes } = built([
      { label: "1", wave: 1, blockedBy: ["3"] },
      { label: "2", wave: 1, blockedBy: [] },
      { label: "3", wave: 2 },
    ]);
    expect(dependsOn).toEqual({ "1": ["3"], "2": [], "3": ["2"] });
    expect(codes).toEqual([]);
  });

  test("through a final task are an error, since it comes after all others", () => {
    const { dependsOn, findings } = built([
      { label: "1", blockedBy: ["F1"] },
      { label: "F1", final: true },
    ]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([["OMO203", "error"]]);
    expect(dependsOn).toEqual({ "1": [], F1: ["1"] });
  });
});

test("order, levels and critical path of a small plan", () => {
  const { graph } = built([
    { label: "1", blockedBy: ["3"] },
    { label: "2", blockedBy: [] },
    { label: "3", blockedBy: [] },
    { label: "4", blockedBy: ["1", "2"] },
    { label: "F1", final: true },
  ]);
  expect(graph.order).toEqual(["2", "3", "1", "4", "F1"]);
  expect(graph.levels).toEqual([["2", "3"], ["1"], ["4"], ["F1"]]);
  expect(graph.criticalPath).toEqual(["3", "1", "4", "F1"]);
});

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

test("ten thousand tasks in one chain, or one cycle, are no problem", { timeout: 20_000 }, () => {
  const count = 10_000;
  const chain = Array.from({ length: count }, (_, i) => ({
    label: String(i),
    blockedBy: i > 0 ? [String(i - 1)] : [],
  }));
  expect(built(chain).graph.levels).toHaveLength(count);
  const cycle = chain.map((sketch, i) => (i > 0 ? sketch : { ...sketch, blockedBy: [String(count - 1)] }));
  expect(built(cycle).findings).toHaveLength(1);
});
