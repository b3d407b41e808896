import type { Diagnostic, Edit, Fix } from "./diagnostic.ts";
import { createSource, type Source } from "./source.ts";

/** Which fixes to make. */
export interface FixOptions {
  /** Make those that may be wrong, too. */
  readonly unsafe: boolean;
}

/** A text with fixes made. */
export interface Fixed {
  readonly text: string;
  /** Findings whose fix was made, in the order of the text. */
  readonly applied: readonly Diagnostic[];
  /** Findings whose fix was left out, since it would change what another one changes too. */
  readonly skipped: readonly Diagnostic[];
}

/**
 * Makes the fixes of findings: each wholly or not at all, in the order given; one that overlaps with an earlier
 * one is left out. No character outside the edits is touched. Line breaks in them become those of the text.
 */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[], options: FixOptions): Fixed {
  const edits: Edit[] = [];
  const applied: Diagnostic[] = [];
  const skipped: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { fix } = diagnostic;
    if (fix === undefined || !isWanted(fix, options)) continue;
    const own = fix.edits.map((edit) => behindMark(edit, text));
    const fits = own.every(
      (edit, i) => isInside(edit, text) && ![...edits, ...own.slice(0, i)].some((e) => overlap(e, edit)),
    );
    if (fits) edits.push(...own);
    (fits ? applied : skipped).push(diagnostic);
  }
  return { text: applyEdits(text, edits), applied, skipped };
}

/** Whether a fix is to be made at all. */
function isWanted(fix: Fix, { unsafe }: FixOptions): boolean {
  return unsafe || fix.safety === "safe";
}

/** As often as a text is looked at anew. Fixes that go on uncovering others would be a mistake of the rules. */
const maxRounds = 20;

/** A text that no fix changes any more, and what is left to say about it. */
export interface Stable {
  readonly source: Source;
  readonly applied: readonly Diagnostic[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes fixes, and those of what then is found, until there is nothing left to make. */
export function fixUntilStable(
  source: Source,
  lint: (source: Source) => readonly Diagnostic[],
  options: FixOptions,
): Stable {
  const applied: Diagnostic[] = [];
  const seen = new Set([source.text]);
  let current = source;
  let diagnostics = lint(source);
  for (let round = 0; round < maxRounds; round++) {
    const fixed = applyFixes(current.text, diagnostics, options);
    // A text that was there before would come again and again.
    if (fixed.applied.length === 0 || seen.has(fixed.text)) break;
    seen.add(fixed.text);
    applied.push(...fixed.applied);
    current = createSource(source.file, fixed.text);
    diagnostics = lint(current);
  }
  return { source: current, applied, diagnostics };
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  const lineBreak = /\r?\n/.exec(text)?.[0] ?? "\n";
  let out = "";
  let from = 0;
  for (const edit of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    out += text.slice(from, edit.span.start) + edit.text.replace(/\r?\n/g, lineBreak);
    from = edit.span.end;
  }
  return out + text.slice(from);
}

function isInside({ span }: Edit, text: string): boolean {
  return span.start >= 0 && span.start <= span.end && span.end <= text.length;
}

/** Two edits that cannot both be made: they share a character, or begin at the same place. */
function overlap(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start || (a.span.start < b.span.end && b.span.start < a.span.end);
}

/** What goes to the very start goes behind a byte order mark. */
function behindMark(edit: Edit, text: string): Edit {
  if (edit.span.start > 0 || !text.startsWith("\uFEFF")) return edit;
  return { ...edit, span: { start: 1, end: Math.max(1, edit.span.end) } };
}
