import { codeSpans, plainText } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { Commit, Criterion } from "../plan.ts";
import type { Scan } from "../scan.ts";
import type { Span, Spanned } from "../source.ts";
import { type Field, fieldWith } from "./fields.ts";
import type { LabelIndex } from "./labels.ts";
import { fieldNamed } from "./names.ts";
import { listedPaths } from "./paths.ts";
import { readReferences } from "./references.ts";
import { readYesNo } from "./yes-no.ts";

/** The key of a commit's message, in the languages plans are written in, as a part of a pattern. */
export const messageWords =
  "message|msg|消息|提交信息|提交消息|메시지|メッセージ|mensaje|mensagem|nachricht|сообщение|pesan|mesaj";

const messageKey = new RegExp(String.raw`(?:^|[|\s*])(?:${messageWords})\**\s*[:：]\**\s*`, "i");
/** The type, scope and colon of a conventional commit. */
const conventional = /^[a-z]+(?:\([^)\n]*\))?!?:\s/;

/**
 * Reads `**Commit**: YES` with `- Message: …`, `- Files: …` and `- Pre-commit: …` below it, `YES | Message: …`,
 * `Y | message | Files: …`, `NO (groups with 3)`, or a message alone. Null when the task has no commit field.
 */
export function readCommit(
  scan: Scan,
  fields: readonly Field[],
  owner: string | null,
  index: LabelIndex,
): Commit | null {
  const field = fieldWith(fields, "commit");
  if (!field) return null;
  const { text } = scan.source;
  const value = text.slice(field.value.start, field.value.end);
  const said = readYesNo(plainText(value));
  const parts = { ...readParts(scan, field), groupsWith: groupsWith(value, field.value.start, owner, index) };
  if (said && !said.value) return { wanted: false, message: null, ...parts };
  const message = keyedMessage(text, field.value.start, value) ?? messageBelow(scan, field);
  if (message) return { wanted: true, message, ...parts };
  if (!said) {
    if (value === "") return null;
    return { wanted: true, message: bareMessage(field.value.start, value), ...parts };
  }
  const after = value.search(/\|/);
  if (after < 0) return { wanted: true, message: null, ...parts };
  const part = value.slice(after + 1).split("|")[0] ?? "";
  return { wanted: true, message: bareMessage(field.value.start + after + 1, part), ...parts };
}

const partKey = wordPattern(
  /^[\s*_]*(\p{L}[\p{L} -]{1,30}?)\s*(?:[（(][^()（）]{0,60}[)）])?\**\s*[:：][\s*]*/u,
);
/** `Y | message | Files: a.ts | pre-commit `npm test``: the last without its colon. */
const bareKey = /^\s*(pre-?commit)\s+(?=`)/i;

/** What is committed and what must hold before it: after their keys, beside the commit or on lines below. */
function readParts(scan: Scan, field: Field): Pick<Commit, "files" | "preCommit"> {
  const { text } = scan.source;
  const files: Spanned<string>[] = [];
  let preCommit: Criterion | null = null;
  let listIndent: number | null = null;
  const take = (start: number, end: number, indent: number): boolean => {
    let known = false;
    for (const { span } of dividedByBars(text.slice(start, end), start)) {
      const piece = text.slice(span.start, span.end);
      const key = partKey.exec(piece) ?? bareKey.exec(piece);
      const name = key && fieldNamed(key[1] ?? "");
      if (!key || (name !== "files" && name !== "preCommit")) continue;
      known = true;
      const from = span.start + key[0].length;
      const value = text.slice(from, span.end).trimEnd();
      if (name === "files") {
        files.push(...listedPaths(value, from));
        listIndent = value === "" ? indent : null;
      } else if (value !== "" && !nothing.test(plainText(value)))
        preCommit ??= {
          text: value,
          span: { start: from, end: from + value.length },
          checked: null,
          script: null,
        };
    }
    return known;
  };
  take(field.value.start, field.value.end, -1);
  for (let at = field.from; at < field.to; at++) {
    const line = scan.lines[at];
    if (!line || (line.kind !== "text" && line.kind !== "item")) continue;
    if (take(line.content, line.contentEnd, line.indent)) continue;
    if (listIndent !== null && line.kind === "item" && line.indent > listIndent)
      files.push(...listedPaths(text.slice(line.content, line.contentEnd), line.content));
    else listIndent = null;
  }
  return { files, preCommit };
}

const nothing = wordPattern(
  /^(?:none|no|nothing|n\/a|na|-|–|—|无|無|없음|нет|ninguno?|aucune?|tidak ada)(?![\p{L}\p{N}-])/iu,
);

/** The parts of a line between bars that stand in no code. */
function dividedByBars(text: string, offset: number): { span: Span }[] {
  const codes = codeSpans(text).map((code) => code.span);
  const parts: { span: Span }[] = [];
  let start = 0;
  for (let at = text.indexOf("|"); at >= 0; at = text.indexOf("|", at + 1)) {
    if (codes.some((code) => at > code.start && at < code.end)) continue;
    parts.push({ span: { start: offset + start, end: offset + at } });
    start = at + 1;
  }
  return [...parts, { span: { start: offset + start, end: offset + text.length } }];
}

const grouping =
  /(?:group(?:s|ed)?|commit(?:s|ted)?|combined?|together|merged?|squash(?:ed)?|included?) (?:in |into )?(?:with|in|into)\s+|(?:与|和)\s*(?=[^)）]*(?:一起|合并))|(?:groups with|agrupad[oa] con|groupé avec|вместе с|digabung dengan)\s+/i;

/** The tasks that a commit is made with: `NO (groups with 3)`, `YES (grouped with Tasks 4, 5)`. */
function groupsWith(
  value: string,
  offset: number,
  owner: string | null,
  index: LabelIndex,
): Spanned<string>[] {
  const words = grouping.exec(value);
  if (!words) return [];
  const start = words.index + words[0].length;
  const rest = value.slice(start).split(/[)）|]/, 1)[0] ?? "";
  return readReferences(rest, offset + start, owner, index) ?? [];
}

function messageBelow(scan: Scan, field: Field): Spanned<string> | null {
  for (let at = field.from; at < field.to; at++) {
    const line = scan.lines[at];
    if (!line || line.kind === "blank") continue;
    const message = keyedMessage(
      scan.source.text,
      line.content,
      scan.source.text.slice(line.content, line.contentEnd),
    );
    if (message) return message;
  }
  return null;
}

/** The message after its key: the code span there, else the text up to a `|` or the next sentence of the form. */
function keyedMessage(source: string, offset: number, text: string): Spanned<string> | null {
  const key = messageKey.exec(text);
  if (!key) return null;
  const start = key.index + key[0].length;
  const rest = text.slice(start);
  const code = codeSpans(rest)[0];
  if (code && code.span.start <= 1) {
    const at = source.indexOf(code.text, offset + start + code.span.start);
    return { value: code.text, span: { start: at, end: at + code.text.length } };
  }
  return bareMessage(offset + start, rest.split("|")[0] ?? "");
}

/** A message as it stands, code marks and quotes removed; null for words that are no commit message. */
function bareMessage(offset: number, text: string): Spanned<string> | null {
  const code = codeSpans(text)[0];
  if (code && (code.span.start <= 2 || conventional.test(code.text))) {
    const at = offset + text.indexOf(code.text, code.span.start);
    return { value: code.text, span: { start: at, end: at + code.text.length } };
  }
  const value = text.trim().replace(/^["'“]|["'”]$/g, "");
  if (value === "" || /^[(（]/.test(value)) return null;
  const start = offset + text.indexOf(value);
  return { value, span: { start, end: start + value.length } };
}
