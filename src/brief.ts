import type { Check } from "./criteria/check.ts";
import type { CompiledCriterion } from "./criteria/plan-checks.ts";
import type { Plan, Task } from "./plan.ts";
import type { CriterionResult } from "./verdict.ts";

/** What a brief is compiled from: the task, its plan, and what the task is held against. */
export interface BriefInput {
  readonly plan: Plan;
  readonly task: Task;
  /** The plan's path relative to the git root. */
  readonly file: string;
  readonly tested: readonly CompiledCriterion[];
}

/**
 * Compiles the text an agent is given for a task: seven sections, always all of them, in this order, so that
 * nothing a plan says of a task is left to chance. Pure: the same plan gives the same bytes.
 */
export function compileBrief(input: BriefInput): string {
  const { task, plan } = input;
  const sections: [string, string][] = [
    ["TASK", `${taskName(task)}\n\n${task.whatToDo?.value.trim() ?? "The title says it all."}`],
    ["EXPECTED OUTCOME", expectedOutcome(input)],
    ["REQUIRED SKILLS", bullets(task.skills.map((s) => s.value)) || "None named."],
    ["REQUIRED TOOLS", "Any tool of this session."],
    ["MUST DO", bullets(["Work until every point of the expected outcome holds.", ...mustDo(plan)])],
    ["MUST NOT DO", mustNotDo(input)],
    ["CONTEXT", context(input)],
  ];
  return `${sections.map(([name, body]) => `## ${name}\n${body}`).join("\n\n")}\n`;
}

/** The label and title as one line, e.g. `2. Sign and verify tokens`. */
export function taskName(task: Task): string {
  return task.label ? `${task.label.value}. ${task.title.value}` : task.title.value;
}

/** What a session is told, besides or instead of the brief, when the attempt is not its first word. */
export interface Follow {
  readonly newSession: boolean;
  /** The session was cut off in the middle of the attempt. */
  readonly interrupted: boolean;
  /** How the attempt before ended, when it did not end well; else empty. */
  readonly trouble: string;
  /** Criteria that did not hold after the attempt before. */
  readonly failed: readonly CriterionResult[];
}

/**
 * The text of one prompt. A new session gets the brief; one that goes on gets what happened since: the
 * interruption, or the real results of the checks, nothing paraphrased.
 */
export function compilePrompt(brief: string, follow: Follow): string {
  const parts: string[] = [];
  if (follow.newSession) parts.push(brief.trimEnd());
  const wentOn = follow.interrupted && !follow.newSession;
  if (wentOn) parts.push(follow.trouble || "The executor was interrupted.");
  else if (follow.trouble) parts.push(follow.trouble);
  if (follow.failed.length > 0) {
    parts.push("The executor checked the work itself. These criteria did not hold:");
    parts.push(...follow.failed.map(describeFailure));
  }
  if (wentOn) parts.push("Look at what is there already, and go on with the task to its end.");
  else if (!follow.newSession || follow.failed.length > 0)
    parts.push(
      "Find the cause, mend it, and finish the task. The same criteria are checked again. What the task must not do still holds.",
    );
  return `${parts.join("\n\n")}\n`;
}

function describeFailure(result: CriterionResult): string {
  const how = { command: "Ran", file: "Looked at", judge: "Judged", person: "Asked" }[result.by];
  const head = `### ${result.text}\n${how}: ${result.evidence}\nResult: ${result.reason}`;
  return result.output ? `${head}\n${fence(result.output)}` : head;
}

function expectedOutcome({ task, tested }: BriefInput): string {
  const lines = tested.map(({ criterion, check }) => {
    const text = criterion.script ? `this script succeeds:\n${criterion.text}` : criterion.text;
    return `${text} (${settledBy(check)})`;
  });
  const scenarios = task.scenarios.map((s) => s.text.trim());
  const parts: string[] = [];
  if (lines.length > 0) parts.push(bullets(lines));
  if (task.criteria.length === 0)
    parts.push("An independent reader finds that all of TASK is done and nothing of MUST NOT DO.");
  if (scenarios.length > 0) parts.push(`These scenarios hold:\n${fence(scenarios.join("\n\n"))}`);
  return parts.join("\n\n");
}

/** Who settles a check, so that an agent knows what will be held against its work. */
function settledBy({ kind }: Check): string {
  switch (kind) {
    case "command":
      return "the executor runs this";
    case "file":
      return "the executor looks at the files";
    case "human":
    case "approval":
      return "a person approves this";
    default:
      return "an independent reader judges this";
  }
}

function mustDo(plan: Plan): string[] {
  return plan.context.mustHave.map((m) => m.value);
}

function mustNotDo({ task, plan, file }: BriefInput): string {
  const own = task.mustNotDo?.value.trim();
  const rules = [
    ...plan.context.mustNotHave.map((m) => m.value),
    "Do not commit, stash, clean, switch branches or change git's configuration: the executor owns git.",
    `Do not edit \`${file}\` or tick any box: a box is ticked by the executor, once the criteria hold.`,
    "Do not work on other tasks of the plan: they have sessions of their own, some of them at this moment.",
  ];
  return own ? `${own}\n\n${bullets(rules)}` : bullets(rules);
}

function context({ plan, task, file }: BriefInput): string {
  const parts = [`Plan: ${plan.title?.value ?? file} (\`${file}\`)`];
  if (plan.context.summary) parts.push(plan.context.summary.value.trim());
  if (task.references) parts.push(`References:\n${task.references.value.trim()}`);
  return parts.join("\n\n");
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item.trim().replace(/\n/g, "\n  ")}`).join("\n");
}

/** A fence longer than any run of backticks inside, so that quoted output cannot end it. */
export function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}\n${text.replace(/\n$/, "")}\n${marks}`;
}
