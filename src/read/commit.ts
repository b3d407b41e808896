import { codeSpans, plainText } from "../inline.ts";
import type { Commit } from "../plan.ts";
import type { Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";
import { type Field, fieldWith } from "./fields.ts";

const no =
  /^(?:no|n|none|false|skip|否|不|不需要|不提交|아니오|아니요|없음|いいえ|non|não|нет|tidak|hayır)(?![\p{L}\p{N}])/iu;
const yes = /^(?:yes|y|true|是|需要|예|네|はい|s[ií]|sim|oui|ja|да|ya|evet)(?![\p{L}\p{N}])/iu;
const messageKey =
  /(?:^|[|\s*])(?:message|msg|消息|提交信息|提交消息|메시지|メッセージ|mensaje|mensagem|nachricht|сообщение|pesan|mesaj)\**\s*[:：]\**\s*/iu;
/** The type, scope and colon of a conventional commit. */
const conventional = /^[a-z]+(?:\([^)\n]*\))?!?:\s/;

/**
 * Reads `**Commit**: YES` with `- Message: …` below it, `YES | Message: …`, `Y | message | Files: …`, `NO`, or a
 * message alone. Null when the task has no commit field.
 */
export function readCommit(scan: Scan, fields: readonly Field[]): Commit | null {
  const field = fieldWith(fields, "commit");
  if (!field) return null;
  const { text } = scan.source;
  const value = text.slice(field.value.start, field.value.end);
  const plain = plainText(value);
  if (no.test(plain)) return commit(false, null);
  const message = keyedMessage(text, field.value.start, value) ?? messageBelow(scan, field);
  if (message) return commit(true, message);
  const said = yes.exec(plain);
  if (!said) return value === "" ? null : commit(true, bareMessage(field.value.start, value));
  const after = value.search(/\|/);
  if (after < 0) return commit(true, null);
  const part = value.slice(after + 1).split("|")[0] ?? "";
  return commit(true, bareMessage(field.value.start + after + 1, part));
}

function commit(wanted: boolean, message: Spanned<string> | null): Commit {
  return { wanted, message, files: [], preCommit: null, groupsWith: [] };
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
