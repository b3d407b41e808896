import type { Root, Table } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import type { Span, Spanned } from "./source.ts";

const parser = unified().use(remarkParse).use(remarkGfm).freeze();

/** Parses Markdown with GitHub's extensions. Meant for fragments: a whole plan takes a hundred times as long as a scan. */
export function parseMarkdown(text: string): Root {
  return parser.parse(text);
}

/**
 * Parses the lines of one table into its rows, heading row first, delimiter row left out. Each cell is its
 * Markdown with its place in the source. Empty when the lines are no table.
 */
export function parseTable(text: string, lines: readonly Span[]): Spanned<string>[][] {
  const fragment = lines.map((line) => text.slice(line.start, line.end)).join("\n");
  const table = parseMarkdown(fragment).children.find((node): node is Table => node.type === "table");
  if (!table) return [];
  return table.children.map((row) =>
    row.children.map((cell) => {
      const first = cell.children[0]?.position?.start;
      const last = cell.children.at(-1)?.position?.end;
      const at = first ?? cell.position?.start;
      const line = lines[(at?.line ?? 1) - 1];
      const start = (line?.start ?? 0) + (at?.column ?? 1) - 1;
      const end = first && last ? (line?.start ?? 0) + last.column - 1 : start;
      return { value: text.slice(start, end), span: { start, end } };
    }),
  );
}
