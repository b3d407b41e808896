import { toJSONSchema } from "zod";
import { builtInAgents } from "../src/agents/built-in.ts";
import { builtInCategories } from "../src/agents/built-in-categories.ts";
import { tools } from "../src/agents/rights.ts";
import { readRunOptions } from "../src/cli/run-options.ts";
import { defaultSettings } from "../src/config/defaults.ts";
import { grants } from "../src/config/grants.ts";
import { agentKeys, categoryKeys, topKeys } from "../src/config/predecessor-keys.ts";
import { configFile } from "../src/config/schema.ts";
import { defaultConfig } from "../src/config.ts";
import { runJson } from "../src/report/run-schema.ts";
import { taskStates } from "../src/report/stream-schema.ts";
import { commonFields, type Described, describedLines, describedParts, type Field } from "./event-docs.ts";
import { jsonRows } from "./json-tables.ts";

/** One key of a configuration. */
export interface Key {
  /** From the top of the file: `agents.<name>.model`. */
  readonly key: string;
  readonly type: string;
  readonly meaning: string;
}

/** The parts of a JSON Schema that the configuration's has. */
interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** Every key of a configuration file, in the order of its schema. */
export function keysOf(): Key[] {
  return keysBelow(toJSONSchema(configFile, { io: "input" }) as Schema, "");
}

function keysBelow(schema: Schema, path: string): Key[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const key = `${path}${name}`;
    return [{ key, type: typeOf(inner), meaning: inner.description ?? "" }, ...keysBelow(inner, `${key}.`)];
  });
  const named = schema.additionalProperties;
  return [
    ...below,
    ...(typeof named === "object" ? keysBelow(named, `${path}<name>.`) : []),
    ...(schema.anyOf ?? []).flatMap((one) => keysBelow(one, path)),
  ];
}

/** What a value may be, in words. */
function typeOf(schema: Schema): string {
  if (schema.anyOf) return alternatives(schema.anyOf);
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(", ");
  switch (schema.type) {
    case "string":
      // The only pattern there is.
      return schema.pattern === undefined ? "string" : "`provider/model`";
    case "boolean":
      return "`true` or `false`";
    case "integer":
      return `whole number${rangeOf(schema)}`;
    case "number":
      return `number${rangeOf(schema)}`;
    case "null":
      return "`null`";
    case "array":
      return `list of ${listed(schema.items ?? {})}`;
    case "object":
      return objectType(schema);
    default:
      return "anything";
  }
}

function alternatives(schemas: readonly Schema[]): string {
  const types = schemas.map(typeOf);
  const [first = ""] = types;
  return types
    .map((type, i) => (i > 0 && type === `by name: ${first}` ? "these by pattern" : type))
    .join(" or ");
}

function listed(items: Schema): string {
  if (items.type === "string") return "strings";
  return (items.anyOf ?? [items])
    .map((one) => (one.properties ? `\`{ ${Object.keys(one.properties).join(", ")} }\`` : typeOf(one)))
    .join(" or ");
}

function objectType({ additionalProperties: named }: Schema): string {
  if (typeof named !== "object" || named.properties) return "object";
  return `by name: ${typeOf(named)}`;
}

function rangeOf({ minimum, maximum }: Schema): string {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? maximum : undefined;
  if (minimum === undefined) return most === undefined ? "" : `, at most ${most}`;
  return most === undefined ? `, ${minimum} or more` : `, ${minimum} to ${most}`;
}

/** What holds where a key is not there, in words; nothing where nothing does. */
function defaults(): Readonly<Record<string, string>> {
  const read = readRunOptions({ file: "plan.md" }, defaultConfig);
  if (!read.ok) throw new Error(read.problem);
  const { limits, promptLimits } = read.options;
  const stated = defaultSettings.map(({ path, value }) => [path.join("."), `\`${JSON.stringify(value)}\``]);
  return {
    ...Object.fromEntries(stated),
    "background_task.defaultConcurrency": `\`${limits.maxParallel}\``,
    "background_task.staleTimeoutMs": `\`${promptLimits.stall}\``,
    "skills.enable": "all",
    rules: "as `omo explain` lists them",
  };
}

/** Models by their ids, the best first. */
function models(ids: readonly string[]): string {
  return ids.length === 0 ? "–" : ids.map((id) => `\`${id}\``).join(", ");
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [header, header.map(() => "---"), ...rows].map((row) =>
    row.map((cell) => cell.replaceAll("|", "\\|")),
  );
  return cells.map((row) => `| ${row.join(" | ")} |\n`).join("");
}

