import type { Node } from "jsonc-parser";
import { z } from "zod";
import type { Diagnostic } from "../diagnostic.ts";
import { closest } from "../suggest.ts";
import { configFindings } from "./findings.ts";
import type { Setting } from "./setting.ts";
import { keyNode, nearestNode, spanOf } from "./tree.ts";

/** A mistake, and the part of the file that does not count because of it. */
export interface Problem {
  readonly path: readonly string[];
  readonly diagnostic: Diagnostic;
}

/**
 * Holds a value against a schema, and says of each mistake where in the file it is.
 * @param written the leaves of the value: their places where the value is not the file's own
 */
export function findIssues(
  schema: z.ZodType,
  value: unknown,
  root: Node,
  written: readonly Setting[],
): Problem[] {
  const result = schema.safeParse(value);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => describe(issue, value, { schema, root, written }));
}

interface Place {
  readonly schema: z.ZodType;
  readonly root: Node;
  readonly written: readonly Setting[];
}

function describe(issue: z.core.$ZodIssue, value: unknown, place: Place): Problem[] {
  const path = issue.path.filter((part) => typeof part !== "symbol");
  const inner = issue.code === "invalid_union" ? nearestBranch(issue) : null;
  if (inner !== null)
    return inner.flatMap((one) => describe({ ...one, path: [...path, ...one.path] }, value, place));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, place));
  const node = nearestNode(place.root, path);
  const where = path.length > 0 ? `\`${path.join(".")}\`` : "the configuration";
  const found = at(value, path);
  const meant =
    issue.code === "invalid_value" && typeof found === "string"
      ? closest(found, issue.values.map(String))
      : null;
  const diagnostic: Diagnostic = {
    ...configFindings.value,
    message: `${where} ${whatIsWrong(issue)}`,
    span: spanOf(node),
    label: issue.code === "invalid_type" || issue.code === "invalid_union" ? article(typeOf(found)) : "",
    related: [],
    help: meant === null ? null : `did you mean \`${meant}\`?`,
  };
  return [{ path: path.map(String), diagnostic }];
}

/** Of what a value may be, the form it comes nearest to: one that is right but for something inside, or the only one of its type. */
function nearestBranch(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | null {
  const ofType = issue.errors.filter((branch) => !branch.some((one) => isOfOtherType(one)));
  // A list of words refuses all else, whatever its type.
  const inside = ofType.filter((branch) => branch.every(({ path }) => path.length > 0));
  const nearest = ofType.length > 1 ? inside : ofType;
  return nearest.length === 1 ? (nearest[0] ?? null) : null;
}

function isOfOtherType({ code, path }: z.core.$ZodIssue): boolean {
  return code === "invalid_type" && path.length === 0;
}

function whatIsWrong(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${article(issue.expected)}`;
    case "invalid_value":
      return `must be one of ${issue.values.map((v) => `\`${String(v)}\``).join(", ")}`;
    case "invalid_union":
      return `must be ${[...new Set(issue.errors.flatMap(expectedTypes))].join(" or ")}`;
    case "too_small":
      return `must be ${issue.origin === "string" ? "longer" : `at least ${issue.minimum}`}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return `is wrong: ${issue.message}`;
  }
}

function expectedTypes(branch: readonly z.core.$ZodIssue[]): string[] {
  return branch.flatMap((one) => (one.code === "invalid_type" ? article(one.expected) : []));
}

function unknownKey(key: string, path: readonly (string | number)[], place: Place): Problem {
  const known = keysAt(place.schema, path);
  const meant = closest(key, known);
  const where = path.length === 0 ? "the configuration" : `\`${path.join(".")}\``;
  const object = nearestNode(place.root, path);
  const whole = [...path.map(String), key];
  const moved = place.written.find((setting) => whole.every((part, i) => setting.path[i] === part));
  const diagnostic: Diagnostic = {
    ...configFindings.unknownKey,
    message: `${where} has no key \`${key}\``,
    span: spanOf(keyNode(key, object) ?? object),
    label: "unknown key",
    related: [],
    help: meant ? `did you mean \`${meant}\`?` : `known here: ${known.map((k) => `\`${k}\``).join(", ")}`,
  };
  const span = keyNode(key, object) === undefined && moved ? moved.span : diagnostic.span;
  return { path: whole, diagnostic: { ...diagnostic, span } };
}

/** The keys that an object at a place of the configuration may have. */
function keysAt(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  const inner = unwrap(schema);
  const [key, ...rest] = path;
  if (key === undefined)
    return inner.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []));
  return inner.flatMap((one) => {
    if (one instanceof z.ZodObject) return one.shape[key] ? keysAt(one.shape[key], rest) : [];
    if (one instanceof z.ZodRecord) return keysAt(one.valueType as z.ZodType, rest);
    if (one instanceof z.ZodArray) return keysAt(one.element as z.ZodType, rest);
    return [];
  });
}

/** What a schema is without being optional or null, and all that a union may be. */
function unwrap(schema: z.ZodType): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => unwrap(option as z.ZodType));
  return [schema];
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function article(type: string): string {
  if (type === "null") return "`null`";
  const name = type === "record" ? "object" : type === "int" ? "whole number" : type;
  return /^[aeiou]/.test(name) ? `an ${name}` : `a ${name}`;
}
