import { codeSpans } from "../../inline.ts";
import type { Spanned } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";

/** What CommonMark takes for an HTML tag: a name and attributes, no address and no `<one | other>`. */
const tag =
  /<(?:\/([A-Za-z][A-Za-z0-9-]*)[ \t]*|([A-Za-z][A-Za-z0-9-]*)(?:[ \t]+[A-Za-z_:][\w.:-]*(?:[ \t]*=[ \t]*(?:[^\s"'=<>`]+|'[^'\n]*'|"[^"\n]*"))?)*[ \t]*\/?)>/g;

/** Elements that authors of Markdown write on purpose. */
const elements = new Set(
  "a abbr b blockquote br center code dd del details div dl dt em font figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p picture pre q s samp small source span strong sub summary sup table tbody td tfoot th thead tr tt u ul var video".split(
    " ",
  ),
);

/** What stands on one line is one mistake. */
function findingOf([first, ...others]: readonly Spanned<string>[]): Finding[] {
  if (!first) return [];
  const all = [first, ...others];
  return [
    {
      message: `\`${first.value}\` is read as HTML, and does not show when the plan is rendered`,
      span: first.span,
      label: "an HTML tag",
      related: others.map(({ span }) => ({ span, text: "so is this" })),
      help: "write it as code, or with a backslash before `<`",
      fix: {
        title: all.length > 1 ? "put a backslash before each `<`" : "put a backslash before `<`",
        safety: "safe",
        edits: all.map(({ span: { start } }) => ({ span: { start, end: start }, text: "\\" })),
      },
    },
  ];
}

/** Text such as `<name>` outside code parses as HTML, and vanishes from the rendered page. */
export const htmlPlaceholder: Rule = {
  code: "OMO109",
  name: "html-placeholder",
  severity: "warning",
  check({ source, scan }) {
    const findings: Finding[] = [];
    for (const line of scan.lines) {
      if (line.kind === "code" || line.kind === "fence" || line.kind === "raw" || line.kind === "blank")
        continue;
      const open = source.text.indexOf("<", line.content);
      if (open < 0) break;
      if (open >= line.contentEnd) continue;
      const text = source.text.slice(line.content, line.contentEnd);
      const codes = codeSpans(text).map((code) => code.span);
      const tags = [...text.matchAll(tag)].flatMap(
        ({ 0: found, 1: closed, 2: opened, index }): Spanned<string>[] => {
          if (elements.has((closed ?? opened ?? "").toLowerCase()) || text[index - 1] === "\\") return [];
          if (codes.some(({ start, end }) => start <= index && index < end)) return [];
          const start = line.content + index;
          return [{ value: found, span: { start, end: start + found.length } }];
        },
      );
      findings.push(...findingOf(tags));
    }
    return findings;
  },
};
