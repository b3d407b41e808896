import type { PersonAction } from "../event.ts";
import { command, group } from "./command.ts";
import { checkOptions, runOptions } from "./declared-options.ts";

const plan = { type: "positional", required: true, description: "The plan" } as const;
const task = { type: "positional", required: true, description: "The label of the task" } as const;

/** A command that says something to a run; `text` names the option whose words go with it. */
const saying = (action: PersonAction, text?: string) => async () => {
  const { say } = await import("./say.ts");
  return {
    run: (args: Readonly<Record<string, unknown>>, context: Parameters<typeof say>[1]) =>
      say(
        {
          action,
          file: String(args.file),
          task: args.task as string | undefined,
          text: text === undefined ? undefined : (args[text] as string | undefined),
          criterion: args.criterion as string | undefined,
        },
        context,
      ),
  };
};

/** Every command there is. Their modules are loaded when they run, not before. */
export const commands = group("Compiles and executes work plans written in Markdown", {
  plan: group("Check, show, draw and run plans", {
    lint: command(
      "Report errors and warnings in plans",
      {
        "files…": {
          type: "positional",
          required: false,
          description:
            "Plans, folders and globs; without any, what is under plans/, .omo/plans/ and .sisyphus/plans/",
        },
        format: {
          type: "enum",
          options: ["pretty", "concise", "json", "sarif", "github", "agent"],
          default: "pretty",
          description: "How findings are printed",
        },
        fix: { type: "boolean", description: "Make the safe fixes, and report what remains" },
        "unsafe-fixes": {
          type: "boolean",
          description: "Make those that may be wrong as well",
        },
        diff: { type: "boolean", description: "Print what fixes would change, and write nothing" },
        quiet: { type: "boolean", description: "Report errors only" },
        info: { type: "boolean", description: "Report notes as well" },
        "max-warnings": {
          type: "string",
          valueHint: "N",
          description: "Exit 1 when there are more warnings than this",
        },
        "allow-human": {
          type: "boolean",
          description: "Let criteria stand that only a person can check",
        },
        "stdin-filename": {
          type: "string",
          valueHint: "FILE",
          description: "Lint standard input, as if it were this file",
        },
        cache: {
          type: "boolean",
          default: true,
          description: "Keep findings, and take those kept of the same text",
          negativeDescription: "Look at every file anew, and keep nothing",
        },
        threads: {
          type: "string",
          valueHint: "N",
          description: "Look at so many files at once (as many as pays)",
        },
      },
      () => import("./lint.ts"),
    ),
    show: command(
      "Show the compiled plan: tasks, waves, order, what may run beside what",
      {
        file: { type: "positional", required: true, description: "The plan" },
        json: { type: "boolean", description: "Print it as JSON" },
        checks: { type: "boolean", description: "Print what will be done about each criterion" },
        brief: {
          type: "string",
          valueHint: "LABEL",
          description: "Print what the agent of this task would be told, and nothing else",
        },
        "allow-human": {
          type: "boolean",
          description: "A criterion that only a person can check is one to approve, and no error",
        },
      },
      () => import("./show.ts"),
    ),
    graph: command(
      "Draw what waits for what: waves as ranks, the critical path, the state of each task",
      {
        file: { type: "positional", required: true, description: "The plan" },
        format: {
          type: "enum",
          options: ["mermaid", "dot", "json"],
          default: "mermaid",
          description: "The language of the drawing",
        },
      },
      () => import("./graph.ts"),
    ),
    new: command(
      "Write a skeleton to start a plan from",
      {
        name: {
          type: "positional",
          required: true,
          description:
            "The plan's name: NAME.md is written to the first folder of plans there is, else to plans/",
        },
      },
      () => import("./new.ts"),
    ),
    run: command(
      "Run a plan: work on its tasks, check their criteria, tick what passed",
      runOptions,
      () => import("./run.ts"),
    ),
    verify: command(
      "Check the criteria of ticked tasks again, on the tree as it is and without any agent: which hold no longer",
      {
        "files…": { ...plan, description: "The plan; labels of tasks after it, ticked or not" },
        json: { type: "boolean", description: "Print it as JSON" },
        ...checkOptions,
      },
      async () => ({ run: (await import("./verify.ts")).verify }),
    ),
    rehearse: command(
      "Try the checks of a plan before any work: which pass already, and which cannot run here",
      {
        "files…": { ...plan, description: "The plan; labels of tasks after it" },
        json: { type: "boolean", description: "Print it as JSON" },
        ...checkOptions,
      },
      async () => ({ run: (await import("./verify.ts")).rehearse }),
    ),
    trust: command(
      "Show what plans can do to you, and trust them until they change in more than ticks",
      { "files…": { ...plan, description: "The plans" } },
      async () => ({ run: (await import("./trust.ts")).trust }),
    ),
    untrust: command(
      "Take trust back",
      { "files…": { ...plan, description: "Plans as they are now, or hashes of plans" } },
      async () => ({ run: (await import("./trust.ts")).untrust }),
    ),
    trusted: command(
      "List the plans that you trust: their hashes, when you said so, and where they lay",
      {},
      async () => ({ run: (await import("./trust.ts")).trusted }),
    ),
    approve: command(
      "Say that a task is done, which waits for you or has failed; its box is ticked",
      { file: plan, task },
      saying("approve"),
    ),
    reject: command(
      "Say that a task which waits for you is not done",
      { file: plan, task, reason: { type: "string", valueHint: "TEXT", description: "Why" } },
      saying("reject", "reason"),
    ),
    retry: command(
      "Have a task begun anew that waits for you or has failed",
      {
        file: plan,
        task,
        with: { type: "string", valueHint: "TEXT", description: "Advice for whoever does it" },
      },
      saying("retry", "with"),
    ),
    waive: command(
      "Let a criterion of a task pass; every report tells of it",
      {
        file: plan,
        task,
        criterion: { type: "string", required: true, valueHint: "N", description: "Which one, from 1" },
        reason: { type: "string", required: true, valueHint: "TEXT", description: "Why it need not hold" },
      },
      saying("waive", "reason"),
    ),
    adopt: command(
      "Let an edit of the plan count for tasks that were begun or done already: they are proved by it anew",
      { file: plan, task: { ...task, required: false } },
      saying("adopt"),
    ),
    pause: command("Have a run start nothing new", { file: plan }, saying("pause")),
    resume: command("Let a paused run go on", { file: plan }, saying("resume")),
    cancel: command(
      "Call off a task of a run, or all that is not done",
      { file: plan, task: { ...task, required: false } },
      saying("cancel"),
    ),
    status: command(
      "Tell what the latest run of a plan did: passed, failed and why, tokens and cost; exits as that run",
      {
        file: { type: "positional", required: false, description: "The plan; without it, the plan run last" },
        json: { type: "boolean", description: "Print it as JSON" },
        watch: { type: "boolean", description: "Show it anew whenever it changes, until the run ends" },
      },
      () => import("./status.ts"),
    ),
    runs: command(
      "List the runs of a plan, or of all plans here, newest first",
      {
        file: { type: "positional", required: false, description: "The plan; without it, all of them" },
        json: { type: "boolean", description: "Print them as JSON" },
      },
      () => import("./runs.ts"),
    ),
    logs: command(
      "Tell all that is known of a task in a run: attempts, sessions, criteria and what they printed",
      {
        file: plan,
        task,
        run: { type: "string", valueHint: "ID", description: "The run (the latest of the plan)" },
        attempt: { type: "string", valueHint: "N", description: "This attempt alone" },
        follow: {
          type: "boolean",
          alias: "f",
          description: "Go on until the task is settled or the run ends",
        },
      },
      () => import("./logs.ts"),
    ),
    explain: command(
      "Say why a task is not running: what or whom it waits for; or that it is, or is done",
      { file: plan, task },
      () => import("./explain-task.ts"),
    ),
  }),
  config: command(
    "Show each setting that holds here, and which file it comes from",
    { json: { type: "boolean", description: "Print it as JSON" } },
    () => import("./config.ts"),
  ),
  doctor: command(
    "Look at all that a run needs, and say what to do about what is wrong",
    {
      json: { type: "boolean", description: "Print it as JSON" },
      probe: { type: "boolean", description: "Ask each model for one word, which costs a few tokens" },
    },
    () => import("./doctor.ts"),
  ),
  init: command(
    "Write .omo/omo.jsonc from what there is; asks on a terminal, never overwrites",
    { yes: { type: "boolean", description: "Ask nothing, and write what it would propose" } },
    () => import("./init.ts"),
  ),
  explain: command(
    "Tell what a finding means, why it matters and what to do; without a code, list all",
    {
      code: {
        type: "positional",
        required: false,
        description: "A code or name: OMO204, dependency-mismatch",
      },
    },
    () => import("./explain.ts"),
  ),
});
