import type { PlanCommand, TrustSubject } from "../run/trust.ts";
import { oneLine } from "./cells.ts";
import { plural } from "./lint.ts";
import type { Style } from "./style.ts";

/**
 * What a plan can do to whoever runs it, whole: nothing is cut off, and nothing steers the terminal.
 * @param file as the user named it
 */
export function trustLines(file: string, { hash, commands }: TrustSubject, { colors }: Style): string[] {
  const lines =
    commands.length === 0
      ? [`${oneLine(file)} states no command.`]
      : [`${oneLine(file)} can make omo run ${plural(commands.length, "command")} with your rights:`];
  let task: string | null | undefined;
  for (const command of commands) {
    if (command.task !== task) lines.push("", colors.cyan(ownerOf(command)));
    task = command.task;
    for (const [i, line] of command.script.split("\n").entries())
      lines.push(`  ${i === 0 ? "$" : " "} ${oneLine(line)}`);
  }
  return [
    ...lines,
    "",
    "Agents act on its prose as well, and have a shell: they can do whatever you can.",
    colors.dim(`sha256 ${hash}`),
  ];
}

function ownerOf({ task }: PlanCommand): string {
  return task === null ? "The whole plan" : `Task ${oneLine(task)}`;
}
