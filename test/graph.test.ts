import { describe, expect, test } from "vitest";
import type { Statement } from "../src/graph/edge.ts";
import { buildGraph } from "../src/graph.ts";
import { built } from "./built.ts";
import { makePlan, type Sketch } from "./plans.ts";

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

  test("to no task are an error in Blocked By, elsewhere a warning", () => {
    const { findings } = built([
      { label: "1", blockedBy: ["9"] },
      { label: "8", blocks: ["7"], blockedBy: [] },
    ]);
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ["OMO201", "error"],
      ["OMO201", "warning"],
    ]);
    expect(findings[0]?.help).toBe("this plan has `1`, `8`");
  });

  test.each([
    { reference: "03", labels: ["1", "3"], meant: "3" },
    { reference: "1-2", labels: ["1.2", "1.12"], meant: "1.2" },
    { reference: "2", labels: ["1.1", "2.1"], meant: "2.1" },
    { reference: "2", labels: ["2.1", "2.2"], meant: null },
    { reference: "4", labels: ["3", "5", "14", "F4"], meant: null },
    { reference: "T0", labels: ["1", "10"], meant: null },
  ])("$reference is likely $meant among $labels", ({ reference, labels, meant }) => {
    const tasks = labels.map((label) => ({ label, blockedBy: [] }));
    const { findings } = built([...tasks, { label: "x", blockedBy: [reference] }]);
    const said = /^did you mean `(.*?)`\?/.exec(findings[0]?.help ?? "")?.[1] ?? null;
    expect(said).toBe(meant);
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

  test("closed by Blocks or the matrix are opened there, and what is left out is told with its chain", () => {
    const { dependsOn, codes, graph } = built(
      [
        { label: "1", blockedBy: [] },
        { label: "2", blockedBy: ["1"], blocks: ["1"] },
        { label: "3", blockedBy: ["2"] },
      ],
      [{ label: "1", dependsOn: ["3"] }],
    );
    expect(dependsOn).toEqual({ "1": [], "2": ["1"], "3": ["2"] });
    expect(codes).toEqual([]);
    const steps = (statements: readonly Statement[]) =>
      statements.map(({ task, on }) => `${task + 1} on ${on + 1}`);
    expect(
      graph.dropped.map(({ statement, chain }) => [statement.authority, ...steps([statement, ...chain])]),
    ).toEqual([
      ["matrix", "1 on 3", "3 on 2", "2 on 1"],
      ["blocks", "1 on 2", "2 on 1"],
    ]);
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

test.each([100, 10_000])(
  "ten thousand tasks in %i waves take no more room than the plan",
  { timeout: 20_000 },
  (waves) => {
    const count = 10_000;
    const sketches: Sketch[] = Array.from({ length: count }, (_, i) => ({
      label: String(i),
      wave: 1 + Math.floor((i * waves) / count),
    }));
    const [graph] = buildGraph(makePlan([...sketches, { label: "F1", final: true }]));
    const edges = Array.from({ length: graph.links.size }, (_, node) => graph.links.before(node).length);
    expect(edges.reduce((sum, length) => sum + length, 0)).toBeLessThan(5 * count);
    expect(graph.levels).toHaveLength(waves + 1);
    expect(graph.nodes.at(-2)?.dependsOn).toHaveLength(count - count / waves);
    expect(graph.nodes.at(-1)?.dependsOn).toHaveLength(count);
  },
);
