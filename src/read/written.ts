import { codeSpans } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { Commit } from "../plan.ts";
import type { Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";
import type { Field } from "./fields.ts";
import { fieldNamed, spellings } from "./names.ts";
import { fileNamed, listedPaths } from "./paths.ts";
import { writingVerbs, writingVerbsAfter } from "./phrases.ts";

/** Fields of a task that may say which files are its own to write. */
const writing = new Set<string>(["whatToDo", "whatAndMustNot", "files"]);

/** A letter of a script with upper and lower case, whose words stand between blanks. */
const cased = "[A-Za-z\u00C0-\u024F\u0370-\u052F]";
const verb = `(?:${spellings(writingVerbs).join("|")})`;
/** A verb and its object, up to the path: `Create a hook in `. The object may not speak of another file. */
const verbBefore = wordPattern(
  new RegExp(String.raw`(?:^|[^\p{L}\p{N}-])${verb}(?!${cased})((?:(?![.;。；](?:\s|$))[^\n]){0,70})$`, "iu"),
);
/** Words that make of a path behind a verb something to look at rather than to write. */
const elsewhere = wordPattern(
  /(?<!\p{L})(?:like|as|from|using|via|follow(?:ing|s)?|based|see|per|match(?:ing)?|with|same|pattern|similar|mirror(?:s|ing)?|references?|links?|calls?|instead|that|which|when|where|whether|before|after|for|by|if|so|than|why|how|of|about|without|imports? of|como|desde|según|para|usando|con|comme|depuis|pour|avec|com|как|из|для|по|seperti|dari|untuk|dengan)(?!\p{L})|参考|按照|根据|从|类似|使用|引用|基于|참고|→|=>/iu,
);
const denied = wordPattern(
  /(?<!\p{L})(?:not|never|without|avoid|don['’]t|doesn['’]t|no|nunca|ne|pas|não|не|нельзя|jangan|tidak|nicht)(?!\p{L})|不要|不得|禁止|不可|勿|不/iu,
);
/** Between two paths that share a verb: `Create `a.ts` (new) and `b.ts``. */
const between =
  /^\s*(?:[(（][^()（）]{0,60}[)）])?\s*(?:[,，、&+]|and|y|e|et|и|dan|und|和|与|及|以及|와|과|,\s*and)\s*$/i;
const verbBehind = wordPattern(
  new RegExp(
    String.raw`^\s*(?:文件|파일)?(?:을|를|에)?\s*(?:[(（][^()（）]{0,30}[)）])?\s*(?:${spellings(writingVerbsAfter).join("|")})`,
    "u",
  ),
);
/** `In `a.ts`, add …`: the path before, its verb after the comma. */
const inside = /^[\s*\d.)-]*(?:in|within|en|dans|em|di|в|在)\s+(?:the\s+)?$/i;
const verbInside = wordPattern(
  new RegExp(String.raw`^[^.;。；\n]{0,50}?[,，:：]\s*${verb}(?!${cased})`, "iu"),
);
const cjkInside = /^[^，。；\n]{0,20}?(?:添加|新增|修改|创建|编写|更新|删除|替换)/;

/**
 * The files that a task names as its own to write: those its Files list, those its commit is made of, and in What
 * to do those in code that stand behind a verb of writing. What is only mentioned (references, patterns, what must
 * not be touched) is left out, and so are folders and patterns: rather miss a file than name a foreign one.
 */
export function readWritten(
  scan: Scan,
  fields: readonly Field[],
  body: number,
  intro: number,
  commit: Commit | null,
): Spanned<string>[] {
  const found: Spanned<string>[] = [];
  readLines(scan, body, intro, found);
  for (const field of fields) {
    if (!writing.has(field.name)) continue;
    if (field.name === "files") found.push(...listed(scan, field.value.start, field.value.end));
    else readLine(scan, field.value.start, field.value.end, found);
    readLines(scan, field.from, field.to, found, field.name === "files");
  }
  for (const path of commit?.files ?? []) found.push(...fileAt(path));
  const seen = new Set<string>();
  return found
    .sort((a, b) => a.span.start - b.span.start)
    .filter(({ value }) => !seen.has(value) && seen.add(value));
}

