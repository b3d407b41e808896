import type { ToolList } from "./agents/rights.ts";
import type { Skill } from "./agents/skill.ts";
import { describeTools } from "./agents/tool-names.ts";
import { background, type Surroundings } from "./brief/background.ts";
import { bullets, fence } from "./brief/markdown.ts";
import { skillSection } from "./brief/skills.ts";
import type { Check } from "./criteria/check.ts";
import type { CompiledCriterion } from "./criteria/plan-checks.ts";
import type { Advice } from "./event.ts";
import type { Plan, Task } from "./plan.ts";
import type { AttemptMode } from "./state.ts";
import type { CriterionResult } from "./verdict.ts";

/** What a brief is compiled from: the task, its plan, what the task is held against, and what is known around it. */
export interface BriefInput extends Surroundings {
  readonly plan: Plan;
  readonly task: Task;
  /** The plan's path relative to the git root. */
  readonly file: string;
  readonly tested: readonly CompiledCriterion[];
  /** The skills it is to have, as far as they were found. */
  readonly skills: readonly Skill[];
  /** Names of those that were not. */
  readonly missingSkills: readonly string[];
  /** The only tools that it may use; null where nothing restricts them. */
  readonly tools: ToolList | null;
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
    ["REQUIRED SKILLS", skillSection(input.skills, input.missingSkills)],
    ["REQUIRED TOOLS", requiredTools(input.tools)],
    ["MUST DO", bullets(["Work until every point of the expected outcome holds.", ...mustDo(plan), closing])],
    ["MUST NOT DO", mustNotDo(input)],
    ["CONTEXT", background(input)],
  ];
  return `${sections.map(([name, body]) => `## ${name}\n${body}`).join("\n\n")}\n`;
}

/** What a session leaves for those that come after it. It proves nothing of the task. */
const closing = [
  "End your last message with a closing report, one `json` block and nothing after it:",
  "```json",
  '{ "learnings": ["…"], "decisions": ["…"], "issues": ["…"] }',
  "```",
  "One sentence each, for those whose tasks build on this one: how things work here, what you decided and why, what is left open. Lists may be empty.",
  'Only where you cannot go on without a person, say in it what you need of them: `"asks": "…"`.',
].join("\n");

/** The label and title as one line, e.g. `2. Sign and verify tokens`. */
export function taskName(task: Task): string {
  return task.label ? `${task.label.value}. ${task.title.value}` : task.title.value;
}

/** What a session is told where another model takes over in the middle of it. */
export const takeOverPrompt =
  "The model that worked here has failed, and you take over. Look at what was asked for and at what is there already, and go on to the end, in the form that was asked for.\n";

/** What a session is told, besides or instead of the brief, when the attempt is not its first word. */
export interface Follow {
  readonly mode: AttemptMode;
  readonly newSession: boolean;
  /** The session was cut off in the middle of the attempt. */
  readonly interrupted: boolean;
  /** How the attempt before ended, when it did not end well; else empty. */
  readonly trouble: string;
  /** Criteria that did not hold after the attempt before. */
  readonly failed: readonly CriterionResult[];
  /** What the session, or the one before it, has left undone. */
  readonly open: readonly string[];
  /** The task's text has changed since the session was told. */
  readonly revised: boolean;
  readonly advice: Advice | null;
}

/**
 * The text of one prompt. A new session gets the brief; one that goes on gets what happened since: the
 * interruption, or the real results of the checks, nothing paraphrased.
 */
export function compilePrompt(brief: string, follow: Follow): string {
  const parts: string[] = [];
  if (follow.newSession) parts.push(brief.trimEnd());
  else if (follow.revised)
    parts.push("The task's text has changed. It is this now, and this alone counts:", brief.trimEnd());
  const wentOn = follow.interrupted && !follow.newSession;
  if (wentOn) parts.push(follow.trouble || "The executor was interrupted.");
  else if (follow.trouble) parts.push(follow.trouble);
  if (follow.failed.length > 0) {
    parts.push("The executor checked the work itself. These criteria did not hold:");
    parts.push(...follow.failed.map(describeFailure));
  }
  if (follow.open.length > 0 && (follow.newSession || follow.mode === "continue"))
    parts.push(
      follow.newSession
        ? "The session before had this left to do:"
        : "You have stopped, and this is still open:",
      bullets(follow.open),
    );
  if (follow.mode === "continue" && !follow.newSession && !wentOn)
    parts.push(
      "Go on until nothing of it is open: do it, or strike it off your list where it need not be done. End with the closing report.",
    );
  else if (wentOn)
    parts.push(
      "Look at what is there already, and go on with the task to its end. End with the closing report.",
    );
  else if (follow.mode === "advised") parts.push(adviceText(follow.advice));
  else if (!follow.newSession || follow.failed.length > 0)
    parts.push(
      ...(follow.mode === "adjust"
        ? [
            "This has failed before in this session. Do not try the same once more: say what the failures have in common, what you took for granted, and go another way.",
          ]
        : []),
      "Find the cause, mend it, and finish the task. The same criteria are checked again. What the task must not do still holds. End with the closing report.",
    );
  return `${parts.join("\n\n")}\n`;
}

function adviceText(advice: Advice | null): string {
  const before = "Earlier sessions have failed at this task, and what they changed was taken back.";
  if (advice === null) return `${before} Go about it another way than the nearest one.`;
  const { conclusion, plan, effort, risks } = advice;
  const steps = plan.map((step, i) => `${i + 1}. ${step}`).join("\n");
  const warned = risks.length > 0 ? `\n\nRisks:\n${bullets(risks)}` : "";
  return `${before} An adviser who has read the repository says (effort: ${effort}):\n\n${conclusion}\n\n${steps}${warned}`;
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

function requiredTools(tools: ToolList | null): string {
  if (tools === null) return "Any tool of this session.";
  return `These alone; the session has no others: ${describeTools(tools)}.`;
}
