import { z } from "zod";

const comparison = z.enum(["=", "≥", ">", "≤", "<"]);

const matcher = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("contains"), text: z.string() }),
  z.strictObject({ kind: z.literal("lacks"), text: z.string() }),
  z.strictObject({ kind: z.literal("equals"), text: z.string() }),
  z.strictObject({ kind: z.literal("matches"), pattern: z.string() }),
  z.strictObject({ kind: z.literal("lines"), is: comparison, count: z.int() }),
  z.strictObject({
    kind: z.literal("number"),
    of: z.string().nullable().describe("what the number stands by; null for the only number there is"),
    unit: z.enum(["%", "ms"]).nullable(),
    is: comparison,
    value: z.number(),
  }),
  z.strictObject({ kind: z.literal("none"), of: z.enum(["failures", "errors", "warnings"]) }),
  z.strictObject({ kind: z.literal("json"), fields: z.json() }),
]);

const expectation = z.strictObject({
  exit: z.union([z.enum(["zero", "nonzero", "any"]), z.int()]),
  httpStatus: z.int().nullable(),
  output: z.array(matcher),
  judged: z.string().nullable().describe("words that no matcher covers"),
});

const command = z.strictObject({
  kind: z.literal("command"),
  script: z.string(),
  fence: z.boolean().describe("run with set -e"),
  expect: expectation,
  assertions: z
    .array(z.strictObject({ line: z.int().describe("of the script, from 0"), expect: expectation }))
    .describe("of parts of the script"),
});

const path = z.string();

const fileDemand = z.discriminatedUnion("test", [
  z.strictObject({ test: z.literal("exists"), path }),
  z.strictObject({ test: z.literal("absent"), path }),
  z.strictObject({ test: z.literal("contains"), path, text: z.string() }),
  z.strictObject({ test: z.literal("lacks"), path, text: z.string() }),
  z.strictObject({ test: z.literal("exports"), path, symbol: z.string() }),
]);

const diffDemand = z.discriminatedUnion("test", [
  z.strictObject({ test: z.literal("no-new-dependency") }),
  z.strictObject({ test: z.literal("unchanged"), paths: z.array(path) }),
  z.strictObject({ test: z.literal("only-below"), paths: z.array(path) }),
  z.strictObject({ test: z.literal("not-added"), texts: z.array(z.string()), paths: z.array(path) }),
]);

/** What is done about a criterion, a scenario or another check, as `omo plan show --json` prints it. */
export const check = z.discriminatedUnion("kind", [
  command,
  z.strictObject({
    kind: z.literal("file"),
    demands: z.array(fileDemand),
    judged: z.string().nullable().describe("words that no demand covers"),
  }),
  z.strictObject({ kind: z.literal("diff"), demand: diffDemand }),
  z.strictObject({
    kind: z.literal("scenario"),
    tool: z.enum(["bash", "browser", "terminal"]).nullable(),
    command: command.nullable(),
    why: z.string().describe("why there is no command; empty where there is one"),
    evidence: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal("judged") }),
  z.strictObject({ kind: z.literal("human"), phrase: z.string() }),
  z.strictObject({ kind: z.literal("approval"), phrase: z.string() }),
]);

/** A check as it is printed. */
export type CheckJson = z.infer<typeof check>;
