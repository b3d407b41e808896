import type { Criterion } from "../plan.ts";
import type { Scan } from "../scan.ts";
import type { Span } from "../source.ts";
import { type Block, fenceBody, readBlocks } from "./blocks.ts";
import type { Field } from "./fields.ts";
import { scenarioTitle } from "./scenarios.ts";

const shells: ReadonlySet<string> = new Set([
  "bash",
  "sh",
  "shell",
  "zsh",
  "console",
  "shell-session",
  "terminal",
]);

/** The criteria in the acceptance fields of a task: items, shell fences, or one line with them in it. */
export function readCriteria(scan: Scan, fields: readonly Field[]): Criterion[] {
  return fields
    .filter((field) => field.name === "criteria")
    .flatMap((field) => [
      ...inline(scan, field.value),
      ...ofBlocks(scan, readBlocks(scan, field.from, endOfItem(scan, field))),
    ]);
}

/** A field that is an item of a list ends with it; the next items are its own only if it says nothing itself. */
function endOfItem(scan: Scan, field: Field): number {
  const label = scan.lines[field.line];
  if (label?.kind !== "item") return field.to;
  const deepest = field.value.end > field.value.start ? label.indent : label.indent - 1;
  for (let at = field.from; at < field.to; at++) {
    const line = scan.lines[at];
    if ((line?.kind === "item" || line?.kind === "text") && line.indent <= deepest) {
      // Text right below an item still belongs to it.
      if (line.kind === "item" || scan.lines[at - 1]?.kind === "blank") return at;
    }
  }
  return field.to;
}

/** The boxes in a part of a task that has no acceptance field. */
export function readLooseCriteria(scan: Scan, from: number, to: number): Criterion[] {
  return ofBlocks(
    scan,
    readBlocks(scan, from, to).filter((block) => block.kind === "item" && block.line.box !== null),
  );
}

/** Criteria on the line of the label, divided by semicolons. A mere note or a colon is none. */
function inline(scan: Scan, value: Span): Criterion[] {
  const text = scan.source.text.slice(value.start, value.end);
  return clauses(text, value.start).flatMap((span) => {
    const raw = scan.source.text.slice(span.start, span.end);
    const boxed = /^(?:[-*+]\s+)?\[([ xX])\]\s+/.exec(raw);
    const from = span.start + (boxed ? boxed[0].length : 0);
    const body = scan.source.text.slice(from, span.end);
    if (!/[\p{L}\p{N}]/u.test(body) || /^[(（][^()（）]*[)）]$/.test(body)) return [];
    const checked = boxed ? boxed[1] !== " " : null;
    return [{ text: body, span: { start: from, end: span.end }, checked, script: null }];
  });
}

/** Parts of a text between semicolons that stand neither in code nor in parentheses. */
export function clauses(text: string, offset: number): Span[] {
  const spans: Span[] = [];
  let start = 0;
  let depth = 0;
  let code = false;
  const push = (end: number) => {
    const part = text.slice(start, end);
    const trimmed = part.trim();
    if (trimmed !== "") {
      const from = offset + start + part.indexOf(trimmed);
      spans.push({ start: from, end: from + trimmed.length });
    }
    start = end + 1;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "`") code = !code;
    else if (code) continue;
    else if (char === "(" || char === "（") depth++;
    else if (char === ")" || char === "）") depth--;
    else if (depth <= 0 && ((char === ";" && /\s/.test(text[at + 1] ?? " ")) || char === "；")) push(at);
  }
  push(text.length);
  return spans;
}

function ofBlocks(scan: Scan, blocks: readonly Block[]): Criterion[] {
  const items = blocks.filter((block) => block.kind !== "text");
  if (items.length > 0) return items.flatMap((block) => ofBlock(scan, block));
  return blocks
    .filter((block) => !block.line.quoted && block.line.kind === "text" && !isLabel(block.text))
    .map((block) => ({ text: block.text, span: block.span, checked: null, script: null }));
}

function ofBlock(scan: Scan, block: Block): Criterion[] {
  if (block.kind === "fence") return ofFence(scan, block);
  const { box } = block.line;
  if (!box && block.to > block.from + 1 && isLabel(block.text.split("\n", 1)[0] ?? "")) {
    return ofBlocks(scan, readBlocks(scan, block.from + 1, block.to));
  }
  if (block.text === "" || scenarioTitle(block.text) !== null) return [];
  const checked = box ? box.mark.toLowerCase() === "x" : null;
  return [{ text: block.text, span: block.span, checked, script: null }];
}

/** A shell fence is one criterion, since its lines share a shell; a list in comments or with drawn boxes is read as one. */
function ofFence(scan: Scan, block: Block): Criterion[] {
  const { fence } = block;
  if (!fence || !(shells.has(fence.language) || fence.language === "")) return [];
  const body = fenceBody(scan, fence);
  const lines = body.text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length === 0 || lines.some((line) => scenarioTitle(line) !== null)) return [];
  const isCommand = (line: string) => !/^\s*(?:#|□|☐|☑|✓|✅|❌|\[.\]\s)/.test(line);
  if (lines.some(isCommand)) {
    if (fence.language === "") return [];
    return [
      { text: block.text, span: block.span, checked: null, script: { value: body.text, span: body.span } },
    ];
  }
  return listInFence(scan, block);
}

function listInFence(scan: Scan, block: Block): Criterion[] {
  const found: Criterion[] = [];
  for (let at = block.from + 1; at < block.to; at++) {
    const line = scan.lines[at];
    if (line?.kind !== "code") continue;
    const item = /^\s*(?:#\s*\d+[.)]|□|☐|☑|[#\s]*\[.\])\s*/.exec(
      scan.source.text.slice(line.start, line.end),
    );
    if (!item) continue;
    const start = line.start + item[0].length;
    if (start < line.contentEnd) {
      const span = { start, end: line.contentEnd };
      found.push({ text: scan.source.text.slice(start, line.contentEnd), span, checked: null, script: null });
    }
  }
  return found;
}

/** A line that only announces what follows: `TDD:`, `**Build (Bash)**:`, `### Checks`. */
function isLabel(text: string): boolean {
  return /[:：]\s*\**\s*$/.test(text) || /^\*\*[^*]+\*\*$/.test(text.trim());
}
