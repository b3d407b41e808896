import { command, group } from "./command.ts";

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
      {
        file: { type: "positional", required: true, description: "The plan" },
        "dry-run": { type: "boolean", description: "Print what a run would do, and do nothing" },
        "allow-human": {
          type: "boolean",
          description:
            "Let a criterion that only a person can check wait for one, instead of refusing the plan",
        },
        resume: {
          type: "boolean",
          description: "Go on with the latest run of this plan, where it was cut off",
        },
        model: {
          type: "string",
          valueHint: "PROVIDER/MODEL",
          description: "The model of every session, whatever is configured",
        },
        "max-parallel": { type: "string", valueHint: "N", description: "Tasks under way at once (4)" },
        "stall-timeout": {
          type: "string",
          valueHint: "TIME",
          description: "End an attempt that shows no sign of life for so long (5m)",
        },
        "attempt-timeout": {
          type: "string",
          valueHint: "TIME",
          description: "End an attempt after so long (60m)",
        },
        "check-timeout": {
          type: "string",
          valueHint: "TIME",
          description: "A criterion's command has failed after so long (10m)",
        },
        "max-steps": {
          type: "string",
          valueHint: "N",
          description: "End an attempt after so many model turns (200)",
        },
        port: {
          type: "string",
          valueHint: "N",
          description: "Port of the opencode server (any that is free)",
        },
      },
      () => import("./run.ts"),
    ),
    status: command(
      "Tell what the latest run of a plan did: passed, failed and why, tokens and cost; exits as that run",
      {
        file: { type: "positional", required: false, description: "The plan; without it, the plan run last" },
      },
      () => import("./status.ts"),
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
