import type { Terminal } from "./context.ts";

const home = "\u001B[H";
const clearLine = "\u001B[K";
const clearBelow = "\u001B[0J";
const wrapOff = "\u001B[?7l";
const wrapOn = "\u001B[?7h";

/** Lines on a terminal that are drawn over each other. */
export interface Painting {
  /** Draws these in place of those before. Each must be no wider than the terminal, and all fewer than its lines. */
  paint(lines: readonly string[]): void;
  /** Takes away what is drawn; what is written then stands in its place. */
  clear(): void;
}

/**
 * Draws on a terminal from where its cursor is. The cursor is left below, so that a program that is killed leaves
 * nothing to mend. Lines are written over, never cleared together: some terminals keep in their history what a program
 * clears from the top of the screen.
 */
export function startPainting(terminal: Terminal): Painting {
  let height = 0;
  let size = "";
  /** To the first of the lines. Where the window has another size by now, nobody knows where that is. */
  const back = () => {
    const { columns, rows } = terminal.size();
    const now = `${columns} ${rows}`;
    const isResized = height > 0 && now !== size;
    size = now;
    return isResized ? home : up(height);
  };
  return {
    paint(lines) {
      const text = lines.map((line) => `${line}${clearLine}\n`).join("");
      // A terminal that takes a character to be wider than we do must not break the line.
      terminal.write(`${back()}${wrapOff}${text}${wrapOn}${clearBelow}`);
      height = lines.length;
    },
    clear() {
      terminal.write(`${back()}${`${clearLine}\n`.repeat(height)}${up(height)}`);
      height = 0;
    },
  };
}

function up(lines: number): string {
  return lines === 0 ? "" : `\u001B[${lines}A`;
}
