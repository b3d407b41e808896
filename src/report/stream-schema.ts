import { z } from "zod";
import { eventSchema, usage } from "../run/event-schema.ts";
import type { Activity } from "../runtime/runtime.ts";
import type { TaskState } from "../state.ts";
import type { CriticalLink } from "./critical-path.ts";
import { inPlan, type Names, planned } from "./stream-planned-schema.ts";

const envelope = {
  v: z.literal(1).describe("Version of the form of the lines."),
  run: z.string().describe("The run's id; null where no run was begun."),
  file: z.string().describe("The plan, relative to the git root."),
  seq: z.int().positive().describe("Position in the run's journal, from 1; null for what is not journalled."),
  at: z.iso
    .datetime()
    .describe(
      "When it happened: a little before the line above it, at times, since entries of the journal wait for the disk.",
    ),
};

/** A line of what is not journalled. */
function shown<Type extends string, Shape extends z.ZodRawShape>(type: Type, means: string, shape: Shape) {
  return z.object({ ...envelope, seq: z.null(), type: z.literal(type), ...shape }).describe(means);
}

/** A line of a plan that is not run. */
function runless<Type extends string, Shape extends z.ZodRawShape>(type: Type, means: string, shape: Shape) {
  return shown(type, means, { ...shape, run: z.null() });
}

/** What each state of a task means to somebody who looks on. */
export const taskStates: Readonly<Record<TaskState["name"], string>> = {
  waiting: "It has not begun, or is to be gone on with: it waits for other tasks, a place, or its provider.",
  running: "A session works on it; a final task is reviewed.",
  checking: "Its criteria are put to the test.",
  integrating: "It is proved, and its box is about to be ticked.",
  recovering: "It has failed too often: it is stopped, taken back, and advice is asked for.",
  reopening: "A final review has sent it back: its box is about to be emptied.",
  done: "It is proved, or done on a person's word.",
  failed: "It has failed for good, unless a person or a resume has it begun anew.",
  awaiting: "Only a person can move it on.",
  blocked: "A task that it waits for is not going to be done.",
  skipped: "It is left out of this run.",
  cancelled: "A person has called it off.",
};

const standing = {
  state: z.enum(Object.keys(taskStates) as TaskState["name"][]).describe("Where it stands."),
  reason: z.string().describe("Why it failed, waits for a person, is blocked or is not ticked; else empty."),
  attempt: z.int().nonnegative().describe("Number of its latest attempt; 0 before the first."),
  attempts: z.int().nonnegative().describe("Attempts that count: faults of providers and servers do not."),
};

const task = z.string().describe("The task's label.");
const cause = z
  .int()
  .positive()
  .describe("`seq` of the event from which it follows: the last line before it that has one.");
const exit = z.int().describe("Exit status, as the README lists them.");

const kinds = { tool: "tool", retry: "retry", slot: "slot" } as const satisfies Names<Activity["kind"]>;

const causes = {
  start: "start",
  dependency: "dependency",
  place: "place",
  wait: "wait",
} as const satisfies Names<CriticalLink["after"]>;

const link = z.object({
  task,
  begin: z.number().describe("Milliseconds since the run began, during which a process worked on it."),
  end: z.number().describe("The same."),
  after: z
    .enum(causes)
    .describe(
      "What it began with: `start`: nothing was in its way; `dependency`: the link before was done; `place`: the link before made room; `wait`: the end of another wait.",
    ),
});

const criticalPath = z.object({
  work: z.number().describe("Milliseconds that all tasks took, added up."),
  links: z.array(link).describe("In order of time."),
});

const closedTask = z.object({
  id: inPlan.id,
  title: inPlan.title,
  ...standing,
  usage: usage.describe("What its sessions have used, judges included."),
});

const shownLines = [
  shown(
    "run.opened",
    "First line of a run. What was journalled before a resume stands in the journal alone.",
    {
      omo: z.string().describe("Version of omo."),
      resumed: z.boolean().describe("Whether an earlier process began it."),
      journal: z.string().describe("Where its journal lies, relative to the git root."),
      sandbox: z.string().describe("What the server and the commands of criteria are kept to, in words."),
    },
  ),
  shown("run.ready", "The server is up and all models are known: work begins.", {
    leftovers: z
      .int()
      .nonnegative()
      .describe("Processes of an earlier run that were still alive, and were ended."),
    tasks: z.array(z.object({ ...inPlan, ...standing })).describe("In document order, as they stand now."),
  }),
  shown(
    "task.changed",
    "A task has come to another state or another attempt, or into the run by an edit of the plan, as follows from an event.",
    { task, ...standing, cause },
  ),
  shown("task.removed", "An edit of the plan has taken a task out of the run.", { task, cause }),
  shown(
    "session.activity",
    "A sign of life of a session that works for a task, those of judges and reviewers included.",
    {
      task,
      kind: z
        .enum(kinds)
        .describe(
          "`tool`: it uses a tool. `retry`: the runtime asks a failing provider again. `slot`: as many sessions of its model go on as may, and it waits; or it has waited, and begins.",
        ),
      text: z.string().describe("E.g. `write src/a.ts`, what the provider said, or what it waits for."),
    },
  ),
  shown("run.closed", "Last line of a run.", {
    exit,
    problem: z
      .string()
      .nullable()
      .describe("What kept the run from beginning or going on; null where it came to an end."),
    interrupted: z.string().nullable().describe("The signal that cut it short; null where none did."),
    exhausted: z
      .enum(["time", "tokens", "money"])
      .nullable()
      .describe("The budget that is spent; null where none is."),
    paused: z.boolean().describe("Whether a person has asked that nothing new starts."),
    elapsed: z
      .number()
      .describe("Milliseconds during which a process worked on the run, all processes together."),
    usage: usage.describe("What the run has used in all."),
    tasks: z.array(closedTask).describe("What became of each task, in document order."),
    criticalPath: criticalPath
      .nullable()
      .describe("The tasks that the end of the run waited for; null where it could not go on."),
  }),
  runless("run.omitted", "The plan has nothing to run. The only line of it.", {
    exit,
    reason: z.string().describe("Why, in words."),
  }),
  runless("run.planned", "With `--dry-run`: what a run would do. The only line of a plan.", planned),
] as const;

/** A journalled event as the stream has it: its own fields, and those of every line. */
const journalledLines = eventSchema.options.map((event) =>
  z.object({ ...envelope, ...event.shape, ...envelope }),
);

/** A line of what `omo plan run --json` prints. What is added raises no version; what is taken away does. */
export const streamLine = z.discriminatedUnion("type", [...shownLines, ...journalledLines]);

/** A line that tells what is not journalled. */
export type ShownLine = z.infer<(typeof shownLines)[number]>;
