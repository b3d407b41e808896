import { codeSpans, plainText } from "../inline.ts";
import type { PlannedCommit } from "../plan.ts";
import type { Line, Scan } from "../scan.ts";
import type { Span, Spanned } from "../source.ts";
import { parseTable } from "../table.ts";
import { messageWords } from "./commit.ts";
import type { LabelIndex } from "./labels.ts";
import { listedPaths } from "./paths.ts";
import { readReferences } from "./references.ts";
import type { Section } from "./sections.ts";

/** Columns of the table, by the words their headings contain. */
const columns = {
  message:
    /message|\bmsg\b|消息|提交信息|说明|메시지|メッセージ|mensaje|mensagem|nachricht|сообщение|pesan|mesaj/i,
  files: /files?\b|文件|파일|ファイル|archivos?|fichiers?|arquivos?|dateien|файл|dosya|scope/i,
} as const;
const messageColumn = /^commit$|^提交$|^커밋$|^コミット$/i;
/** The type, scope and colon of a conventional commit. */
const conventional = /^[a-z]+(?:\([^)\n]*\))?!?:\s*\S/;
const messageKey = new RegExp(String.raw`(?:${messageWords})\**\s*[:：]`, "i");
const filesKey = /(?:files?|文件|파일|archivos?|файлы|dosyalar)\**\s*[:：]/i;
/** The pattern of a message, which plans show before they list any. */
const template = /^type\b|^<type>/;
/** A line below a commit that says which tasks it holds. */
const scopeKey = /^\**(?:scope|tasks?|todos?|after|includes?|包含|任务|작업)\**\s*[:：]/i;
/** After the message: what follows the word for "after", or a word for a task, up to the end of a note. */
const trailing =
  /[(（]\s*(?:after\s+)?((?:tasks?|todos?|T(?=\d)|wave|任务|태스크)[^()（）]*)[)）]|\bafter\s+((?:tasks?|todos?|wave)\s[^;,.]*)/i;

/** Reads the Commit Strategy: a row of its table or an item of its list for each commit. */
export function readCommitStrategy(
  scan: Scan,
  sections: readonly Section[],
  index: LabelIndex,
): PlannedCommit[] {
  return sections.flatMap((section) => {
    if (section.name !== "commitStrategy") return [];
    const rows = rowsIn(scan, section);
    return rows.length > 0 ? fromTable(scan, rows, index) : fromLines(scan, section, index);
  });
}

/** The first table of the section, cell by cell. */
function rowsIn({ lines, source }: Scan, section: Section): Spanned<string>[][] {
  const first = firstLine(lines, section, (line) => line.kind === "table");
  const table: Span[] = [];
  for (let at = first; at < section.close && lines[at]?.kind === "table"; at++) {
    const line = lines[at];
    if (line) table.push({ start: line.content, end: line.contentEnd });
  }
  return parseTable(source.text, table);
}

function firstLine(lines: readonly Line[], section: Section, wanted: (line: Line) => boolean): number {
  for (let at = section.from; at < section.close; at++) {
    const line = lines[at];
    if (line && wanted(line)) return at;
  }
  return section.close;
}

function fromTable(scan: Scan, rows: readonly Spanned<string>[][], index: LabelIndex): PlannedCommit[] {
  const [header = [], ...body] = rows;
  const named = (pattern: RegExp) => header.findIndex((cell) => pattern.test(plainText(cell.value)));
  const exact = named(columns.message);
  const message = exact >= 0 ? exact : named(messageColumn);
  const files = header.findIndex((cell, i) => i !== message && columns.files.test(plainText(cell.value)));
  const after = header.findIndex((_, i) => i !== message && i !== files);
  return body.flatMap((row) => {
    const said = row[message] && messageIn(scan.source.text, row[message].span, true);
    if (!said) return [];
    const cell = row[after];
    return [
      {
        after: (cell && readReferences(cell.value, cell.span.start, null, index)) ?? [],
        message: said,
        files: row[files] ? filesIn(scan.source.text, row[files].span) : [],
      },
    ];
  });
}

