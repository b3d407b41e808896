import type { Outcome } from "../runtime/runtime.ts";
import type { RunContext } from "./context.ts";
import type { RunTask } from "./run-task.ts";
import { pathInside } from "./workspace.ts";

/** The most that is told of what is left undone, in lines and in UTF-16 units a line. */
const mostLines = 30;
const longestLine = 300;

/**
 * What a session that has finished has left undone, a line each: its own open todos, and files that criteria speak of
 * which are not as they say and which it has not touched. Whether the criteria hold is another question, and asked later.
 */
export function leftUndone(
  { world, root }: Pick<RunContext, "world" | "root">,
  { tested }: RunTask,
  { todos, wrote }: Extract<Outcome, { kind: "finished" }>,
): string[] {
  const touched = new Set(wrote.map((path) => pathInside(root, path)));
  const facts = tested.flatMap(({ criterion, check }) => {
    if (check.kind !== "file" || check.demands.some(({ path }) => touched.has(path))) return [];
    const { outcome, reason } = world.tree.look(check);
    return outcome === "fails" ? [`${criterion.text} (${reason})`] : [];
  });
  return [...todos, ...facts]
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter((line) => line !== "")
    .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line))
    .slice(0, mostLines);
}
