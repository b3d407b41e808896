import { codeSpans } from "../inline.ts";
import { wordPattern } from "../letters.ts";
import type { Spanned } from "../source.ts";

/** One word of a path as plans write it, globs and parts to be filled in included. */
const word = wordPattern(/^[\p{L}\p{N}_.~@/\\][\p{L}\p{N}_.@/\\\-+()[\]{}*,<>$~]*$/u);
/** Where in a file: `src/a.ts:12-30`, `src/a.ts#L10`. */
const place = /(?::\d+(?:[-–:,]\d+)*|#L?\d+(?:-L?\d+)?)$/;
const extension = /\.[A-Za-z][A-Za-z0-9]{0,9}$/;
/** Extensions that tell a file from `user.create` where no folder stands before the name. */
const commonExtension =
  /\.(?:[cm]?[jt]sx?|json[c5]?|ya?ml|toml|md|mdx|txt|py|rs|go|java|kts?|rb|php|cs|cpp|cc|c|h|hpp|swift|css|scss|less|html?|vue|svelte|astro|sql|prisma|proto|graphql|sh|bash|ps1|bat|xml|gradle|properties|ini|cfg|conf|env|lock|csv|svg|png|jl|lua|ex|exs|erl|zig|dart|tf|gd|qml|cmake|tex)$/i;
/** Files without an extension, or with nothing else: `Dockerfile`, `.env.example`. */
const wholeName =
  /^(?:[A-Z][a-z]*file(?:\.[a-z]+)?|LICENSE|CHANGELOG|README|CODEOWNERS|\.(?:env|git|docker|npm|nvm|eslint|prettier|stylelint|editorconfig|babel|python-version|node-version|tool-versions)[\w.-]*)$/;

/**
 * The paths a value lists: `` `a.ts`, `b/*.ts` ``, `a.ts, b.ts (new)`, `[a.ts, b.ts]`. What looks like no path,
 * such as a note, is left out.
 */
export function listedPaths(text: string, offset: number): Spanned<string>[] {
  const codes = codeSpans(text);
  if (codes.length === 0) return pathsBetweenCommas(text, offset);
  return codes.flatMap((code) => {
    const at = text.indexOf(code.text, code.span.start + 1);
    return pathsBetweenCommas(code.text, offset + at);
  });
}

function pathsBetweenCommas(text: string, offset: number): Spanned<string>[] {
  const paths: Spanned<string>[] = [];
  for (const match of text.matchAll(/[^,，、;；]+/g)) {
    const part = match[0].replace(/\s[(（].*$/, "");
    const value = part.trim().replace(/^\[(?=[^\]]*$)|(?<=^[^[]*)\]$/g, "");
    if (!isPath(value)) continue;
    const start = offset + match.index + part.indexOf(value);
    paths.push({ value, span: { start, end: start + value.length } });
  }
  return paths;
}

/** Whether a word could name a file, a folder or several of them. */
function isPath(text: string): boolean {
  return word.test(text) && (text.includes("/") || extension.test(text) || wholeName.test(text));
}

/**
 * The one file a word names, without the place in it; null for a folder, a pattern, an address, a call, and for
 * a name that each folder may have a file of (`index.ts`, `page.tsx`).
 */
export function fileNamed(text: string): string | null {
  const path = text.replace(place, "");
  if (!word.test(path) || /[*{}<>$,]|\(\)|\/\/|\.\.\.|^@/.test(path)) return null;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === path)
    return (commonExtension.test(name) && !generic.test(name)) || wholeName.test(name) ? path : null;
  return extension.test(name) || wholeName.test(name) ? path : null;
}

const generic = /^(?:index|main|mod|page|layout|route|types|utils|lib|__init__)\.\w+$/;