/** @param list the lines below a label such as `Files:`, each of which names files */
function readLines(scan: Scan, from: number, to: number, found: Spanned<string>[], list = false): void {
  let listIndent = list ? -1 : null;
  for (let at = from; at < to; at++) {
    const line = scan.lines[at];
    if (!line || (line.kind !== "text" && line.kind !== "item")) continue;
    const label = filesLabel(scan, line.content, line.contentEnd);
    if (label !== null) {
      found.push(...listed(scan, label, line.contentEnd));
      listIndent = label >= line.contentEnd ? line.indent : null;
      continue;
    }
    if (listIndent !== null && (line.indent > listIndent || line.kind === "item") && !list)
      found.push(...listed(scan, line.content, line.contentEnd));
    else if (list) found.push(...listed(scan, line.content, line.contentEnd));
    else {
      listIndent = null;
      readLine(scan, line.content, line.contentEnd, found);
    }
  }
}

const label = wordPattern(
  /(?:\*\*)?(\p{L}[\p{L} /]{1,40}?)\s*(?:[(（][^()（）]{0,40}[)）])?(?:\*\*)?\s*[:：](?:\*\*)?/uy,
);

/** Where the value of a label such as `**Files**:` begins; null for a line that has none. */
function filesLabel(scan: Scan, start: number, end: number): number | null {
  label.lastIndex = start;
  const match = label.exec(scan.source.text);
  if (!match || label.lastIndex > end || fieldNamed(match[1] ?? "") !== "files") return null;
  let at = label.lastIndex;
  while (at < end && /\s/.test(scan.source.text[at] ?? "")) at++;
  return at;
}

/** The paths at the head of a line of a list: `` `src/a.ts` — the form ``, `Create: src/a.ts`. */
function listed(scan: Scan, start: number, end: number): Spanned<string>[] {
  const text = scan.source.text.slice(start, end);
  const note = text.search(/\s(?:[-–—]+|→)\s|[.。]\s/);
  const head = note < 0 ? text : text.slice(0, note);
  if (/^[\s*]*(?:test command|read|see|reference|verify|run)\b/i.test(head) || denied.test(head)) return [];
  const key = /^[\s*]*\p{L}+[\s*]*[:：][\s*]*/u.exec(head)?.[0].length ?? 0;
  return listedPaths(head.slice(key), start + key).flatMap(fileAt);
}

function fileAt({ value, span }: Spanned<string>): Spanned<string>[] {
  const file = fileNamed(value);
  return file === null ? [] : [{ value: file, span: { start: span.start, end: span.start + file.length } }];
}

/** The files of one line of What to do that stand behind a verb of writing. */
function readLine(scan: Scan, start: number, end: number, found: Spanned<string>[]): void {
  const tick = scan.source.text.indexOf("`", start);
  if (tick < 0 || tick >= end) return;
  const text = scan.source.text.slice(start, end);
  let from = 0;
  let writes = false;
  for (const code of codeSpans(text)) {
    const file = fileNamed(code.text);
    const before = text.slice(from, code.span.start);
    const after = text.slice(code.span.end, code.span.end + 70);
    if (file === null) continue;
    writes = (writes && between.test(before)) || isWritten(before.slice(-110), after, from === 0);
    if (writes) {
      const at = start + text.indexOf(code.text, code.span.start);
      found.push({ value: file, span: { start: at, end: at + file.length } });
    }
    from = code.span.end;
  }
}

function isWritten(before: string, after: string, first: boolean): boolean {
  const match = verbBefore.exec(before);
  if (match) {
    const lead =
      before
        .slice(0, match.index + 1)
        .split(/[.;。；]/)
        .at(-1) ?? "";
    return !elsewhere.test(match[1] ?? "") && !denied.test(lead.slice(-40)) && !/\bto$/.test(lead.trimEnd());
  }
  if (verbBehind.test(after) && !denied.test(before.slice(-20))) return true;
  return (
    first &&
    inside.test(before) &&
    (verbInside.test(after) || (/在\s*$/.test(before) && cjkInside.test(after)))
  );
}
