import { fence } from "./brief/markdown.ts";
import { taskName } from "./brief.ts";
import type { Plan, Task } from "./plan.ts";
import type { CriterionResult } from "./verdict.ts";

/** One question put to a judge; `index` is the criterion's position in its task, -1 for the task as a whole. */
export interface Question {
  readonly index: number;
  readonly text: string;
  /** What the executor saw when it ran the criterion's command; null for prose. */
  readonly output: string | null;
}

/** What judge and reviewer may look at besides the tree itself. */
export interface Exhibits {
  /** `git status --short` and the diff against HEAD, capped. */
  readonly changes: string;
  /** Results of the criteria that the executor has run. */
  readonly results: readonly CriterionResult[];
}

/** The question for a task that states no criterion: is what it asks for done? */
export function wholeTaskQuestion(task: Task): Question {
  const scenarios = task.scenarios.map((s) => s.text.trim()).join("\n\n");
  const text = scenarios
    ? `Everything under "What to do" is done, nothing under "Must NOT do" is, and the scenarios would pass:\n${scenarios}`
    : 'Everything under "What to do" is done and nothing under "Must NOT do" is.';
  return { index: -1, text, output: null };
}

/** The prompt of the independent session that settles what no command can. */
export function compileJudgePrompt(task: Task, questions: readonly Question[], exhibits: Exhibits): string {
  const asked = ask(questions);
  return `${[
    "You judge work that somebody else did in this directory. You can read, and nothing else. Believe the files, not claims about them.",
    `## JUDGE ${taskName(task)}`,
    aboutTask(task),
    `## CRITERIA\n${asked}`,
    about(exhibits),
    [
      "## ANSWER",
      'For each criterion: `criterion` (its number), `verdict` ("pass", "fail" or "cannot-tell"), `citation` (file and line, or the line of output, that settles it) and `reason` (one sentence).',
      '"cannot-tell" is the right answer when reading does not settle it. Doubt is not a pass.',
    ].join("\n"),
  ].join("\n\n")}\n`;
}

/**
 * The prompt of a final verification task's reviewer.
 * @param questions those of the task's own criteria that no command has settled
 */
export function compileReviewPrompt(
  plan: Plan,
  task: Task,
  file: string,
  questions: readonly Question[],
  exhibits: Exhibits,
): string {
  const list = (items: readonly { value: string }[]) => items.map((i) => `- ${i.value}`).join("\n");
  const rules = [
    plan.context.mustHave.length > 0 ? `The plan's Must Have:\n${list(plan.context.mustHave)}` : "",
    plan.context.mustNotHave.length > 0 ? `The plan's Must NOT Have:\n${list(plan.context.mustNotHave)}` : "",
  ].filter(Boolean);
  return `${[
    `You review finished work on the plan \`${file}\` in this directory. You can read, and nothing else. Commands were run for you; their results are below.`,
    `## REVIEW ${taskName(task)}`,
    aboutTask(task),
    ...rules,
    ...(questions.length > 0 ? [`All of these must hold:\n\n${ask(questions)}`] : []),
    about(exhibits),
    [
      "## ANSWER",
      '`verdict` is "APPROVE" or "REJECT"; `reasons` says why, one sentence each, naming files and lines. Reject for what is wrong or missing, not for taste.',
      "With a rejection, `reopen` names the labels of the tasks whose work is at fault: they are done again with your reasons. Leave it empty where no task can mend it.",
    ].join("\n"),
  ].join("\n\n")}\n`;
}

function ask(questions: readonly Question[]): string {
  return questions
    .map(({ index, text, output }) => {
      const printed = output === null ? "" : `\nIts command printed:\n${fence(output)}`;
      return `### Criterion ${index}\n${text}${printed}`;
    })
    .join("\n\n");
}

function aboutTask(task: Task): string {
  const parts: string[] = [];
  if (task.whatToDo) parts.push(`What to do:\n${task.whatToDo.value.trim()}`);
  if (task.mustNotDo) parts.push(`Must NOT do:\n${task.mustNotDo.value.trim()}`);
  return parts.join("\n\n") || "The title says it all.";
}

function about({ changes, results }: Exhibits): string {
  const ran = results
    .filter((r) => r.by === "command" || r.by === "file")
    .map((r) => `- ${r.verdict}: ${r.text} (${r.reason})`);
  const parts = [`## CHANGES\n${changes ? fence(changes) : "Nothing has changed since the last commit."}`];
  if (ran.length > 0) parts.push(`## WHAT THE EXECUTOR FOUND\n${ran.join("\n")}`);
  return parts.join("\n\n");
}
