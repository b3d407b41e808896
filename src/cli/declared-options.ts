import type { ArgsDef } from "citty";
import type { SandboxMode } from "./run-sandbox.ts";

const sandboxModes: SandboxMode[] = ["auto", "strict", "off"];

/** What `omo plan run` takes. Plain data, as all of the table of commands. */
export const runOptions = {
  "files…": {
    type: "positional",
    required: true,
    description: "The plan; several are run one after the other",
  },
  "dry-run": { type: "boolean", description: "Print what a run would do, and do nothing" },
  json: {
    type: "boolean",
    description: "Print all that happens as lines of JSON; with --dry-run, what a run would do",
  },
  plain: {
    type: "boolean",
    description: "Print lines alone, without the tasks as they stand, in a terminal too",
  },
  "allow-human": {
    type: "boolean",
    description: "Let a criterion that only a person can check wait for one, instead of refusing the plan",
  },
  resume: {
    type: "boolean",
    description: "Go on with the latest run of this plan, where it was cut off",
  },
  only: {
    type: "string",
    valueHint: "LABELS",
    description: "Do these tasks alone, whatever they depend on",
  },
  from: {
    type: "string",
    valueHint: "LABEL",
    description: "Begin with this task: it and what comes after it",
  },
  until: {
    type: "string",
    valueHint: "LABEL",
    description: "End with this task: it and what it depends on",
  },
  skip: {
    type: "string",
    valueHint: "LABELS",
    description: "Leave these out, and what depends on them",
  },
  "keep-going": {
    type: "boolean",
    default: true,
    description: "Start other tasks when one has failed",
    negativeDescription: "Start nothing more once a task has failed",
  },
  wait: { type: "boolean", description: "Stay when all that is left waits for a person" },
  "max-attempts": { type: "string", valueHint: "N", description: "Attempts a task gets in all (8)" },
  "max-rounds": {
    type: "string",
    valueHint: "N",
    description: "Times a session that stops before its work is done is sent on (100)",
  },
  "max-time": {
    type: "string",
    valueHint: "TIME",
    description: "Start nothing new after so long (8h)",
  },
  "max-tokens": {
    type: "string",
    valueHint: "N",
    description: "Start nothing new after so many tokens: 500k, 2M",
  },
  "max-cost": {
    type: "string",
    valueHint: "USD",
    description: "Start nothing new after so much money",
  },
  "max-task-tokens": {
    type: "string",
    valueHint: "N",
    description: "No further attempt of a task after so many",
  },
  "max-task-cost": {
    type: "string",
    valueHint: "USD",
    description: "No further attempt of a task after so much",
  },
  "hard-stop": { type: "boolean", description: "At the end of a budget, end what runs as well" },
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
  "on-complete": {
    type: "string",
    valueHint: "COMMAND",
    description:
      "Run this by bash when the run has ended, with a summary as JSON on its standard input, for at most 5 minutes",
  },
  port: {
    type: "string",
    valueHint: "N",
    description: "Port of the opencode server (any that is free)",
  },
  sandbox: {
    type: "enum",
    options: sandboxModes,
    default: "auto",
    description: "Keep server and checks to the repository: where that can be had, or no run, or not",
  },
  trust: {
    type: "string",
    valueHint: "HASH",
    description: "Run the plan that has this hash, without being asked whether you trust it",
  },
  "trust-all": {
    type: "boolean",
    description: "Run whatever plan it is, and what becomes of it in the run",
  },
  attach: {
    type: "string",
    valueHint: "URL",
    description: "Use the opencode server that runs there, and leave it running",
  },
} satisfies ArgsDef;

/** What a command takes that runs the checks of a plan. */
export const checkOptions = {
  "check-timeout": {
    type: "string",
    valueHint: "TIME",
    description: "A criterion's command has failed after so long (10m)",
  },
  sandbox: {
    type: "enum",
    options: sandboxModes,
    default: "auto",
    description: "Keep checks to the repository: where that can be had, or not at all, or not",
  },
  trust: {
    type: "string",
    valueHint: "HASH",
    description: "Run the checks of the plan that has this hash, without being asked whether you trust it",
  },
  "trust-all": { type: "boolean", description: "Run the checks of whatever plan it is" },
} satisfies ArgsDef;
