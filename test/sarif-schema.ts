import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/**
 * The part of SARIF 2.1.0 that omo writes, as the standard has it (OASIS, sections 3.13 to 3.57): which properties
 * an object has, of what kind they are, and which it must have. It is stricter than the standard in that it
 * permits nothing else.
 */
const definitions = {
  message: object({ text: string() }, ["text"]),
  artifactLocation: object({ uri: string({ format: "uri-reference" }) }, []),
  region: object(
    {
      startLine: integer(1),
      startColumn: integer(1),
      endLine: integer(1),
      endColumn: integer(1),
      charOffset: integer(0),
      charLength: integer(0),
    },
    [],
  ),
  physicalLocation: object({ artifactLocation: ref("artifactLocation"), region: ref("region") }, [
    "artifactLocation",
  ]),
  location: object(
    { id: integer(0), physicalLocation: ref("physicalLocation"), message: ref("message") },
    [],
  ),
  level: { enum: ["none", "note", "warning", "error"] },
  replacement: object({ deletedRegion: ref("region"), insertedContent: object({ text: string() }, []) }, [
    "deletedRegion",
  ]),
  artifactChange: object(
    { artifactLocation: ref("artifactLocation"), replacements: list("replacement", { minItems: 1 }) },
    ["artifactLocation", "replacements"],
  ),
  fix: object(
    {
      description: ref("message"),
      artifactChanges: list("artifactChange", { minItems: 1, uniqueItems: true }),
    },
    ["artifactChanges"],
  ),
  result: object(
    {
      ruleId: string(),
      ruleIndex: integer(0),
      level: ref("level"),
      message: ref("message"),
      locations: list("location"),
      relatedLocations: list("location", { uniqueItems: true }),
      fixes: list("fix", { uniqueItems: true }),
    },
    ["message"],
  ),
  reportingDescriptor: object(
    {
      id: string(),
      name: string(),
      shortDescription: ref("message"),
      help: ref("message"),
      defaultConfiguration: object({ level: ref("level") }, []),
    },
    ["id"],
  ),
  toolComponent: object(
    { name: string(), semanticVersion: string(), rules: list("reportingDescriptor", { uniqueItems: true }) },
    ["name"],
  ),
  notification: object({ level: ref("level"), message: ref("message") }, ["message"]),
  invocation: object(
    { executionSuccessful: { type: "boolean" }, toolExecutionNotifications: list("notification") },
    ["executionSuccessful"],
  ),
  artifact: object({ location: ref("artifactLocation"), sourceLanguage: string() }, []),
  run: object(
    {
      tool: object({ driver: ref("toolComponent") }, ["driver"]),
      columnKind: { enum: ["utf16CodeUnits", "unicodeCodePoints"] },
      invocations: list("invocation"),
      artifacts: list("artifact", { uniqueItems: true }),
      results: list("result"),
    },
    ["tool"],
  ),
};

const ajv = new Ajv2020({ allErrors: true });
formats.default(ajv);
const validate = ajv.compile({
  $defs: definitions,
  ...object({ $schema: string({ format: "uri" }), version: { const: "2.1.0" }, runs: list("run") }, [
    "version",
    "runs",
  ]),
});

/** What a SARIF log does not keep to, a line each. */
export function sarifMistakes(log: unknown): string[] {
  validate(log);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function object(properties: object, required: readonly string[]): object {
  return { type: "object", properties, required, additionalProperties: false };
}

function list(name: string, more: object = {}): object {
  return { type: "array", items: ref(name), ...more };
}

function ref(name: string): object {
  return { $ref: `#/$defs/${name}` };
}

function string(more: object = {}): object {
  return { type: "string", ...more };
}

function integer(minimum: number): object {
  return { type: "integer", minimum };
}
