import type { Fix } from "../../diagnostic.ts";
import { key } from "../../graph/labels.ts";
import type { Plan } from "../../plan.ts";
import { readLabel } from "../../read/labels.ts";
import { positionAt } from "../../source.ts";
import type { Compiled, Finding, Rule } from "../rule.ts";
import { listsOf } from "./lists.ts";

/** An item with something in brackets that is no box: `- [] 3.`, `-[ ] 3.`, `- [ ]3.`, `- [BLOCKED] 3.`. */
const attempt = / {0,3}([-*+])([ \t]*)\[([^[\]\n]{0,20})\]([ \t]*)/y;
const box = /^[ xX~/-]$/;
const done = /^\s*(?:x|v|done|ok|complete|completed|✓|✔|✅|☑|√|완료|完成|已完成|готово)️?\s*$/i;
const setAside = /^\s*(?:blocked|on hold|skipped|skip|~+|阻塞|보류)\s*$/i;

/** A work item whose box is none: neither it nor its fields are read. */
export const notABox: Rule = {
  code: "OMO112",
  name: "not-a-box",
  severity: "warning",
  check: (compiled) => [...withoutBox(compiled), ...withinLine(compiled)],
};

/** Items that begin with brackets which are no box. */
function withoutBox({ source, scan, plan }: Compiled): Finding[] {
  const isListed = listsOf(plan);
  const labels = labelsOf(plan);
  const findings: Finding[] = [];
  for (const line of scan.lines) {
    // Behind a bullet, or behind one that lacks its space and so is text.
    const bracket = line.kind === "item" ? line.content : line.kind === "text" ? line.content + 1 : -1;
    if (source.text[bracket] !== "[") continue;
    if (line.box !== null || line.depth > 0 || line.indent > 3 || !isListed(line.start)) continue;
    attempt.lastIndex = line.start;
    const match = attempt.exec(source.text);
    if (!match) continue;
    const rest = attempt.lastIndex;
    const label = readLabel(source.text.slice(rest, line.contentEnd), rest);
    if (label === null || labels.has(key(label.label.value))) continue;
    const [, marker = "", space = "", inside = "", gap = ""] = match;
    const open = line.start + match[0].indexOf("[");
    const span = { start: open, end: open + inside.length + 2 };
    const written = { span: { start: open - space.length, end: rest }, inside, space, gap };
    findings.push({
      message: `\`${marker}${space}[${inside}]${gap}${label.label.value}\` has no box, so it is not read as a task`,
      span,
      label: "not a box",
      related: [],
      help: "a box is `- [ ]`, `- [x]` or, for a task that is set aside, `- [~]`, with a space on each side",
      ...fixOf(written, label.label.value),
    });
  }
  return findings;
}

/** Boxes with a label behind a lost line break: `Evidence: a.txt- [ ] 4. Parse`. */
function withinLine({ source, scan, plan }: Compiled): Finding[] {
  const isListed = listsOf(plan);
  const labels = labelsOf(plan);
  return boxesWithin(source.text).flatMap((index) => {
    const line = scan.lines[positionAt(source, index).line - 1];
    if (!line || (line.kind !== "text" && line.kind !== "item") || !isListed(index)) return [];
    const rest = index + "- [ ] ".length;
    const label = readLabel(source.text.slice(rest, line.contentEnd), rest)?.label.value;
    if (label === undefined || labels.has(key(label))) return [];
    return [
      {
        message: `\`${label}\` stands within a line, so it is not read as a task`,
        span: { start: index, end: rest - 1 },
        label: "a line break is missing before this",
        related: [],
        help: "a work item begins a line",
        fix: {
          title: `begin a line here, which makes \`${label}\` a task`,
          safety: "safe",
          edits: [{ span: { start: index, end: index }, text: "\n" }],
        },
      },
    ];
  });
}

/** Where an item with a box follows other text on its line. */
function boxesWithin(text: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf("- ["); at >= 0; at = text.indexOf("- [", at + 1))
    if (/^[\p{L}\p{N}.;!?)。]- \[[ xX~]\] \S/u.test(text.slice(at - 1, at + 7))) found.push(at);
  return found;
}

function labelsOf(plan: Plan): ReadonlySet<string> {
  return new Set(plan.tasks.map(({ label }) => key(label?.value ?? "")));
}

interface Written {
  /** From behind the bullet to the label. */
  readonly span: { readonly start: number; readonly end: number };
  readonly inside: string;
  readonly space: string;
  readonly gap: string;
}

/** Spaces are put in without a doubt; what a word in the brackets means is a guess, and a priority means no state. */
function fixOf({ span, inside, space, gap }: Written, label: string): { fix?: Fix } {
  const mark = markFor(inside);
  if (mark === null) return {};
  const spelled = inside.trim() === "" || box.test(inside);
  return {
    fix: {
      title: `write \`[${mark}]\`, which makes \`${label}\` a task`,
      safety: spelled ? "safe" : "unsafe",
      edits: [{ span, text: `${space || " "}[${mark}]${gap || " "}` }],
    },
  };
}

function markFor(inside: string): string | null {
  if (inside.trim() === "") return " ";
  if (box.test(inside)) return inside;
  if (done.test(inside)) return "x";
  return setAside.test(inside) ? "~" : null;
}
