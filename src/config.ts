import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { z } from "zod";
import type { Diagnostic } from "./diagnostic.ts";
import type { Source, Span } from "./source.ts";
import { closest } from "./suggest.ts";

const modelSettings = z.strictObject({
  model: z
    .string()
    .regex(/^[^/\s]+\/\S+$/, "a model is written `provider/model`")
    .optional(),
  variant: z.string().min(1, "a variant has a name").optional(),
});

const configFile = z.strictObject({
  /** For editors; carries no meaning here. */
  $schema: z.string().optional(),
  categories: z.record(z.string(), modelSettings).default({}),
  reviewer: modelSettings.nullable().default(null),
});

/** Which model works, and in which variant (e.g. its reasoning effort); what is absent is the runtime's default. */
export type ModelSettings = Readonly<z.infer<typeof modelSettings>>;

/** What the user configured: `.omo/omo.jsonc`. */
export interface Config {
  readonly categories: Readonly<Record<string, ModelSettings>>;
  /** Who judges prose criteria and works on final tasks. */
  readonly reviewer: ModelSettings | null;
}

/** What holds without a configuration file: everything is the runtime's default. */
export const defaultConfig: Config = { categories: {}, reviewer: null };

/**
 * Reads a configuration: JSON with comments and trailing commas. Any mistake is an error with its place in
 * the file, and the configuration returned is then the default.
 */
export function parseConfig(source: Source): [Config, Diagnostic[]] {
  const errors: ParseError[] = [];
  const root = parseTree(source.text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  if (errors.length > 0) return [defaultConfig, errors.map(syntaxError)];
  if (root === undefined) return [defaultConfig, []];
  const result = configFile.safeParse(getNodeValue(root));
  if (!result.success) return [defaultConfig, result.error.issues.flatMap((issue) => describe(issue, root))];
  return [{ categories: result.data.categories, reviewer: result.data.reviewer }, []];
}

function syntaxError(error: ParseError): Diagnostic {
  // `CommaExpected` → `comma expected`
  const words = printParseErrorCode(error.error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return {
    code: "OMO901",
    name: "config-syntax",
    severity: "error",
    message: `the configuration is not valid JSON: ${words}`,
    span: { start: error.offset, end: error.offset + error.length },
    label: words,
    related: [],
    help: "comments and trailing commas are fine; everything else is as in JSON",
  };
}

function describe(issue: z.core.$ZodIssue, root: Node): Diagnostic[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const node = findNodeAtLocation(root, path) ?? root;
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, node));
  const where = path.length > 0 ? `\`${path.join(".")}\`` : "the configuration";
  const what =
    issue.code === "invalid_type" ? `must be ${article(issue.expected)}` : `is wrong: ${issue.message}`;
  return [
    {
      code: "OMO903",
      name: "config-value",
      severity: "error",
      message: `${where} ${what}`,
      span: spanOf(node),
      label: issue.code === "invalid_type" ? `${article(node.type)}` : "",
      related: [],
      help: null,
    },
  ];
}

function unknownKey(key: string, path: readonly (string | number)[], object: Node): Diagnostic {
  const known = Object.keys(path.length === 0 ? configFile.shape : modelSettings.shape);
  const property = object.children?.find((child) => child.children?.[0]?.value === key)?.children?.[0];
  const meant = closest(key, known);
  const place = path.length === 0 ? "the configuration" : `\`${path.join(".")}\``;
  return {
    code: "OMO902",
    name: "config-unknown-key",
    severity: "error",
    message: `${place} has no key \`${key}\``,
    span: spanOf(property ?? object),
    label: "unknown key",
    related: [],
    help: meant ? `did you mean \`${meant}\`?` : `known here: ${known.map((k) => `\`${k}\``).join(", ")}`,
  };
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

function article(type: string): string {
  const name = type === "record" ? "object" : type;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}
