import fc from "fast-check";
import type { Nodes, Table } from "mdast";
import { describe, expect, test } from "vitest";
import { scan } from "../src/scan.ts";
import { createSource, type Span } from "../src/source.ts";
import { parseTable } from "../src/table.ts";
import { effort } from "./effort.ts";
import { parseMarkdown } from "./markdown.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";

/** The lines of a text as spans. */
function linesOf(text: string): Span[] {
  return createSource("x.md", text).lineStarts.map((start) => {
    const end = text.indexOf("\n", start);
    return { start, end: end < 0 ? text.length : end };
  });
}

/** The cells as the standard's own parser sees them; null where it sees no table. */
function standardCells(text: string): string[][] | null {
  const table = parseMarkdown(text).children[0];
  return table?.type === "table" ? cellsOf(table, text) : null;
}

function cellsOf(table: Table, text: string): string[][] {
  return table.children.map((row) =>
    row.children.map((cell) => {
      const start = cell.children[0]?.position?.start.offset;
      const end = cell.children.at(-1)?.position?.end.offset;
      return start === undefined || end === undefined ? "" : text.slice(start, end);
    }),
  );
}

test("cells are given with their places, wherever the table stands", () => {
  const text = "  | Task | Depends On |\r\n  |---|:-:|\r\n  | `1` | a \\| b |\r\n  | 2 |\r\n";
  const rows = scan(createSource("x.md", text)).lines.filter((line) => line.kind === "table");
  const cells = parseTable(
    text,
    rows.map((line) => ({ start: line.content, end: line.contentEnd })),
  );
  expect(cells.map((row) => row.map((cell) => cell.value))).toEqual([
    ["Task", "Depends On"],
    ["`1`", "a \\| b"],
    ["2"],
  ]);
  for (const cell of cells.flat()) expect(text.slice(cell.span.start, cell.span.end)).toBe(cell.value);
});

test.each([
  ["no delimiter row", "| a | b |\n| 1 | 2 |"],
  ["fewer delimiters than headings", "| a | b |\n|---|\n| 1 | 2 |"],
  ["a delimiter with other signs", "| a | b |\n|---|-x-|"],
  ["one line", "| a | b |"],
])("lines that are no table give no cells: %s", (_, text) => {
  expect(standardCells(text)).toBeNull();
  expect(parseTable(text, linesOf(text))).toEqual([]);
});

describe("held against remark", () => {
  // No sign that could begin another block, or an inline construct that leaves out space at its edges.
  const cell = fc
    .array(fc.constantFrom("a", "1", " ", "\\|", "\\\\", "`", "`x\\|y`", "–", "é", ","), { maxLength: 6 })
    .map((parts) => `x${parts.join("")}x`);
  const row = (width: number) =>
    fc.array(fc.option(cell, { nil: "" }), { minLength: width, maxLength: width });
  const table = fc.integer({ min: 1, max: 4 }).chain((width) =>
    fc.record({
      header: fc.array(cell, { minLength: width, maxLength: width }),
      delimiter: fc.array(fc.constantFrom("-", "---", ":--", ":-:"), { minLength: width, maxLength: width }),
      body: fc.array(row(width), { maxLength: 4 }),
      close: fc.boolean(),
    }),
  );

  test("made tables have the same cells", () => {
    fc.assert(
      fc.property(table, ({ header, delimiter, body, close }) => {
        const text = [header, delimiter, ...body]
          .map((cells) => `| ${cells.join(" | ")}${close || cells.at(-1) === "" ? " |" : ""}`)
          .join("\n");
        const own = parseTable(text, linesOf(text)).map((cells) => cells.map(({ value }) => value));
        expect(own).toEqual(standardCells(text));
      }),
      { numRuns: effort(200) },
    );
  });

  test.skipIf(!corpusPresent)("the tables of real plans have the same cells", { timeout: 120_000 }, () => {
    let compared = 0;
    for (const { text, file } of corpus("plans").filter((_, i) => i % 3 === 1)) {
      const visit = (node: Nodes): void => {
        if (node.type === "table") {
          const { start, end } = node.position ?? {};
          const fragment = text.slice(start?.offset, end?.offset);
          // A table within an item or a quote has what stands before it on each line.
          if (start?.column !== 1 || /^\s*>/m.test(fragment)) return;
          const own = parseTable(fragment, linesOf(fragment)).map((cells) => cells.map(({ value }) => value));
          expect(own, `${file}:${start.line}`).toEqual(cellsOf(node, text));
          compared++;
        } else if ("children" in node) for (const child of node.children) visit(child);
      };
      visit(parseMarkdown(text));
    }
    expect(compared).toBeGreaterThan(50);
  });
});
