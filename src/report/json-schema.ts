import { z } from "zod";

/** A place: `line` and `column` count from 1, columns in UTF-16 units; the end is exclusive. */
const place = {
  line: z.int().positive(),
  column: z.int().positive(),
  endLine: z.int().positive(),
  endColumn: z.int().positive(),
};

const diagnostic = z.strictObject({
  code: z.string(),
  name: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  ...place,
  label: z.string(),
  related: z.array(z.strictObject({ ...place, text: z.string() })),
  help: z.string().nullable(),
});

const wave = z.union([z.number(), z.literal("final")]);

const criterion = z.strictObject({
  text: z.string(),
  line: z.int().positive(),
  checked: z.boolean().nullable().describe("its own box; null when it has none"),
  kind: z.enum(["command", "judged", "human"]),
  command: z.string().optional().describe("the script that is run, of kind command only"),
});

const task = z.strictObject({
  id: z.string().describe("the label; `@<n>` for the n-th task when it has no label of its own"),
  label: z.string().nullable(),
  title: z.string(),
  line: z.int().positive(),
  checked: z.boolean(),
  final: z.boolean(),
  category: z.string().nullable(),
  agent: z.string().nullable(),
  skills: z.array(z.string()),
  blockedBy: z
    .array(z.string())
    .nullable()
    .describe("as the task itself states it; null when it states nothing"),
  dependsOn: z.array(z.string()).describe("ids of what the executor has done before this task"),
  wave: wave.nullable(),
  criteria: z.array(criterion),
  scenarios: z.array(
    z.strictObject({
      title: z.string(),
      line: z.int().positive(),
      tool: z.string().nullable(),
      evidence: z.string().nullable(),
    }),
  ),
  commit: z.strictObject({ wanted: z.boolean(), message: z.string().nullable() }).nullable(),
});

/** What `omo plan show --json` prints. */
export const planJson = z.strictObject({
  file: z.string(),
  title: z.string().nullable(),
  tasks: z.array(task),
  waves: z.array(z.strictObject({ name: wave, title: z.string(), members: z.array(z.string()) })),
  order: z.array(z.string()).describe("ids, each after all it depends on"),
  levels: z.array(z.array(z.string())).describe("ids by earliest start: a level may run side by side"),
  criticalPath: z.array(z.string()).describe("ids of a longest chain of dependencies"),
  diagnostics: z.array(diagnostic),
});

/** What `omo plan lint --format json` prints. */
export const lintJson = z.strictObject({
  files: z.array(z.strictObject({ file: z.string(), diagnostics: z.array(diagnostic) })),
  problems: z.array(z.string()).describe("files that could not be read at all, and why"),
  errors: z.int().nonnegative(),
  warnings: z.int().nonnegative(),
});

export type DiagnosticJson = z.infer<typeof diagnostic>;
export type PlanJson = z.infer<typeof planJson>;
export type LintJson = z.infer<typeof lintJson>;
