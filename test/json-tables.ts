import { toJSONSchema, type z } from "zod";

/** The parts of a JSON Schema that shapes of output have. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** The keys of a JSON output as rows of a table: path, what it holds, what it means. */
export function jsonRows(shape: z.ZodType): [key: string, holds: string, meaning: string][] {
  return rowsBelow(toJSONSchema(shape) as Schema, "");
}

function rowsBelow(schema: Schema, path: string): [string, string, string][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]): [string, string, string][] => {
    const key = `${path}${name}`;
    const row: [string, string, string] = [`\`${key}\``, typeOf(inner), inner.description ?? ""];
    return [row, ...rowsBelow(inner, `${key}.`), ...rowsBelow(inner.items ?? {}, `${key}[].`)];
  });
}

function typeOf(schema: Schema): string {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" or ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ type })).join(" or ");
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(", ");
  switch (schema.type) {
    case "string":
      return schema.format === "date-time" ? "time, ISO 8601, UTC" : "string";
    case "integer":
      return "whole number";
    case "boolean":
      return "`true` or `false`";
    case "array":
      return "list";
    case "object":
      return schema.properties ? "object" : "object by name";
    default:
      return `${schema.type ?? "anything"}`;
  }
}
