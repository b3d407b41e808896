import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lintPlan } from "../src/lint.ts";
import { type GraphFormat, renderGraph } from "../src/report/graph.ts";
import type { GraphView } from "../src/report/graph-view.ts";
import { createSource } from "../src/source.ts";
import { expectGolden } from "./golden.ts";
import { makeFolder, omo } from "./omo.ts";

const fixtures = new URL("fixtures/graph/", import.meta.url);

function render(text: string, format: GraphFormat): string {
  return renderGraph(lintPlan(createSource("waves.md", text)), format);
}

/** A drawing read back: labels by node, the nodes of each wave by its label, and arrows. */
interface Drawing {
  readonly nodes: Record<string, string>;
  readonly waves: Record<string, readonly string[]>;
  readonly edges: readonly string[];
}

/** Reads the few statements of Mermaid that are written; fails on any other line. */
function readMermaid(text: string): Drawing {
  const drawing = {
    nodes: {} as Record<string, string>,
    waves: {} as Record<string, string[]>,
    edges: [] as string[],
  };
  let wave: string[] | null = null;
  const readLabel = (label: string) => {
    expect(label).not.toMatch(/["\\[\]<>`*_{}|]/);
    return label.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  };
  for (const line of text.trimEnd().split("\n").slice(2)) {
    const node = /^\s+(t\d+)\["([^"]*)"\]$/.exec(line);
    const head = /^ {2}subgraph w\d+\["([^"]*)"\]$/.exec(line);
    const edge = /^ {2}(t\d+) (-->|==>) (t\d+)$/.exec(line);
    if (head) {
      wave = [];
      drawing.waves[readLabel(head[1] ?? "")] = wave;
    } else if (line === "  end") wave = null;
    else if (node) {
      drawing.nodes[node[1] ?? ""] = readLabel(node[2] ?? "");
      wave?.push(node[1] ?? "");
    } else if (edge) drawing.edges.push(`${edge[1]} ${edge[3]}`);
    else expect(line).toMatch(/^ {2}(?:classDef \w+ [\w:#,-]+|class t[\d,t]+ \w+)$/);
  }
  return drawing;
}

/** Reads the few statements of DOT that are written, with its quoted strings; fails on any other line. */
function readDot(text: string): Drawing {
  const drawing = {
    nodes: {} as Record<string, string>,
    waves: {} as Record<string, string[]>,
    edges: [] as string[],
  };
  const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
  const readLabel = (label: string) => label.replace(/\\(.)/g, "$1").replaceAll("&amp;", "&");
  let wave: string[] | null = null;
  const lines = text.trimEnd().split("\n");
  expect(lines[1]).toMatch(new RegExp(`^digraph ${quoted} \\{$`));
  expect(lines.at(-1)).toBe("}");
  for (const line of lines.slice(3, -1)) {
    const label = new RegExp(`^ {4}label=${quoted}$`).exec(line);
    const node = new RegExp(`^\\s+(t\\d+) \\[label=${quoted}[^"]*(?:style="filled,dashed"[^"]*)?\\]$`).exec(
      line,
    );
    const edge = /^ {2}(t\d+) -> (t\d+)(?: \[penwidth=3, color=red\])?$/.exec(line);
    if (label) {
      wave = [];
      drawing.waves[readLabel(label[1] ?? "")] = wave;
    } else if (line === "  }") wave = null;
    else if (node) {
      drawing.nodes[node[1] ?? ""] = readLabel(node[2] ?? "");
      wave?.push(node[1] ?? "");
    } else if (edge) drawing.edges.push(`${edge[1]} ${edge[2]}`);
    else expect(line).toMatch(/^ {2}subgraph cluster_w\d+ \{$/);
  }
  return drawing;
}

describe("a graph of waves, states and awkward titles", () => {
  const text = readFileSync(new URL("waves.md", fixtures), "utf8");

  test.each([
    { format: "mermaid", file: "waves.mmd" },
    { format: "dot", file: "waves.dot" },
    { format: "json", file: "waves.json" },
  ] as const)("is written as $file", ({ format, file }) => {
    const place = new URL(file, fixtures);
    const expected = process.env.UPDATE === "1" ? "" : readFileSync(place, "utf8");
    expectGolden(place, expected, render(text, format), (actual) => actual);
  });

  test("is the same drawing in Mermaid and DOT", () => {
    const drawing = readMermaid(render(text, "mermaid"));
    expect(drawing).toEqual(readDot(render(text, "dot")));
    expect(Object.values(drawing.waves)).toEqual([["t1", "t2"], ["t3", "t4"], ["t6"]]);
    expect(drawing.nodes.t2).toBe("~ 2: Read <limits> & more; 100% #done \\o/");
  });

  test("draws what JSON does not call transitive", () => {
    const view = JSON.parse(render(text, "json")) as GraphView;
    const ids = view.waves.flatMap(({ tasks }) => tasks.map(({ id }) => id));
    const drawn = view.edges
      .filter(({ transitive }) => !transitive)
      .map(({ from, to }) => `t${ids.indexOf(from) + 1} t${ids.indexOf(to) + 1}`);
    expect(readDot(render(text, "dot")).edges).toEqual(drawn);
    expect(view.edges.find(({ from, to }) => from === "1" && to === "4")?.transitive).toBe(true);
  });
});

test("a plan without waves has none in its drawing", () => {
  const text = "# Plain\n\n## TODOs\n\n- [ ] 1. One\n\n- [ ] 2. Two\n";
  expect(readMermaid(render(text, "mermaid"))).toEqual({
    nodes: { t1: "1: One", t2: "2: Two" },
    waves: {},
    edges: ["t1 t2"],
  });
});

test("tasks of a cycle keep all their edges", () => {
  const text =
    "# Cycle\n\n## TODOs\n\n- [ ] 1. One\n\n  **Blocked By**: 2\n\n- [ ] 2. Two\n\n  **Blocked By**: 1\n";
  expect(readDot(render(text, "dot")).edges).toEqual(["t2 t1", "t1 t2"]);
});

test("titles of any characters come back from Mermaid and DOT", () => {
  const awkward = fc.string({
    unit: fc.constantFrom(..."\"#;&<>[](){}|\\`*_~%'$@!?^=+-/.,: aé漢😀1".split(/(?:)/u)),
    maxLength: 20,
  });
  fc.assert(
    fc.property(fc.array(awkward, { minLength: 1, maxLength: 4 }), (titles) => {
      const text = `# Any\n\n## TODOs\n\n${titles.map((title, i) => `- [ ] ${i + 1}. x${title}x\n\n`).join("")}`;
      const { plan } = lintPlan(createSource("any.md", text));
      const labels = plan.tasks.map(
        ({ label, title }) => `${label?.value}: ${title.value.replace(/\s+/g, " ")}`,
      );
      expect(Object.values(readMermaid(render(text, "mermaid")).nodes)).toEqual(labels);
      expect(Object.values(readDot(render(text, "dot")).nodes)).toEqual(labels);
    }),
  );
});

describe("omo plan graph", () => {
  const text = "# Small\n\n## TODOs\n\n- [ ] 1. One\n\n  **Blocked By**: None\n";
  const cycle = text.replace("None", "1");

  test("prints Mermaid unless told otherwise", () => {
    const cwd = makeFolder({ "small.md": text });
    expect(omo(["plan", "graph", "small.md"], { cwd })).toEqual({
      code: 0,
      stdout: render(text, "mermaid"),
      stderr: "",
    });
    expect(omo(["plan", "graph", "small.md", "--format", "dot"], { cwd }).stdout).toBe(render(text, "dot"));
  });

  test("draws a plan with errors all the same, and says what they are", () => {
    const { code, stdout, stderr } = omo(["plan", "graph", "x.md"], { cwd: makeFolder({ "x.md": cycle }) });
    expect([code, stdout]).toEqual([1, render(cycle, "mermaid")]);
    expect(stderr).toContain("OMO202 self-dependency");
  });

  test("refuses what is no file, and what is no format", () => {
    const cwd = makeFolder({ "small.md": text });
    expect(omo(["plan", "graph", "gone.md"], { cwd })).toMatchObject({ code: 2, stdout: "" });
    expect(omo(["plan", "graph", "small.md", "--format", "svg"], { cwd })).toMatchObject({
      code: 2,
      stdout: "",
    });
  });
});
