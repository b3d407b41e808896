import { stripVTControlCharacters } from "node:util";
import { widthOf } from "../report/cells.ts";
import type { Terminal } from "./context.ts";

/** Keeps some lines at the bottom of a terminal, below all that is printed. */
export interface Painter {
  /** Prints lines that stay, above those that are drawn. */
  print(lines: readonly string[]): void;
  /** Takes away what is drawn and gives the terminal back. Safe to call twice. */
  close(): void;
}

/** Draws what is to be seen in a terminal of so many columns, in at most so many lines, none of them wider. */
export type Draw = (columns: number, rows: number) => readonly string[];

/** Milliseconds between two drawings. */
const frameTime = 120;

const hideCursor = "\u001B[?25l";
const showCursor = "\u001B[?25h";
// What a terminal takes for wider than we do is cut at its edge, and does not break the lines.
const wrapOff = "\u001B[?7l";
const wrapOn = "\u001B[?7h";
const eraseLine = "\u001B[2K";
const eraseBelow = "\u001B[J";

/**
 * Draws again and again, until it is closed: at the end, or when the process ends in any way but by SIGKILL. Stopped by
 * Ctrl-Z it leaves the terminal as it should be, and draws anew once the process goes on.
 */
export function startPainter(terminal: Terminal, draw: Draw): Painter {
  let drawn: readonly string[] = [];
  let isOpen = true;

  /** Leads to the first line that is drawn, from the line below the last. */
  const toTop = () => {
    const { columns } = terminal.size();
    const rows = drawn.reduce((sum, line) => sum + rowsOf(line, columns), 0);
    return rows > 0 ? `\r\u001B[${rows}A` : "\r";
  };

  /** @param afresh nothing of what is drawn may stay, since lines come above it or were broken by a new width */
  const paint = (above: readonly string[], afresh: boolean) => {
    const { columns, rows } = terminal.size();
    const lines = draw(columns - 1, heightIn(rows));
    const body = lines.map((line, i) => (!afresh && line === drawn[i] ? "\n" : `${eraseLine}${line}\n`));
    const printed = above.map((line) => `${line}\n`).join("");
    terminal.write(
      `${toTop()}${afresh ? eraseBelow : ""}${printed}${wrapOff}${body.join("")}${wrapOn}${eraseBelow}`,
    );
    drawn = lines;
  };

  const erase = () => {
    terminal.write(`${toTop()}${eraseBelow}${showCursor}`);
    drawn = [];
  };
  const begin = () => {
    terminal.write(hideCursor);
    paint([], true);
  };
  const suspend = () => {
    erase();
    process.kill(process.pid, "SIGSTOP");
  };
  const close = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(timer);
    stopListening();
    process.off("SIGTSTP", suspend).off("SIGCONT", begin);
    process.off("exit", close).off("uncaughtExceptionMonitor", close);
    erase();
  };

  begin();
  const timer = setInterval(() => paint([], false), frameTime).unref();
  const stopListening = terminal.onResize(() => paint([], true));
  process.on("SIGTSTP", suspend).on("SIGCONT", begin);
  process.on("exit", close).on("uncaughtExceptionMonitor", close);
  return {
    print(lines) {
      if (isOpen && lines.length > 0) paint(lines, true);
    },
    close,
  };
}

/** Lines for a view in a terminal of so many: the larger part, so that what is printed is seen too. */
function heightIn(rows: number): number {
  return Math.max(0, Math.min(rows - 2, Math.floor((rows * 2) / 3)));
}

/** Lines of the screen that a line takes which was drawn when it was wider: terminals break it anew. */
function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(widthOf(stripVTControlCharacters(line)) / columns));
}