/** A line with a message opens a commit; a line of files below it adds to it. */
function fromLines(scan: Scan, section: Section, index: LabelIndex): PlannedCommit[] {
  const { text } = scan.source;
  const commits: { after: readonly Spanned<string>[]; message: Spanned<string>; files: Spanned<string>[] }[] =
    [];
  let heading: readonly Spanned<string>[] = [];
  for (let at = section.from; at < section.close; at++) {
    const line = scan.lines[at];
    if (!line || !(line.kind === "item" || line.kind === "text")) continue;
    const span = { start: line.content, end: line.contentEnd };
    const content = text.slice(span.start, span.end);
    const message = messageIn(text, span, messageKey.test(content));
    const last = commits.at(-1);
    if (message) {
      const before = content.slice(0, message.span.start - span.start);
      const marks = /^`*/.exec(text.slice(message.span.end, span.end))?.[0].length ?? 0;
      const rest = { start: message.span.end + marks, end: span.end };
      const after =
        labelsBefore(before, span.start, index) ??
        labelsAfter(text, rest, index) ??
        (line.indent > 0 ? heading : []);
      commits.push({ after, message, files: filesIn(text, rest) });
    } else if (last && filesKey.test(content))
      last.files.push(...filesIn(text, afterKey(span, content, filesKey)));
    else if (last && last.after.length === 0 && scopeKey.test(content)) {
      const said = afterKey(span, content, scopeKey);
      last.after = readReferences(text.slice(said.start, said.end), said.start, null, index) ?? [];
    } else heading = labelsBefore(content, span.start, index) ?? [];
  }
  return commits;
}

function afterKey(span: Span, content: string, key: RegExp): Span {
  const match = key.exec(content);
  return { start: span.start + (match ? match.index + match[0].length : 0), end: span.end };
}

/** The tasks named before the message: `**1**: `, `After Task 2: `, `- T3 — `. A running number of commits names none. */
function labelsBefore(text: string, offset: number, index: LabelIndex): Spanned<string>[] | null {
  if (/commit|提交|커밋/i.test(text)) return null;
  const lead = text.replace(/^(?:[\s*_]*(?:after|nach|после|après|después de|完成)\s)/i, (word) =>
    " ".repeat(word.length),
  );
  const found = readReferences(lead.replace(/[:：]/g, " "), offset, null, index);
  return found && found.length > 0 ? found : null;
}

/** The tasks named in a note behind the message: `(todo 1)`, `after Task 3`. */
function labelsAfter(text: string, rest: Span, index: LabelIndex): Spanned<string>[] | null {
  const content = text.slice(rest.start, rest.end);
  const match = trailing.exec(content);
  const said = match?.[1] ?? match?.[2];
  if (!match || said === undefined) return null;
  return readReferences(said, rest.start + match.index + match[0].indexOf(said), null, index);
}

/** A commit message in a part of a line: the code that is one, or all of it where only a message can stand. */
function messageIn(text: string, { start, end }: Span, anything: boolean): Spanned<string> | null {
  const content = text.slice(start, end);
  const codes = codeSpans(content).filter((code) => !template.test(code.text));
  const code = codes.find((found) => conventional.test(found.text)) ?? (anything ? codes[0] : undefined);
  if (code) {
    const at = start + content.indexOf(code.text, code.span.start);
    return { value: code.text, span: { start: at, end: at + code.text.length } };
  }
  const words = content.trim();
  if (!conventional.test(words) || !anything) return null;
  const at = start + content.indexOf(words);
  return { value: words, span: { start: at, end: at + words.length } };
}

/** The paths listed in a part of a line, behind what divides it from the message. */
function filesIn(text: string, { start, end }: Span): Spanned<string>[] {
  const content = text.slice(start, end);
  const lead = /^[\s*_)"'—–:-]*/.exec(content)?.[0].length ?? 0;
  return listedPaths(content.slice(lead), start + lead);
}
