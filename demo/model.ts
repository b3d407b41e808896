import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ModelReply, ModelScript, ModelTurn } from "../harness/scripted-model.ts";
import { judge, review } from "./reader.ts";

/** A file of a task's finished work, by its path in the project. */
export interface StepFile {
  readonly path: string;
  readonly text: string;
}

/** The mistake that the scripted model makes in its first attempt at a task, and mends in its second. */
export const slip = {
  task: "4",
  path: "src/routes/accounts.js",
  right: "const matches = await verifyPassword(",
  // Without the await a promise is tested, which is always true: any password logs in.
  wrong: "const matches = verifyPassword(",
} as const;

/** What the scripted model reports for the tasks that build on one. */
const reports: Readonly<Record<string, { learnings: string[]; decisions: string[]; issues: string[] }>> = {
  "1": {
    learnings: ["verifyPassword resolves to a boolean: await it, or any password passes."],
    decisions: ["A hash is `scrypt$<salt>$<key>`, both in base64url, so that it names its own scheme."],
    issues: [],
  },
  "2": {
    learnings: ["verifyToken answers null for whatever is wrong with a token; the lifetime is in seconds."],
    decisions: [],
    issues: ["A token cannot be revoked before it expires."],
  },
  "3": {
    learnings: [
      "The store compares addresses without case and surrounding blanks; add() is false for a taken one.",
    ],
    decisions: [],
    issues: [],
  },
};

/** Reads what `demo/steps/<label>` holds, in the order of the paths: sources before tests. */
export function loadStep(label: string): StepFile[] {
  const folder = join(import.meta.dirname, "steps", label);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: file.slice(folder.length + 1), text: readFileSync(file, "utf8") }));
}

/** Plays a coding agent that works through `plans/jwt-auth.md`: writer, judge and reviewer, each in its session. */
export const demoScript: ModelScript = (turn) => {
  const assignment = assignmentOf(turn);
  if (!assignment) throw new Error("no message says which task this session is for");
  const { role, label } = assignment;
  const reply = role === "JUDGE" ? judge(turn) : role === "REVIEW" ? review(turn, label) : write(turn, label);
  return { ...reply, usage: usageOf(turn, reply) };
};

/** What a session is for, by the first user message that names it, since a later one need not; null where none does. */
export function assignmentOf(turn: ModelTurn): { role: string; label: string } | null {
  for (const message of turn.messages) {
    if (message.role !== "user") continue;
    const heading = /^## (?:(TASK)\n|(JUDGE|REVIEW) )(\w+)\. /m.exec(message.text);
    if (heading) return { role: heading[1] ?? heading[2] ?? "", label: heading[3] ?? "" };
  }
  return null;
}

/** The writer: one tool call a turn, then a closing word. */
function write(turn: ModelTurn, label: string): ModelReply {
  const prompts = turn.messages.filter((message) => message.role === "user");
  const brief = prompts[0]?.text ?? "";
  // A session that was cut off gets a second prompt too, and goes on with what it was at.
  const isSentBack = prompts.some((message) => message.text.includes("These criteria did not hold"));
  const replies = label === slip.task && isSentBack ? mend(brief) : attempt(label, brief);
  return replies[turn.step] ?? { text: closingWord(label) };
}

/** The last message of a session, with the report that its brief asks for. */
function closingWord(label: string): string {
  const report = reports[label] ?? { learnings: [], decisions: [], issues: [] };
  return `Task ${label} is done.\n\n\`\`\`json\n${JSON.stringify(report)}\n\`\`\``;
}

function attempt(label: string, brief: string): ModelReply[] {
  const files = loadStep(label).map(({ path, text }) =>
    call(`Writing ${path}.`, "write", {
      filePath: path,
      content: path === slip.path ? text.replace(slip.right, slip.wrong) : text,
    }),
  );
  // Whoever makes the slip also believes the work to be done without trying it.
  return [...files, ...(label === slip.task ? [] : rehearsal(brief))];
}

function mend(brief: string): ModelReply[] {
  const edit = call("A wrong password logs in: the promise is never awaited.", "edit", {
    filePath: slip.path,
    oldString: slip.wrong,
    newString: slip.right,
  });
  return [edit, ...rehearsal(brief)];
}

/** The scenarios' numbered steps are commands; running them leaves the evidence that the plan asks for. */
function rehearsal(brief: string): ModelReply[] {
  const commands = [...brief.matchAll(/^ +\d+\. (.+)$/gm)].map((match) => match[1]);
  if (commands.length === 0) return [];
  const command = commands.join(" && ");
  return [call("Running the scenario.", "bash", { command, description: "Runs the task's QA scenario" })];
}

function call(text: string, name: string, args: Readonly<Record<string, unknown>>): ModelReply {
  return { text, toolCalls: [{ name, args }] };
}

/** About four characters a token, so that the run's figures look like those of a model. */
function usageOf(turn: ModelTurn, reply: ModelReply): { input: number; output: number } {
  const tokens = (value: unknown) => Math.ceil(JSON.stringify(value).length / 4);
  return { input: tokens(turn.body), output: tokens(reply) };
}
