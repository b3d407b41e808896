import { command, group } from "./command.ts";

/** Every command there is. Their modules are loaded when they run, not before. */
export const commands = group("Compiles and executes work plans written in Markdown", {
  plan: group("Check, show and run plans", {
    lint: command(
      "Report errors and warnings in plans",
      {
        "files…": {
          type: "positional",
          required: false,
          description: "Plans; without any, those under plans/, .omo/plans/ and .sisyphus/plans/",
        },
        format: {
          type: "enum",
          options: ["pretty", "concise", "json"],
          default: "pretty",
          description: "How findings are printed",
        },
        "max-warnings": {
          type: "string",
          valueHint: "N",
          description: "Exit 1 when there are more warnings than this",
        },
      },
      () => import("./lint.ts"),
    ),
    show: command(
      "Show the compiled plan: tasks, waves, order, what may run beside what",
      {
        file: { type: "positional", required: true, description: "The plan" },
        json: { type: "boolean", description: "Print it as JSON" },
        brief: {
          type: "string",
          valueHint: "LABEL",
          description: "Print what the agent of this task would be told, and nothing else",
        },
      },
      () => import("./show.ts"),
    ),
    run: command(
      "Run a plan: work on its tasks, check their criteria, tick what passed",
      {
        file: { type: "positional", required: true, description: "The plan" },
        "dry-run": { type: "boolean", description: "Print what a run would do, and do nothing" },
        resume: {
          type: "boolean",
          description: "Go on with the latest run of this plan, where it was cut off",
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
});
