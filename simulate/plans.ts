import type { FileDemand } from "../src/criteria/check.ts";
import { Random } from "./random.ts";

/** What a criterion of a made plan is about: whether a word stands in the task's file, and who looks. */
export interface MadeCriterion {
  readonly kind: "command" | "file" | "judged" | "human";
  readonly text: string;
  /** The word that the task's work puts into its file. */
  readonly word: string;
}

/** A task of a made plan. */
export interface MadeTask {
  readonly id: string;
  readonly title: string;
  readonly final: boolean;
  /** The file that its work is in. */
  readonly path: string;
  readonly criteria: readonly MadeCriterion[];
}

/** A plan made of a seed, as text and as what its maker meant by it. */
export interface MadePlan {
  readonly text: string;
  readonly tasks: ReadonlyMap<string, MadeTask>;
}

/** Plans that histories are made of: few enough for a compiled one to be worth keeping. */
const shapes = 300;

/** Makes a small plan: some tasks, some of them waiting for others, some final, with criteria of all kinds. */
export function makePlan(seed: number, mostTasks: number): MadePlan {
  const random = new Random(new Random(seed, "shape").below(shapes), `plan of ${mostTasks}`);
  const count = random.magnitude(mostTasks);
  const finals = random.chance(0.5) && count > 1 ? random.between(1, 2) : 0;
  const tasks = new Map<string, MadeTask>();
  const lines = ["# A plan", "", "## TODOs", ""];
  const add = (task: MadeTask, after: readonly string[]) => {
    tasks.set(task.id, task);
    lines.push(`- [${boxOf(random)}] ${task.id}. ${task.title}`, "");
    if (random.chance(0.4))
      lines.push(`  **Category**: \`${random.pick(["quick", "deep", "writing"])}\``, "");
    if (!task.final) lines.push(`  **Blocked By**: ${after.join(", ") || "None"}`, "");
    if (task.criteria.length > 0)
      lines.push("  **Acceptance Criteria**:", ...task.criteria.map(({ text }) => `  - [ ] ${text}`), "");
  };
  for (let i = 1; i <= count - finals; i++) {
    const earlier = [...tasks.keys()];
    const after = earlier.length === 0 ? [] : sample(random, earlier, random.below(3));
    add(makeTask(random, `${i}`, false), after);
  }
  if (finals > 0) lines.push("## Final Verification Wave", "");
  for (let i = 1; i <= finals; i++) add(makeTask(random, `F${i}`, true), []);
  return { text: `${lines.join("\n")}\n`, tasks };
}

function boxOf(random: Random): string {
  return random.chance(0.88) ? " " : random.pick(["x", "x", "~"]);
}

function makeTask(random: Random, id: string, final: boolean): MadeTask {
  const path = `src/${id}.txt`;
  const kinds = final ? (["command", "file"] as const) : (["command", "command", "file", "judged"] as const);
  const criteria: MadeCriterion[] = [];
  for (let i = 0; i < random.below(final ? 2 : 4); i++) criteria.push(criterion(random.pick(kinds), path, i));
  if (!final && random.chance(0.08)) criteria.push(criterion("human", path, criteria.length));
  return { id, title: `Write part ${id}`, final, path, criteria };
}

function criterion(kind: MadeCriterion["kind"], path: string, index: number): MadeCriterion {
  const word = `w${index}`;
  const texts = {
    command: `\`grep -q ${word} ${path}\` exits 0`,
    file: `\`${path}\` contains \`${word}\``,
    judged: `What is said of ${word} reads well.`,
    human: `The user manually verifies the look of ${word}`,
  };
  return { kind, text: texts[kind], word };
}

/** The task and position of the criterion that a script of a made plan is of; null for none. */
export function criterionOfScript(plan: MadePlan, script: string): { task: string; index: number } | null {
  const match = /^grep -q (\S+) (\S+)$/.exec(script);
  return match === null ? null : criterionOf(plan, match[2] ?? "", match[1] ?? "");
}

/** The same for a demand on a file. */
export function criterionOfDemand(
  plan: MadePlan,
  demand: FileDemand,
): { task: string; index: number } | null {
  return demand.test === "contains" ? criterionOf(plan, demand.path, demand.text) : null;
}

function criterionOf(plan: MadePlan, path: string, word: string): { task: string; index: number } | null {
  for (const task of plan.tasks.values()) {
    const index = task.criteria.findIndex((one) => one.word === word);
    if (task.path === path && index >= 0) return { task: task.id, index };
  }
  return null;
}

function sample<T>(random: Random, list: readonly T[], count: number): T[] {
  const found = new Set<T>();
  for (let i = 0; i < count; i++) found.add(random.pick(list));
  return [...found];
}