function keysTable(): string {
  const known = defaults();
  for (const key of Object.keys(known))
    if (!keysOf().some((one) => one.key === key)) throw new Error(`no key ${key}`);
  return table(
    ["Key", "Takes", "Default", "Meaning"],
    keysOf().map(({ key, type, meaning }) => [`\`${key}\``, type, known[key] ?? "", meaning]),
  );
}

function categoriesTable(): string {
  return table(
    ["Category", "For", "Models that suit it, the best first"],
    builtInCategories.map(({ name, description, models: ids }) => [`\`${name}\``, description, models(ids)]),
  );
}

function agentsTable(): string {
  return table(
    ["Agent", "What it does", "Models that suit it, the best first"],
    builtInAgents.map(({ name, role, models: ids }) => [`\`${name}\``, role, models(ids)]),
  );
}

/** Tools that are there or not; editing has a scope, and delegating names whom. */
const plain = tools.filter((tool) => tool !== "edit" && tool !== "delegate");

function rightsTable(): string {
  const rows = builtInAgents.map(({ name, rights }) => [
    `\`${name}\``,
    ...plain.map((tool) => (rights.tools.includes(tool) ? "yes" : "–")),
    rights.tools.includes("edit") ? rights.edit : "–",
    rights.delegates.length > 0 ? rights.delegates.map((other) => `\`${other}\``).join(", ") : "–",
  ]);
  return table(["Agent", ...plain.map((tool) => `\`${tool}\``), "`edit`", "`delegate`: may ask"], rows);
}

function grantsTable(): string {
  return table(
    ["Only in your own file", "Why"],
    grants.map(({ what, why }) => [what, why]),
  );
}

function leftOutTable(): string {
  return table(
    ["Key", "Why it is left out"],
    Object.entries(topKeys).map(([key, why]) => [`\`${key}\``, why]),
  );
}

/** What is to be said of keys that are taken over. */
const ofModels: Readonly<Record<string, string>> = {
  models: "same: the first is `model`, the others are `fallback_models`",
  reasoning: "same: is `variant`",
  reasoningEffort: "same: is `variant`",
};
const ofAgents: Readonly<Record<string, string>> = {
  ...ofModels,
  prompt_append: "same; of agents that only read, in your own files alone",
  tools: "partly: `false` takes a tool away, `true` gives none",
  permission: "partly: `deny` takes a right away, `allow` gives none, `ask` is `deny`",
};

function namedKeysTable(
  keys: Readonly<Record<string, true | string>>,
  notes: Readonly<Record<string, string>>,
): string {
  return table(
    ["Key", "In omo"],
    Object.entries(keys).map(([key, said]) => [
      `\`${key}\``,
      said === true ? (notes[key] ?? "same") : `left out: ${said}`,
    ]),
  );
}

function fieldsTable(fields: readonly Field[]): string {
  return table(
    ["Field", "Is", "Meaning"],
    fields.map(({ name, type, meaning }) => [`\`${name}\``, type, meaning]),
  );
}

/** A section for each line or part, with its fields besides those that every line has. */
function sections(described: readonly Described[]): string {
  return described
    .map(({ name, meaning, fields }) =>
      [`### ${name}`, meaning, fields.length > 0 ? fieldsTable(fields) : ""]
        .filter((part) => part !== "")
        .map((part) => `${part.trimEnd()}\n`)
        .join("\n"),
    )
    .join("\n");
}

const linesThat = (isJournalled: boolean) =>
  describedLines().filter((line) => line.isJournalled === isJournalled);

/** The generated parts of the documents, by the name in their markers. */
export const generated: Readonly<Record<string, () => string>> = {
  keys: keysTable,
  categories: categoriesTable,
  agents: agentsTable,
  rights: rightsTable,
  grants: grantsTable,
  "left-out": leftOutTable,
  "agent-keys": () => namedKeysTable(agentKeys, ofAgents),
  "event-common": () => fieldsTable(commonFields()),
  "task-states": () =>
    table(
      ["State", "Means"],
      Object.entries(taskStates).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
  "event-shown": () => sections(linesThat(false)),
  "event-journalled": () => sections(linesThat(true)),
  "event-parts": () => sections(describedParts()),
  "category-keys": () => namedKeysTable(categoryKeys, ofModels),
  "run-json": () => table(["Key", "Holds", "Meaning"], jsonRows(runJson)),
};
