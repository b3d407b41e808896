import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type OmoProcess, runOmo, startOmo } from "../../harness/omo.ts";
import { entriesOf, eventsOf, only, survivors } from "../../harness/record.ts";
import { createSandbox, type Sandbox } from "../../harness/sandbox.ts";
import {
  type ModelReply,
  type ModelTurn,
  type ScriptedModel,
  startScriptedModel,
} from "../../harness/scripted-model.ts";

/** What a session is for, read off its first message, and how many prompts it has had. */
export interface Assignment {
  readonly role: "TASK" | "JUDGE" | "REVIEW" | "CONSULT";
  readonly label: string;
  /** 1 for the first prompt of the session. */
  readonly prompts: number;
}

export function assignmentOf(turn: ModelTurn): Assignment {
  const users = turn.messages.filter((message) => message.role === "user");
  const heading = /^## (?:(TASK)\n|(JUDGE|REVIEW|CONSULT) )(\w+)\. /m.exec(users[0]?.text ?? "");
  if (!heading) throw new Error(`no assignment in: ${users[0]?.text.slice(0, 200)}`);
  const role = (heading[1] ?? heading[2]) as Assignment["role"];
  return { role, label: heading[3] ?? "", prompts: users.length };
}

/** A model that works a task by a function of its own; judges pass all, reviewers approve, unless said otherwise. */
export type Fates = Partial<
  Record<string, (turn: ModelTurn, assignment: Assignment) => ModelReply | Promise<ModelReply>>
>;

/** Keys are `3` for task 3's worker, `JUDGE 3`, `REVIEW F1`, `CONSULT 3`. A worker without a fate writes `<label>.txt`. */
export function scriptOf(fates: Fates): (turn: ModelTurn) => ModelReply | Promise<ModelReply> {
  return (turn) => {
    const assignment = assignmentOf(turn);
    const { role, label } = assignment;
    const fate = fates[role === "TASK" ? label : `${role} ${label}`];
    if (fate) return fate(turn, assignment);
    if (role === "JUDGE") return judgement(turn, "pass");
    if (role === "CONSULT")
      return answer({ conclusion: "It can be done.", plan: ["Do it."], effort: "Quick", risks: [] });
    if (role === "REVIEW") return answer({ verdict: "APPROVE", reasons: ["all there"] });
    return turn.step === 0 ? write(`${label}.txt`, "done\n") : { text: "done" };
  };
}

/** One write of a file. */
export function write(filePath: string, content: string): ModelReply {
  return { toolCalls: [{ name: "write", args: { filePath, content } }] };
}

/** A final text that ends with a JSON object. */
export function answer(value: unknown): ModelReply {
  return { text: `My answer:\n\n\`\`\`json\n${JSON.stringify(value)}\n\`\`\`` };
}

/** The same verdict on every criterion the prompt asks about. */
export function judgement(turn: ModelTurn, verdict: "pass" | "fail" | "cannot-tell"): ModelReply {
  const asked = [...turn.prompt.matchAll(/^### Criterion (-?\d+)$/gm)].map((m) => Number(m[1]));
  return answer({
    verdicts: asked.map((criterion) => ({
      criterion,
      verdict,
      citation: "a.txt:1",
      reason: `it is a ${verdict}`,
    })),
  });
}

/** A plan of tasks in the usual form; each is `title`, further fields, and criteria. */
export function planOf(tasks: readonly PlannedTask[], final: readonly string[] = []): string {
  const lines = ["# A plan", "", "## TODOs", ""];
  for (const { label, after, criteria, category } of tasks) {
    lines.push(`- [ ] ${label}. Write file ${label}`, "", "  **What to do**:", `  - Write ${label}.txt`, "");
    if (category) lines.push(`  **Recommended Agent Profile**:`, `  - **Category**: \`${category}\``, "");
    lines.push("  **Parallelization**:", `  - **Blocked By**: ${after?.join(", ") || "None"}`, "");
    lines.push("  **Acceptance Criteria**:");
    for (const criterion of criteria ?? [`\`test -f ${label}.txt\` exits 0`])
      lines.push(`  - [ ] ${criterion}`);
    lines.push("");
  }
  if (final.length > 0) lines.push("## Final Verification Wave", "");
  for (const label of final)
    lines.push(`- [ ] ${label}. **Look at everything** — \`oracle\``, "  Read all files.", "");
  return lines.join("\n");
}

export interface PlannedTask {
  readonly label: string;
  readonly after?: readonly string[];
  readonly criteria?: readonly string[];
  readonly category?: string;
}

/** A scripted model and a sandbox for it, for one test. */
export interface Stage {
  readonly model: ScriptedModel;
  readonly sandbox: Sandbox;
  /** Directory of a repository that holds `plans/p.md` and the files given. */
  repository(plan: string, files?: Readonly<Record<string, string>>): Promise<string>;
  omo(
    cwd: string,
    args: readonly string[],
    env?: Readonly<Record<string, string>>,
    command?: readonly string[],
  ): OmoProcess;
  strike(): Promise<void>;
}

export async function setStage(
  fates: Fates,
  options: { config?: Record<string, unknown> } = {},
): Promise<Stage> {
  const model = await startScriptedModel(scriptOf(fates));
  const sandbox = await createSandbox({ modelUrl: model.url, ...options });
  return {
    model,
    sandbox,
    repository: (plan, files = {}) => sandbox.createRepository({ "plans/p.md": plan, ...files }),
    omo: (cwd, args, env = {}, command) =>
      startOmo(args, { cwd, env: { ...sandbox.env, ...env }, ...(command && { command }) }),
    async strike() {
      await model.close();
      await sandbox.remove();
    },
  };
}

/** Labels whose boxes are ticked. */
export function ticked(repository: string, file = "plans/p.md"): string[] {
  const text = readFileSync(join(repository, file), "utf8");
  return [...text.matchAll(/^- \[x\] (\w+)\./gm)].map((m) => m[1] ?? "");
}

export { entriesOf, eventsOf, only, runOmo, survivors };
