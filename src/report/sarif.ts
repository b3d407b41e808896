import type { Diagnostic, Edit, RuleInfo, Severity } from "../diagnostic.ts";
import { positionAt, type Source, type Span } from "../source.ts";
import type { FileReport } from "./lint.ts";

/** How SARIF calls the levels. */
const levels: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", info: "note" };

/** What was found, and files that could not be used. */
export interface Looked {
  readonly reports: readonly FileReport[];
  readonly problems: readonly string[];
}

/** Findings as a SARIF 2.1.0 log: what code scanning services and editors read. */
export function toSarif(
  { reports, problems }: Looked,
  catalogue: readonly RuleInfo[],
  version: string,
): object {
  const ruleIndex = new Map(catalogue.map(({ code }, index) => [code, index]));
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "omo", semanticVersion: version, rules: catalogue.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: problems.length === 0,
            toolExecutionNotifications: problems.map((text) => ({ level: "error", message: { text } })),
          },
        ],
        artifacts: reports.map(({ source }) => ({ location: location(source), sourceLanguage: "markdown" })),
        results: reports.flatMap(({ source, diagnostics }) =>
          diagnostics.map((diagnostic) => result(source, diagnostic, ruleIndex.get(diagnostic.code))),
        ),
      },
    ],
  };
}

function descriptor({ code, name, severity }: RuleInfo): object {
  return {
    id: code,
    name,
    shortDescription: { text: name.replaceAll("-", " ") },
    help: { text: `\`omo explain ${code}\` tells what it means, why it matters and what to do.` },
    defaultConfiguration: { level: levels[severity] },
  };
}

function result(source: Source, diagnostic: Diagnostic, ruleIndex: number | undefined): object {
  const { code, severity, message, span, related, help, fix } = diagnostic;
  return {
    ruleId: code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[severity],
    message: { text: help === null ? message : `${message}\n${help}` },
    locations: [place(source, span)],
    ...(related.length > 0
      ? {
          relatedLocations: related.map((label, id) => ({
            id,
            ...place(source, label.span),
            message: { text: label.text },
          })),
        }
      : {}),
    ...(fix
      ? {
          fixes: [
            {
              description: { text: fix.safety === "unsafe" ? `${fix.title} (unsafe)` : fix.title },
              artifactChanges: [
                {
                  artifactLocation: location(source),
                  replacements: fix.edits.map((edit) => replacement(source, edit)),
                },
              ],
            },
          ],
        }
      : {}),
  };
}

function place(source: Source, span: Span): object {
  return { physicalLocation: { artifactLocation: location(source), region: region(source, span) } };
}

/** Paths are relative to where omo ran; what leads out of it or is absolute is given so. */
function location({ file }: Source): { uri: string } {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return { uri: file.startsWith("/") ? `file://${path}` : path };
}

/** Lines and columns from 1; the end is exclusive, as in the standard. */
function region(source: Source, span: Span): object {
  const start = positionAt(source, span.start);
  const end = positionAt(source, span.end);
  return {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
    charOffset: span.start,
    charLength: span.end - span.start,
  };
}

function replacement(source: Source, { span, text }: Edit): object {
  return { deletedRegion: region(source, span), ...(text === "" ? {} : { insertedContent: { text } }) };
}
