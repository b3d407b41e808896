import { wrapWords } from "./cells.ts";
import type { Style } from "./style.ts";

/** Draws a page of the handbook for a terminal: headings bold, examples indented, paragraphs as wide as fits. */
export function renderPage(markdown: string, style: Style): string {
  const { colors, width } = style;
  const out: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.trim().split("\n")) {
    const marks = /^(`{3,})/.exec(line)?.[1];
    if (fence === null && marks !== undefined) fence = marks;
    else if (fence !== null && line === fence) fence = null;
    else if (fence !== null) out.push(line === "" ? "" : `    ${line}`);
    else if (/^#+ /.test(line)) out.push(colors.bold(line.replace(/^#+ /, "")));
    else out.push(...wrap(line, width));
  }
  return `${out.join("\n")}\n`;
}

/** Breaks a line between words. What follows the first line of a list item is indented as its text is. */
function wrap(line: string, width: number): string[] {
  const indent = /^\s*(?:[-*]|\d+\.) /.exec(line)?.[0] ?? "";
  const [first = "", ...others] = wrapWords(line.slice(indent.length), width - indent.length);
  return [indent + first, ...others.map((other) => " ".repeat(indent.length) + other)];
}
