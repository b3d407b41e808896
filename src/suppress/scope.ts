import type { Plan } from "../plan.ts";
import type { Line, Scan } from "../scan.ts";
import { positionAt, type Span } from "../source.ts";
import type { IgnoreComment } from "./comments.ts";

/**
 * What a comment speaks of:
 * - one with other text on its line: that line;
 * - one on a line of its own right before or right after the line that begins a task: the task;
 * - one in the head of the file, before the first section and the first task: the file;
 * - any other on a line of its own: the line that follows, or the whole fence or table when one begins there.
 *
 * Blank lines and other such comments in between do not count.
 */
export function scopesOf(comments: readonly IgnoreComment[], { source, lines }: Scan, plan: Plan): Span[] {
  const heads = new Map(plan.tasks.map((task) => [positionAt(source, task.span.start).line - 1, task.span]));
  const own = new Set(
    comments.filter(({ alone }) => alone).flatMap(({ firstLine, lastLine }) => range(firstLine, lastLine)),
  );
  const isBetween = (index: number) => lines[index]?.kind === "blank" || own.has(index);
  const firstSection = lines.findIndex(({ kind, level }) => kind === "heading" && level > 1);
  const headEnd = Math.min(firstSection < 0 ? lines.length : firstSection, ...heads.keys());

  return comments.map(({ alone, firstLine, lastLine }) => {
    if (!alone) return { start: lines[firstLine]?.start ?? 0, end: lines[lastLine]?.end ?? 0 };
    let next = lastLine + 1;
    while (isBetween(next)) next++;
    let previous = firstLine - 1;
    while (isBetween(previous)) previous--;
    const task = heads.get(next) ?? heads.get(previous);
    if (task !== undefined) return task;
    if (firstLine < headEnd) return { start: 0, end: source.text.length };
    return blockAt(next, lines);
  });
}

/** A line, or all lines of the fence or table that begins with it. */
function blockAt(index: number, lines: readonly Line[]): Span {
  const kind = lines[index]?.kind;
  let last = index;
  if (kind === "fence") {
    while (lines[last + 1]?.kind === "code") last++;
    if (lines[last + 1]?.kind === "fence") last++;
  } else if (kind === "table") {
    while (lines[last + 1]?.kind === "table") last++;
  }
  const end = lines.at(-1)?.end ?? 0;
  return { start: lines[index]?.start ?? end, end: lines[last]?.end ?? end };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
