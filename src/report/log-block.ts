import { stripVTControlCharacters } from "node:util";
import { cutColumns, oneLine, wrapWords } from "./cells.ts";
import type { Style } from "./style.ts";

/** Something that happened, in words, and what is to be said below it. */
export interface Block {
  readonly text: string;
  /** Put before the words; columns of it count. */
  readonly mark?: string;
  readonly paint?: (text: string) => string;
  readonly details?: readonly Detail[];
}

/** Words that are broken where a line ends; or lines as somebody else has written them, with a sign before each. */
export type Detail =
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "lines"; readonly sign: "$" | "│"; readonly text: string }
  /** With a path in it, to be copied: never broken. */
  | { readonly kind: "path"; readonly text: string };

/** `HH:MM:SS` and two blanks. */
const indent = " ".repeat(10);

/** Draws a block. `at`: when it happened, ISO 8601, UTC. Nothing in it can steer the terminal. */
export function blockLines(
  at: string,
  { text, mark = "", paint = String, details = [] }: Block,
  style: Style,
): string[] {
  const { colors, width } = style;
  const room = Math.max(20, width - indent.length);
  const hanging = " ".repeat(mark.length);
  const [first = "", ...others] = wrapWhole(oneLine(text), room - mark.length);
  return [
    `${colors.dim(at.slice(11, 19))}  ${paint(`${mark}${first}`)}`,
    ...others.map((line) => `${indent}${hanging}${paint(line)}`),
    ...details.flatMap((detail) => detailLines(detail, room)).map((line) => colors.dim(`${indent}${line}`)),
  ];
}

function detailLines(detail: Detail, room: number): string[] {
  switch (detail.kind) {
    case "words":
      return wrapWhole(oneLine(detail.text), room);
    case "path":
      return [oneLine(detail.text)];
    case "lines":
      return linesOf(detail.text).flatMap((line) =>
        cutColumns(line, room - 2).map((piece, i) => `${i === 0 ? detail.sign : " "} ${piece}`.trimEnd()),
      );
  }
}

/** What a program has printed, as a terminal would be left with it: colours taken off, and each line in its last form. */
function linesOf(text: string): string[] {
  const lines = stripVTControlCharacters(text).split("\n");
  const shown = lines.map((line) => line.split("\r").findLast((part) => part !== "") ?? "");
  while (shown.at(-1)?.trim() === "") shown.pop();
  return shown;
}

/** A text broken between words, and within those that are longer than a line; nothing is left out. */
function wrapWhole(text: string, columns: number): string[] {
  const words = text.split(" ").flatMap((word) => cutColumns(word, columns));
  return wrapWords(words.join(" "), columns);
}
