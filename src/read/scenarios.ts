import { plainText } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { Scenario } from "../plan.ts";
import type { Line, Scan } from "../scan.ts";
import type { Span, Spanned } from "../source.ts";
import { readBlocks } from "./blocks.ts";
import type { Field } from "./fields.ts";
import { type FieldName, spellings } from "./names.ts";
import { scenarioVocabulary } from "./phrases.ts";
import { dedent } from "./prose.ts";
import { readSteps, type Steps } from "./steps.ts";

const scenarioWords =
  "scenario|escenario|scénario|cenário|szenario|сценарий|skenario|senaryo|场景|測試場景|测试场景|시나리오|シナリオ";
const opening = wordPattern(
  new RegExp(
    String.raw`^[\s>*_#-]*(?:\d+[.)]\s*)?(?:\[.\]\s*)?[*_]*(?:[✅❌⚠]\uFE0F?\s*)?(?:${scenarioWords})\s*(?:\d+[a-z]?)?[*_\s]*[:：]\s*(.*)$`,
    "iu",
  ),
);
/** Clauses of a one-line form: `happy: …; failure: …`, `Happy - …`, `happy (…), failure (…)`. */
const clause = wordPattern(
  /(?<![\p{L}\p{N}/_.-])(?:happy|failure|fail|edge|error|negative|positive|正常|成功|失败|异常|边界|정상|실패|feliz|fallo)(?:[ -]?(?:path|case|flow|路径|场景))?\*{0,2}\s*(?:[:：]|[(（]|[-–—→]\s)/giu,
);
const tools = /^(?:Bash|Playwright|interactive_bash|curl|tmux|node|pytest|Manual)\b/i;

/** Fields whose text may mention scenarios without being any. */
const proseFields: ReadonlySet<FieldName> = new Set<FieldName>([
  "whatToDo",
  "mustNotDo",
  "whatAndMustNot",
  "references",
]);

/** The title of a line that opens a scenario, `Scenario: …`; null for any other line. */
export function scenarioTitle(line: string): string | null {
  const title = opening.exec(line)?.[1];
  return title === undefined ? null : plainText(title);
}

/**
 * The QA scenarios of a task: its `Scenario:` blocks wherever they stand outside its prose; where it has none,
 * the clauses or items of its QA field.
 */
export function readScenarios(scan: Scan, fields: readonly Field[]): Scenario[] {
  const blocks = fields
    .filter((field) => !proseFields.has(field.name))
    .flatMap((field) => blocksIn(scan, field));
  if (blocks.length > 0) return blocks;
  return fields.flatMap((field) => {
    if (field.name === "scenario") return [whole(scan, field)];
    if (field.name !== "scenarios") return [];
    return [...inlineScenarios(scan, field.value), ...itemScenarios(scan, field)];
  });
}

/** `Scenario:` blocks of a field. One ends where the next begins, where its fence ends, or with the field. */
function blocksIn(scan: Scan, field: Field): Scenario[] {
  const { lines, source } = scan;
  const found: Scenario[] = [];
  let open: { title: string; from: number } | null = null;
  const close = (to: number) => {
    if (open) found.push(scenario(scan, open.title, open.from, to));
    open = null;
  };
  for (let at = field.from; at < field.to; at++) {
    const line = lines[at];
    if (!line) continue;
    if (line.kind === "fence" || line.kind === "raw") close(at);
    const title =
      line.kind === "blank" ? null : scenarioTitle(source.text.slice(line.start, line.contentEnd));
    if (title === null) continue;
    close(at);
    open = { title, from: at };
  }
  close(field.to);
  return found;
}

function scenario(scan: Scan, title: string, from: number, to: number): Scenario {
  const { lines } = scan;
  let end = to;
  while (end > from + 1 && isEnd(lines[end - 1])) end--;
  const text = dedent(scan, from, end).join("\n");
  const span = { start: lines[from]?.start ?? 0, end: lines[end - 1]?.end ?? 0 };
  return {
    title,
    text,
    span,
    tool: keyed(text, toolKey),
    ...readSteps(text),
    evidence: evidenceIn(scan, span),
  };
}

/** Empty, or marks around scenarios rather than a part of one. */
function isEnd(line: Line | undefined): boolean {
  return !line || line.content >= line.contentEnd || line.kind === "rule" || line.kind === "fence";
}

function whole(scan: Scan, field: Field): Scenario {
  const { title, ...rest } = scenario(scan, "", field.line, field.to);
  return {
    title:
      title + plainText(scan.source.text.slice(field.label.start, field.label.end)).replace(/[:：]$/, ""),
    ...rest,
  };
}

const toolKey = keyLine("tool");
const evidenceKey = keyLine("evidence");

/** A line such as `Tool: Bash`, or the same behind a semicolon. */
function keyLine(key: "tool" | "evidence"): RegExp {
  const names = spellings(scenarioVocabulary[key]).join("|");
  return new RegExp(
    String.raw`(?:^[\s>*_-]*|[;；]\s*)(?:${names})(?![\p{L}\p{N}])[^:：\n]{0,20}[:：]\**[^\S\n]*(\S.*)$`,
    "imu",
  );
}

/** The value of a key's line, up to a further key on it. */
function keyed(text: string, key: RegExp): string | null {
  const value = key.exec(text)?.[1];
  if (value === undefined) return null;
  // Behind a lost line break the next work item may stand.
  const own = value.replace(/[;；]\s*\**\p{L}[\p{L} ]{0,30}\**[:：].*$|(?<=\S)- \[[ xX~]\] .*$/u, "");
  return plainText(own).replace(/[.;。；]$/, "") || null;
}

/** Where a scenario says that it leaves its evidence; a value with marks in it stands in the whole of its place. */
function evidenceIn({ source }: Scan, within: Span): Spanned<string> | null {
  const text = source.text.slice(within.start, within.end);
  const value = keyed(text, evidenceKey);
  const line = evidenceKey.exec(text);
  if (value === null || !line?.[1]) return null;
  const from = line.index + line[0].length - line[1].length;
  const at = text.indexOf(value, from);
  const inLine = at >= 0 && at < from + line[1].length;
  const start = within.start + (inLine ? at : from);
  return { value, span: { start, end: start + (inLine ? value : line[1].trimEnd()).length } };
}

const evidenceFolder = /evidence\/[^\s`'"，。；;)]*[^\s`'"，。；;).,]/i;

/** A path to evidence within the words of a one-line form. */
function evidencePath(text: string, offset: number): Spanned<string> | null {
  const folder = evidenceFolder.exec(text);
  if (!folder) return null;
  let from = folder.index;
  while (from > 0 && !/[\s`'"，。]/.test(text.charAt(from - 1))) from--;
  const value = text.slice(from, folder.index + folder[0].length);
  return { value, span: { start: offset + from, end: offset + from + value.length } };
}

/** Scenarios on one line: a clause each where it has clauses, else a sentence for each tool it begins with. */
function inlineScenarios(scan: Scan, value: Span): Scenario[] {
  const text = scan.source.text.slice(value.start, value.end);
  if (!/[\p{L}\p{N}]/u.test(text) || /^[(（][^()（）]*[)）]?$/.test(text)) return [];
  const clauses = outsideCode(text, clause);
  const starts = clauses.length > 0 ? clauses : sentenceStarts(text);
  return starts.map((start, i) => {
    const part = text.slice(start, starts[i + 1] ?? text.length).replace(/[\s,;，；]+$/, "");
    return {
      title:
        clauses.length > 0
          ? (/^[\p{L} -]*\p{L}/u.exec(part)?.[0] ?? "")
          : plainText(part.replace(/[;；,，]?\s*Evidence\s*[:：].*$/i, "")).slice(0, 80),
      text: part,
      span: { start: value.start + start, end: value.start + start + part.length },
      tool: tools.exec(plainText(part))?.[0] ?? null,
      ...clauseSteps(part),
      evidence: evidencePath(part, value.start + start),
    };
  });
}

const evidenceTail = /[.;,。；，]?\s*\**Evidence\**(?:\s*[:：]|(?=\s+`))[\s\S]*$/i;
/** The word or two that a clause is called by. */
const clauseLead = wordPattern(
  /^[\p{L}-]+(?:[ -](?:path|case|flow))?\*{0,2}(?:\s*[:：(（]|\s+[-–—=→](?=\s))?\s*(?=`|run\s)/iu,
);
const leadsTo = wordPattern(/(?:→|=>|⇒|[,;，；]\s*PASS if(?!\p{L}))\s*/iu);

/** What a clause names by keys, else its command and what comes of it: `` happy: `npm start` → it rings ``. */
function clauseSteps(part: string): Steps {
  const named = readSteps(part);
  if (named.steps.length > 0 || named.expected.length > 0) return named;
  const body = part.replace(evidenceTail, "").replace(clauseLead, "");
  const [end = body.length] = outsideCode(body, new RegExp(leadsTo, "giu"));
  const step = body.slice(0, end).trim();
  const result = body.slice(end).replace(leadsTo, "").trim();
  if (!/^(?:run\s+)?`/i.test(step)) return { steps: [], expected: [] };
  return { steps: [step], expected: result === "" ? [] : [result.replace(/[.;。；]$/, "")] };
}

function sentenceStarts(text: string): number[] {
  const starts = [0];
  for (const at of outsideCode(text, /(?<=[。.；;]\s*)(?:Bash|Playwright|interactive_bash|curl|tmux)\b/g)) {
    if (at > 0) starts.push(at);
  }
  return starts;
}

function outsideCode(text: string, pattern: RegExp): number[] {
  const prose = text.replace(/`[^`]*`/g, (code) => " ".repeat(code.length));
  return [...prose.matchAll(pattern)].map((match) => match.index);
}

/** Items of a QA field, each a scenario, unless they are the keys of a single one (`- Tool: …`, `- Steps: …`). */
function itemScenarios(scan: Scan, field: Field): Scenario[] {
  const items = readBlocks(scan, field.from, field.to).filter((block) => block.kind === "item");
  const isKey = (text: string) =>
    /^\**(?:tool|steps?|precondition|expected|failure indicator|evidence|证据|команда)/i.test(text);
  const own = items.filter((item) => !isKey(item.text));
  if (own.length === 0 && items.some((item) => /^\**(?:tool|steps?)/i.test(item.text))) {
    return [scenario(scan, "", field.from, field.to)];
  }
  return own.map((item) => ({
    title: plainText(item.text.split("\n", 1)[0] ?? "").slice(0, 120),
    text: item.text,
    span: item.span,
    tool: keyed(item.text, toolKey),
    ...readSteps(item.text),
    evidence: evidenceIn(scan, item.span),
  }));
}
