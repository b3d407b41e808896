import { z } from "zod";
import type { TaskSpec } from "../event.ts";
import { criterion } from "./json-schema.ts";

/** A type whose keys are names, each with itself as value: an enumeration that leaves none out. */
export type Names<Name extends string> = { readonly [Key in Name]: Key };

/** What a line tells of a task from the plan alone. */
export const inPlan = {
  id: z.string().describe("Its label."),
  title: z.string().describe("As the plan has it."),
  wave: z
    .union([z.number(), z.literal("final")])
    .nullable()
    .describe("Null for a task in none."),
  final: z.boolean().describe("Whether it is of the final verification wave."),
  dependsOn: z.array(z.string()).describe("Labels of the tasks it waits for."),
};

const claims = {
  user: "user",
  proof: "proof",
  "set-aside": "set-aside",
  skipped: "skipped",
} as const satisfies Names<NonNullable<TaskSpec["claimed"]>>;

const model = z.object({
  model: z.string().nullable().describe("`provider/model`; null for opencode's default."),
  variant: z.string().nullable().describe("E.g. its reasoning effort."),
});

const models = z.object({
  first: model.nullable().describe("The one that is named; null where none is."),
  wished: z
    .array(z.string())
    .describe("In its place: ids of which the first that there is would work, else opencode's default."),
  fallbacks: z.array(model).describe("Those that would go on when a provider fails."),
  reason: z.string().describe("Where this comes from."),
});

const tools = z.object({
  tools: z.array(z.string()).describe("Kinds of tools."),
  commands: z
    .array(z.string())
    .nullable()
    .describe("Patterns of the commands that a shell may run; null for any."),
});

const task = z.object({
  ...inPlan,
  claimed: z
    .enum(claims)
    .nullable()
    .describe(
      "Why it would not run: `user`: its box is ticked; `proof`: an earlier run has proved it; `set-aside`: its box is `[~]`; `skipped`: an option leaves it out. Null where it would.",
    ),
  stuckOn: z.string().nullable().describe("The task set aside that keeps it from starting."),
  agent: z.string().describe("Who would work on it."),
  models: models.describe("The models that would work on it."),
  skills: z
    .array(
      z.object({
        name: z.string().describe("Its name."),
        file: z.string().describe("Where its text lies."),
      }),
    )
    .describe("Skills whose text would go into its brief."),
  missingSkills: z.array(z.string()).describe("Skills that it names and nobody has."),
  tools: tools.nullable().describe("The only tools it could use; null where nothing restricts them."),
  criteria: z
    .array(criterion)
    .describe("What it would be held against; without any, a judge would look at the whole task."),
});

/** What a run would do. */
export const planned = {
  order: z.array(z.string()).describe("Labels, each after all it depends on."),
  steps: z
    .array(z.array(z.string()))
    .describe("Labels by earliest start: those of a step may run side by side."),
  tasks: z.array(task).describe("In document order."),
};
