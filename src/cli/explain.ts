import { severityWord } from "../report/frame.ts";
import { renderPage } from "../report/page.ts";
import { findRule, suggestRule } from "../rule-name.ts";
import { catalogue } from "../rules/all.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { readPage } from "./pages.ts";
import { writeProblem } from "./problem.ts";

interface ExplainArguments {
  readonly code?: string | undefined;
}

/** `omo explain [CODE]`: the page of a code or name, or the list of all. */
export async function run({ code: word }: ExplainArguments, context: Context): Promise<ExitCode> {
  const style = styleOf(context.stdout, context.env);
  if (word === undefined) {
    for (const { code, name, severity } of catalogue)
      context.stdout.write(`${style.colors.bold(code)}  ${severityWord[severity].padEnd(7)}  ${name}\n`);
    return exit.done;
  }
  const rule = findRule(word, catalogue);
  if (rule === null) {
    writeProblem(context, `there is no rule ${word}`, suggestRule(word, catalogue));
    return exit.usage;
  }
  const page = readPage(rule.code);
  if (page === null) {
    writeProblem(
      context,
      `the page of ${rule.code} is missing`,
      "install omo anew: its folder grammar/ is incomplete",
    );
    return exit.usage;
  }
  context.stdout.write(renderPage(page, style));
  return exit.done;
}
