import { z } from "zod";
import { check as unnamed } from "./check-schema.ts";

// A part with an id is written once in the published schema, and referred to.
const check = unnamed.meta({ id: "check" });

/** A place: `line` and `column` count from 1, columns in UTF-16 units; the end is exclusive. */
const place = {
  line: z.int().positive(),
  column: z.int().positive(),
  endLine: z.int().positive(),
  endColumn: z.int().positive(),
};

const diagnostic = z
  .strictObject({
    code: z.string(),
    name: z.string(),
    severity: z.enum(["error", "warning", "info"]),
    message: z.string(),
    ...place,
    label: z.string(),
    related: z.array(z.strictObject({ ...place, text: z.string() })),
    help: z.string().nullable(),
    fix: z
      .strictObject({
        title: z.string(),
        safety: z.enum(["safe", "unsafe"]),
        edits: z.array(z.strictObject({ ...place, text: z.string() })).describe("text to put in each place"),
      })
      .nullable(),
  })
  .meta({ id: "diagnostic" });

const wave = z.union([z.number(), z.literal("final")]);

export const criterion = z
  .strictObject({
    text: z.string(),
    line: z.int().positive(),
    checked: z.boolean().nullable().describe("its own box; null when it has none"),
    kind: z.enum(["command", "file", "diff", "scenario", "judged", "human", "approval"]),
    command: z.string().optional().describe("the script that is run, of kind command only"),
    check,
  })
  .meta({ id: "criterion" });

const task = z.strictObject({
  id: z.string().describe("the label; `@<n>` for the n-th task when it has no label of its own"),
  label: z.string().nullable(),
  title: z.string(),
  line: z.int().positive(),
  checked: z.boolean(),
  blocked: z.boolean().describe("set aside by its author, as `[~]` says"),
  final: z.boolean(),
  category: z.string().nullable(),
  agent: z.string().nullable(),
  skills: z.array(z.string()),
  tools: z.array(z.string()),
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
      steps: z.array(z.string()),
      expected: z.array(z.string()),
      evidence: z.string().nullable(),
      check,
    }),
  ),
  commit: z
    .strictObject({
      wanted: z.boolean(),
      message: z.string().nullable(),
      files: z.array(z.string()),
      groupsWith: z.array(z.string()).describe("labels of the tasks it is committed with"),
      preCommit: criterion.nullable(),
    })
    .nullable(),
});

/** What `omo plan show --json` prints. */
export const planJson = z.strictObject({
  file: z.string(),
  title: z.string().nullable(),
  context: z
    .strictObject({
      summary: z.string().nullable().describe("the TL;DR section"),
      background: z.string().nullable().describe("the Context section"),
      mustHave: z.array(z.string()),
      mustNotHave: z.array(z.string()),
    })
    .describe("what the plan tells every agent, as Markdown"),
  tasks: z.array(task),
  criteria: z
    .array(
      criterion.extend({
        section: z.enum(["definitionOfDone", "successCriteria", "verification", "checklist"]),
      }),
    )
    .describe("checks of the whole plan"),
  commits: z
    .array(
      z.strictObject({
        after: z.array(z.string()).describe("labels of the tasks after which it is made"),
        message: z.string().nullable(),
        files: z.array(z.string()),
      }),
    )
    .describe("as the Commit Strategy states them"),
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
  silenced: z
    .int()
    .nonnegative()
    .describe("errors that the user has silenced; a run refuses them all the same"),
});

/** A criterion as `--json` prints it. */
export type CriterionJson = z.infer<typeof criterion>;
/** A finding as `--json` prints it. */
export type DiagnosticJson = z.infer<typeof diagnostic>;
/** What `omo plan show --json` prints. */
export type PlanJson = z.infer<typeof planJson>;
/** What `omo plan lint --format json` prints. */
export type LintJson = z.infer<typeof lintJson>;
