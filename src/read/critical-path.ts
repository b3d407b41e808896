import type { Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";
import type { LabelIndex } from "./labels.ts";
import { blankNotes, readReferences } from "./references.ts";
import type { Section } from "./sections.ts";
import { waveMentions } from "./waves.ts";

/** `Critical Path:` at the beginning of a line, within emphasis or not. */
const statement =
  /^[\s>*_#-]*(?:critical paths?|关键路径|關鍵路徑|임계 경로|크리티컬 패스|クリティカルパス|ruta crítica|camino crítico|chemin critique|caminho crítico|kritischer pfad|критический путь|jalur kritis|kritik yol)\s*(?:[(（][^()（）]*[)）])?[*_]*\s*[:：]?[*_]*\s*/i;
const arrow = /→|->|=>|⟶|➜/;
/** Ends a path: a second one, or a branch that runs beside it. */
const otherPath = /\s(?:OR|or|\||‖)\s/;

/**
 * Reads the critical path where the plan states it as tasks: `Critical Path: Task 1 → Task 3/4 → F1-F4`, in its
 * summary, in the fence of the wave tree, or below a heading of that name. Where tasks share a step each is listed.
 * Steps after the last task (`→ user okay`) are left out. Null when no such line names tasks.
 */
export function readCriticalPath(
  scan: Scan,
  sections: readonly Section[],
  index: LabelIndex,
): Spanned<string>[] | null {
  for (const { to, heading, name } of sections) {
    if (name === "todo") continue;
    for (let at = Math.max(heading, 0); at < to; at++) {
      const line = scan.lines[at];
      if (!line || line.kind === "blank") continue;
      const text = scan.source.text.slice(line.content, line.contentEnd);
      const label = statement.exec(text);
      if (!label) continue;
      const onLine = pathIn(text.slice(label[0].length), line.content + label[0].length, index);
      const path = onLine ?? (label[0].length === text.length ? pathBelow(scan, at + 1, to, index) : null);
      if (path) return path;
    }
  }
  return null;
}

/** The path in the first line below a heading or a label that says something. */
function pathBelow(scan: Scan, from: number, to: number, index: LabelIndex): Spanned<string>[] | null {
  for (let at = from; at < to; at++) {
    const line = scan.lines[at];
    if (!line || line.kind === "blank" || line.kind === "fence") continue;
    return pathIn(scan.source.text.slice(line.content, line.contentEnd), line.content, index);
  }
  return null;
}

function pathIn(text: string, offset: number, index: LabelIndex): Spanned<string>[] | null {
  const bare = blankNotes(text);
  const stated = bare.slice(0, otherPath.exec(bare)?.index ?? bare.length);
  const steps: (Spanned<string>[] | null)[] = [];
  let at = 0;
  for (const step of stated.split(arrow)) {
    const waves = waveMentions(step, true).length > 0;
    steps.push(waves ? null : readReferences(step, offset + at, null, index));
    at += step.length + (arrow.exec(stated.slice(at + step.length))?.[0].length ?? 0);
  }
  while (steps.length > 0 && !steps.at(-1)?.length) steps.pop();
  if (steps.length === 0) return null;
  const path = steps.flatMap((step) => step ?? []);
  return steps.every((step) => step?.length) ? path : null;
}
