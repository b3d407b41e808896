import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from "jsonc-parser";
import { z } from "zod";
import { configFindings } from "./config/findings.ts";
import type { Diagnostic, RuleInfo, Severity } from "./diagnostic.ts";
import { findRule, suggestRule } from "./rule-name.ts";
import type { Source, Span } from "./source.ts";
import { closest } from "./suggest.ts";

const modelSettings = z.strictObject({
  model: z
    .string()
    .regex(/^[^/\s]+\/\S+$/, "a model is written `provider/model`")
    .optional()
    .describe("as opencode lists it: provider/model"),
  variant: z.string().min(1, "a variant has a name").optional().describe("e.g. its reasoning effort"),
});

const level = z.enum(["error", "warning", "info", "off"]);

/** `.omo/omo.jsonc` as it is written. */
export const configFile = z.strictObject({
  $schema: z.string().optional().describe("for editors; carries no meaning"),
  categories: z
    .record(z.string(), modelSettings)
    .default({})
    .describe("which model works on the tasks of a category"),
  reviewer: modelSettings
    .nullable()
    .default(null)
    .describe("who judges prose criteria and works on the final wave"),
  rules: z
    .record(z.string(), level)
    .default({})
    .describe("how bad a finding is, by its code or name, e.g. OMO303 or vague-criterion"),
});

/** Which model works, and in which variant (e.g. its reasoning effort); what is absent is the runtime's default. */
export type ModelSettings = Readonly<z.infer<typeof modelSettings>>;

/** What the user configured: `.omo/omo.jsonc`. */
export interface Config {
  readonly categories: Readonly<Record<string, ModelSettings>>;
  /** Who judges prose criteria and works on final tasks. */
  readonly reviewer: ModelSettings | null;
  /** How bad the findings of a rule are, by its code; `off` for not at all. */
  readonly rules: Readonly<Record<string, Severity | "off">>;
}

/** What holds without a configuration file: everything is the runtime's default. */
export const defaultConfig: Config = { categories: {}, reviewer: null, rules: {} };

/**
 * Reads a configuration: JSON with comments and trailing commas. Any mistake is an error with its place in
 * the file, and the configuration returned is then the default.
 * @param known all rules that `rules` may name
 */
export function parseConfig(source: Source, known: readonly RuleInfo[]): [Config, Diagnostic[]] {
  // A byte order mark is no part of JSON; a blank in its place keeps the offsets.
  const text = source.text.replace(/^\uFEFF/, " ");
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [first] = errors;
  // What is said to be wrong after that is mostly because of it.
  if (first !== undefined) return [defaultConfig, [syntaxError(first)]];
  if (root === undefined) return [defaultConfig, []];
  const repeated = duplicateKeys(root);
  if (repeated.length > 0) return [defaultConfig, repeated];
  const result = configFile.safeParse(getNodeValue(root));
  if (!result.success) return [defaultConfig, result.error.issues.flatMap((issue) => describe(issue, root))];
  const { categories, reviewer } = result.data;
  const [rules, unknown] = resolveRules(result.data.rules, known, root);
  return unknown.length > 0 ? [defaultConfig, unknown] : [{ categories, reviewer, rules }, []];
}

/** Brings all rules to their codes, and finds those that are none or are named twice. */
function resolveRules(
  written: Readonly<Record<string, Severity | "off">>,
  known: readonly RuleInfo[],
  root: Node,
): [Config["rules"], Diagnostic[]] {
  const rules: Record<string, Severity | "off"> = {};
  const diagnostics: Diagnostic[] = [];
  const object = findNodeAtLocation(root, ["rules"]) ?? root;
  for (const [key, severity] of Object.entries(written)) {
    const rule = findRule(key, known);
    if (rule === null) {
      diagnostics.push({
        ...configFindings.unknownKey,
        message: `there is no rule \`${key}\``,
        span: spanOf(keyNode(key, object) ?? object),
        label: "unknown rule",
        related: [],
        help: suggestRule(key, known),
      });
    } else if (rule.code in rules) {
      diagnostics.push({
        ...configFindings.duplicateKey,
        message: `\`${rule.code}\` and \`${rule.name}\` are the same rule`,
        span: spanOf(keyNode(key, object) ?? object),
        label: "set above already",
        related: [],
        help: "keep one of them",
      });
    } else rules[rule.code] = severity;
  }
  return [rules, diagnostics];
}

/** Keys that an object has twice: which of them holds would be a guess. */
function duplicateKeys(node: Node): Diagnostic[] {
  const first = new Map<string, Node>();
  const diagnostics: Diagnostic[] = [];
  for (const child of node.children ?? []) {
    const key = child.type === "property" ? child.children?.[0] : undefined;
    if (key !== undefined) {
      const earlier = first.get(key.value);
      if (earlier === undefined) first.set(key.value, key);
      else {
        diagnostics.push({
          ...configFindings.duplicateKey,
          message: `the key \`${key.value}\` is there twice`,
          span: spanOf(key),
          label: "used again here",
          related: [{ span: spanOf(earlier), text: "first used here" }],
          help: "keep one of them",
        });
      }
    }
    diagnostics.push(...duplicateKeys(child));
  }
  return diagnostics;
}

function syntaxError(error: ParseError): Diagnostic {
  // `CommaExpected` → `comma expected`
  const words = printParseErrorCode(error.error)
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
  return {
    ...configFindings.syntax,
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
  const meant = issue.code === "invalid_value" ? closest(String(node.value), issue.values.map(String)) : null;
  return [
    {
      ...configFindings.value,
      message: `${where} ${whatIsWrong(issue)}`,
      span: spanOf(node),
      label: issue.code === "invalid_type" ? `${article(node.type)}` : "",
      related: [],
      help: meant === null ? null : `did you mean \`${meant}\`?`,
    },
  ];
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${article(issue.expected)}`;
  if (issue.code === "invalid_value")
    return `must be one of ${issue.values.map((v) => `\`${String(v)}\``).join(", ")}`;
  return `is wrong: ${issue.message}`;
}

function unknownKey(key: string, path: readonly (string | number)[], object: Node): Diagnostic {
  const known = Object.keys(path.length === 0 ? configFile.shape : modelSettings.shape);
  const meant = closest(key, known);
  const place = path.length === 0 ? "the configuration" : `\`${path.join(".")}\``;
  return {
    ...configFindings.unknownKey,
    message: `${place} has no key \`${key}\``,
    span: spanOf(keyNode(key, object) ?? object),
    label: "unknown key",
    related: [],
    help: meant ? `did you mean \`${meant}\`?` : `known here: ${known.map((k) => `\`${k}\``).join(", ")}`,
  };
}

/** The words of a key in an object. */
function keyNode(key: string, object: Node): Node | undefined {
  return object.children?.find((child) => child.children?.[0]?.value === key)?.children?.[0];
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

function article(type: string): string {
  if (type === "null") return "`null`";
  const name = type === "record" ? "object" : type;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}
