import type { RunState } from "../state.ts";
import { timeText } from "./amounts.ts";
import { oneLine, truncate } from "./cells.ts";
import type { CriticalLink, CriticalPath } from "./critical-path.ts";
import type { Style } from "./style.ts";

/** Links that are told one by one; of more, the longest. */
const mostLinks = 6;

/**
 * What the end of a run waited for, for people: how much of its time that was, against all work together, and a line
 * a link with its duration and share. Ends with an empty line; nothing where nothing was done.
 */
export function criticalPathLines(path: CriticalPath, state: RunState, style: Style): string[] {
  const { links, elapsed, work } = path;
  const [only] = links;
  if (only === undefined) return [];
  const chain = links.reduce((sum, link) => sum + lengthOf(link), 0);
  const title = (id: string) => oneLine(`${id}. ${state.tasks.get(id)?.spec.title ?? ""}`);
  const what = links.length === 1 ? title(only.task) : `${links.length} links`;
  const head = `Critical path: ${what}, ${timeText(chain)} of ${timeText(elapsed)}; ${timeText(work)} of work in all`;
  if (links.length === 1) return [head, ""];
  const longest = [...links].sort((a, b) => lengthOf(b) - lengthOf(a));
  const told = new Set(longest.slice(0, mostLinks));
  const rest = longest.slice(mostLinks);
  const lines = links
    .map((link, i): [CriticalLink, number] => [link, link.begin - (links[i - 1]?.end ?? 0)])
    .filter(([link]) => told.has(link))
    .map(([link, waited]) => {
      const share = elapsed > 0 ? `, ${Math.round((lengthOf(link) / elapsed) * 100)}%` : "";
      const amount = ` · ${timeText(lengthOf(link))}${share}${causeText(link, waited)}`;
      return `  ${truncate(title(link.task), Math.max(20, style.width - 2 - amount.length))}${style.colors.dim(amount)}`;
    });
  if (rest.length > 0) {
    const sum = rest.reduce((total, link) => total + lengthOf(link), 0);
    lines.push(
      style.colors.dim(`  … ${rest.length} shorter ${rest.length === 1 ? "one" : "ones"}: ${timeText(sum)}`),
    );
  }
  return [head, ...lines, ""];
}

/** Why it began when it did, where that is not that the link before was done, on which it depends. */
function causeText({ after }: CriticalLink, waited: number): string {
  if (after === "place") return ", after waiting for a place";
  if (after === "wait") return `, after waiting ${timeText(waited)}`;
  return "";
}

function lengthOf({ begin, end }: CriticalLink): number {
  return end - begin;
}
