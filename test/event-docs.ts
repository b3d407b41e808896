import { toJSONSchema } from "zod";
import { streamLine } from "../src/report/stream-schema.ts";
import { addComments } from "./event-comments.ts";
import type { Schema } from "./json-schema.ts";

/** What every line has. */
const common = ["v", "run", "file", "seq", "at", "type"];

/** What fields mean that many events have, where their own comments say nothing. */
const usual: Readonly<Record<string, string>> = {
  tasks: "The tasks of the run, in document order.",
  task: "The task's label; null for the whole run.",
  id: "The task's label.",
  title: "As the plan has it.",
  dependsOn: "Labels of the tasks it waits for.",
  final: "Whether it is of the final verification wave.",
  attempt: "The attempt's number, from 1: each of a task has its own.",
  session: "The session's id, as the runtime has it.",
  agent: "Who works on it.",
  model: "`provider/model`; null for the runtime's default.",
  variant: "E.g. its reasoning effort; null for the model's own.",
  usage: "What it took.",
  limits: "The bounds that hold from here on.",
  budget: "Bounds of the whole run; null for none.",
  message: "In words.",
  reason: "Why, in words.",
  why: "In words.",
  signal: "Its name, e.g. `SIGINT`.",
  pid: "Of its process.",
  startTime: "Tells the process from others that had or will have its pid.",
  url: "Where it listens.",
  end: "How it came to rest.",
  result: "What came out.",
  review: "The answer; null where there was none that could be read.",
  verdict: "What it came to.",
  reasons: "Why, in words.",
  action: "What is to be done.",
  outcome: "What came of it.",
  refused: "Its type.",
  text: "As the plan has it.",
  conclusion: "In short.",
  plan: "What to do, step by step.",
  effort: "How much it is.",
  risks: "What may go wrong.",
  input: "Tokens read.",
  output: "Tokens written.",
  reasoning: "Tokens thought.",
  cacheRead: "Tokens read from a cache.",
  cacheWrite: "Tokens written to a cache.",
};

let made: Schema | null = null;

/** The published schema of the lines that `omo plan run --json` prints: more may be added to them. */
export function eventsSchema(): Schema {
  if (made) return made;
  const schema = toJSONSchema(streamLine, { io: "input" }) as Schema;
  addComments(linesOf(schema), schema.$defs ?? {});
  for (const line of schema.oneOf ?? []) addUsual(line);
  for (const { name } of namedParts(schema)) addUsual(schema.$defs?.[name] ?? {});
  const titled = { title: "A line of what omo plan run --json prints", ...schema };
  made = titled;
  return titled;
}

function addUsual(schema: Schema): void {
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    const meaning = usual[name];
    if (meaning !== undefined) inner.description ??= meaning;
    addUsual(inner);
  }
  for (const inner of [...(schema.items ? [schema.items] : []), ...alternativesOf(schema)]) addUsual(inner);
}

/** The schema of each line, by its type. */
function linesOf(schema: Schema): Map<string, Schema> {
  return new Map((schema.oneOf ?? []).map((line) => [String(line.properties?.type?.const), line]));
}

/** Parts that several lines have and that are told of; how a criterion is checked is told by the schema alone. */
function namedParts({ $defs = {} }: Schema): { name: string; part: Schema }[] {
  return Object.entries($defs)
    .filter(([name]) => !["check", "criterion"].includes(name) && !name.startsWith("__"))
    .map(([name, part]) => ({ name, part }));
}

/** One field of a line or of a part. */
export interface Field {
  /** Where it lies: `end.reason`, `tasks[].id`. */
  readonly name: string;
  readonly type: string;
  readonly meaning: string;
}

/** A line that can come, or a part that several lines have. */
export interface Described {
  readonly name: string;
  /** Empty for a part, which the fields tell of that hold it. */
  readonly meaning: string;
  readonly isJournalled: boolean;
  readonly fields: readonly Field[];
}

/** Every line that can come, the journalled ones last. */
export function describedLines(): Described[] {
  return [...linesOf(eventsSchema())].map(([name, line]) => ({
    name,
    meaning: line.description ?? "",
    isJournalled: line.properties?.seq?.type !== "null",
    fields: fieldsOf(line, "").filter((field) => !common.includes(field.name)),
  }));
}

/** Parts that several lines have. */
export function describedParts(): Described[] {
  return namedParts(eventsSchema()).map(({ name, part }) => ({
    name,
    meaning: "",
    isJournalled: true,
    fields: fieldsOf(part, ""),
  }));
}

/** What every line has. */
export function commonFields(): Field[] {
  const { properties = {} } = linesOf(eventsSchema()).get("run.started") ?? {};
  const orNull = (name: string, type: string) => ({ ...properties[name], type: [type, "null"] });
  const type = { type: "string", description: "What the line tells, and which fields it has besides." };
  const all = { ...properties, run: orNull("run", "string"), seq: orNull("seq", "integer"), type };
  return fieldsOf({ properties: all }, "").filter(({ name }) => common.includes(name));
}

function fieldsOf(schema: Schema, path: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const place = `${path}${name}`;
    return [
      { name: place, type: typeOf(inner), meaning: inner.description ?? "" },
      ...fieldsBelow(inner, place),
    ];
  });
}

/** The fields of objects that a value is or holds; of alternatives, all that any of them has, each once. */
function fieldsBelow(schema: Schema, place: string): Field[] {
  if (schema.items) return fieldsBelow(schema.items, `${place}[]`);
  const below = new Map<string, Field>();
  for (const one of [schema, ...alternativesOf(schema)])
    for (const field of fieldsOf(one, `${place}.`)) if (!below.has(field.name)) below.set(field.name, field);
  // Which alternative it is, is told with the value itself.
  if (schema.oneOf) below.delete(`${place}.kind`);
  return [...below.values()];
}

function alternativesOf({ anyOf = [], oneOf = [] }: Schema): readonly Schema[] {
  return [...anyOf, ...oneOf];
}

/** What a value may be, in words. */
function typeOf(schema: Schema): string {
  const some = alternativesOf(schema);
  if (some.length > 0) {
    const kinds = some.flatMap((one) => one.properties?.kind?.const ?? []);
    return kinds.length === some.length
      ? `object whose \`kind\` is ${kinds.map((kind) => `\`${kind}\``).join(" or ")}`
      : [...new Set(some.map(typeOf))].join(" or ");
  }
  if (schema.$ref !== undefined) return partType(schema.$ref.replace("#/$defs/", ""));
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(", ");
  if (Array.isArray(schema.type))
    return schema.type.map((type: string) => typeOf({ ...schema, type })).join(" or ");
  if (schema.items) return `list of ${manyOf(schema.items)}`;
  if (schema.format === "date-time") return "time, ISO 8601, UTC";
  switch (schema.type) {
    case "boolean":
      return "`true` or `false`";
    case "integer":
      return "whole number";
    case "null":
      return "`null`";
    default:
      return String(schema.type ?? "anything");
  }
}

function manyOf(items: Schema): string {
  if (items.items) return `lists of ${manyOf(items.items)}`;
  if (items.$ref === "#/$defs/criterion") return "criteria, as `omo plan show --json` has them";
  return `${typeOf(items)}s`;
}

function partType(name: string): string {
  return `[${name}](#${name.toLowerCase()})`;
}
