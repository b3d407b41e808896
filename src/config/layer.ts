import { getNodeValue, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Diagnostic, Severity } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";
import { configFindings } from "./findings.ts";
import { withoutGrants } from "./grants.ts";
import { adaptPredecessor, isPredecessors } from "./predecessor.ts";
import { findIssues } from "./problems.ts";
import { checkNames, type KnownNames } from "./references.ts";
import { configFile } from "./schema.ts";
import { assemble, type Layer, type Owner, type Setting, startsWith } from "./setting.ts";
import { badKeys, settingsBelow, tooDeepAt } from "./tree.ts";

/** Whose words a file is written in: omo's own, or those of the plugin that came before it. */
export type Dialect = "omo" | "predecessor";

/** How a file is to be read. */
export interface LayerOptions {
  readonly owner: Owner;
  readonly dialect: Dialect;
  /** Absolute: the folder that relative paths in it start from. */
  readonly base: string;
  readonly known: KnownNames;
}

/**
 * Reads one configuration file: JSON with comments and trailing commas. In a file of omo's own any mistake is an
 * error, and nothing of it counts; in one of the predecessor's it is a warning, and only what is wrong does not count.
 * What a repository may not say is left out, with a warning.
 */
export function parseLayer(source: Source, options: LayerOptions): [Layer, Diagnostic[]] {
  const { owner, base, known } = options;
  const layer = (settings: readonly Setting[]): Layer => ({ source, owner, base, settings });
  // A byte order mark is no part of JSON; a blank in its place keeps the offsets.
  const text = source.text.replace(/^\uFEFF/, " ");
  // The parser calls itself for each level.
  const tooDeep = tooDeepAt(text);
  if (tooDeep !== null)
    return [layer([]), lower([syntaxProblem("nested too deeply", tooDeep)], options.dialect)];
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const dialect = root !== undefined && isPredecessors(root) ? "predecessor" : options.dialect;
  const [first] = errors;
  // What is said to be wrong after that is mostly because of it.
  if (first !== undefined) return [layer([]), lower([syntaxError(first)], dialect)];
  if (root === undefined) return [layer([]), []];
  const bad = badKeys(root);
  if (bad.length > 0) return [layer([]), lower(bad, dialect)];

  const [written, left] =
    dialect === "predecessor" ? adaptPredecessor(root) : [settingsBelow(root), [] as Diagnostic[]];
  const value = dialect === "predecessor" ? assemble(written) : getNodeValue(root);
  const issues = findIssues(configFile, value, root, written);
  const named = checkNames(written, known);
  const found = [...issues, ...named].map(({ diagnostic }) => diagnostic);
  if (dialect === "omo" && found.length > 0) return [layer([]), found];
  const wrong = [...issues, ...named].map(({ path }) => path);
  // What is wrong may be an item of a list, which counts as a whole.
  const right = written.filter(
    ({ path }) => !wrong.some((bad) => startsWith(path, bad) || startsWith(bad, path)),
  );
  const [granted, refused] = withoutGrants(right, owner);
  return [layer(granted), [...left, ...lower(found, dialect), ...refused]];
}

/** The predecessor's file is for another program, which may take more than we know of. */
function lower(diagnostics: readonly Diagnostic[], dialect: Dialect): Diagnostic[] {
  const severity: Severity = "warning";
  return dialect === "omo"
    ? [...diagnostics]
    : diagnostics.map((d) => (d.severity === "error" ? { ...d, severity } : d));
}

function syntaxError(error: ParseError): Diagnostic {
  // `CommaExpected` → `comma expected`
  const words = printParseErrorCode(error.error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return syntaxProblem(words, { start: error.offset, end: error.offset + error.length });
}

function syntaxProblem(words: string, span: Span): Diagnostic {
  return {
    ...configFindings.syntax,
    message: `the configuration is not valid JSON: ${words}`,
    span,
    label: words,
    related: [],
    help: "comments and trailing commas are fine; everything else is as in JSON",
  };
}
