import { z } from "zod";

const taskState = z
  .enum([
    "waiting",
    "running",
    "checking",
    "integrating",
    "recovering",
    "reopening",
    "done",
    "failed",
    "awaiting",
    "blocked",
    "skipped",
    "cancelled",
  ])
  .describe("as the scheduler has it");

const tokens = z.int().nonnegative().describe("of all kinds, cached ones included");
const cost = z.number().nonnegative().describe("US dollars, as the runtime computes them");
const plan = z.string().describe("the plan's path in the repository");

const task = z.strictObject({
  id: z.string().describe("its label; `@<n>` for the n-th task where it has none of its own"),
  title: z.string(),
  final: z.boolean().describe("it reviews the work of all others"),
  state: taskState,
  reason: z
    .string()
    .nullable()
    .describe("why it failed, waits for a person, is blocked, or is done but not ticked; else null"),
  by: z
    .enum(["user", "proof"])
    .nullable()
    .describe("what it is done by: somebody's word, or criteria that passed; null while it is not done"),
  judged: z.boolean().describe("the proof rests, in part at least, on a judge's or reviewer's word"),
  attempts: z
    .int()
    .nonnegative()
    .describe("as they count: what a provider or a dead server has cut off does not"),
  waived: z
    .array(z.strictObject({ criterion: z.int().nonnegative().describe("from 1"), reason: z.string() }))
    .describe("criteria that a person has let pass"),
  writeUp: z
    .string()
    .nullable()
    .describe("path in the repository of what was written up about its failures; null where nothing was"),
  tokens,
  cost,
});

const summary = {
  run: z.string().describe("the run's id: the name of its folder below `.omo/runs`"),
  plan,
  state: z
    .enum(["running", "ended", "interrupted", "cut-off"])
    .describe("`interrupted`: stopped in order by a signal; `cut-off`: its process died"),
  outcome: z
    .enum(["done", "failed", "waiting", "budget", "interrupted", "error"])
    .nullable()
    .describe("`exitCode` in a word; null while it runs"),
  exitCode: z.int().nonnegative().nullable().describe("what the run exits with; null while it runs"),
  begun: z.iso.datetime().describe("its first event"),
  lastEvent: z.iso.datetime().describe("its latest event so far"),
  elapsed: z
    .number()
    .nonnegative()
    .describe("milliseconds during which a process worked on it, up to its latest event"),
  totals: z.strictObject({
    tasks: z.int().nonnegative(),
    states: z.partialRecord(taskState, z.int().positive()).describe("how many tasks are in each state"),
    tokens,
    cost,
  }),
};

/** What `omo plan status --json` prints, and what the command of `--on-complete` is given. */
export const runJson = z.strictObject({
  version: z.literal(1).describe("another number once a field goes or changes its meaning"),
  ...summary,
  paused: z.boolean().describe("a person has asked that nothing new starts"),
  exhausted: z
    .enum(["time", "tokens", "money"])
    .nullable()
    .describe("the budget that has kept it from going on; null while none has"),
  tasks: z.array(task).describe("in the order of the plan"),
});

/** What `omo plan runs --json` prints. */
export const runsJson = z.strictObject({
  version: z.literal(1).describe("another number once a field goes or changes its meaning"),
  runs: z
    .array(
      z.union([
        z.strictObject(summary),
        z.strictObject({
          run: z.string(),
          plan: plan.nullable().describe("null where nobody can tell"),
          state: z.literal("damaged").describe("its journal cannot be read"),
          problem: z.string().describe("what is wrong with it"),
        }),
      ]),
    )
    .describe("newest first"),
});

/** A run as `--json` prints it. */
export type RunJson = z.infer<typeof runJson>;
/** What `omo plan runs --json` prints. */
export type RunsJson = z.infer<typeof runsJson>;
