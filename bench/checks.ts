/**
 * What criteria compile to over the corpus of real plans: the share of tasks with a check that can be executed, and
 * samples of fixed seed for a reader to hold against the text of the plans.
 *
 *     npx unrun bench/checks.ts                    counts
 *     npx unrun bench/checks.ts commands [SEED]    200 commands, each with its criterion
 *     npx unrun bench/checks.ts tasks [SEED]       200 tasks, each with its criteria and what they compile to
 *     npx unrun bench/checks.ts scenarios [SEED]   60 scenarios that are scripts
 *
 * Texts are printed whole: a reader who sees part of one cannot tell.
 */
import type { Check } from "../src/criteria/check.ts";
import { compileChecks, hasExecutable, type TaskChecks } from "../src/criteria/plan-checks.ts";
import type { Task } from "../src/plan.ts";
import { readPlan } from "../src/read.ts";
import { briefCheck } from "../test/criteria-view.ts";
import { corpus } from "../test/read-corpus.ts";

interface Found {
  readonly file: string;
  readonly task: Task;
  readonly checks: TaskChecks;
}

const plans = corpus("plans").map((source) => {
  const [plan] = readPlan(source);
  return { file: source.file, plan, compiled: compileChecks(plan) };
});

const found: Found[] = plans.flatMap(({ file, plan, compiled }) =>
  plan.tasks.flatMap((task, index) => {
    const checks = compiled.tasks[index];
    return checks && !task.final ? [{ file, task, checks }] : [];
  }),
);

/** The same items for the same seed, drawn without repetition. */
function sample<T>(items: readonly T[], count: number, seed: number): T[] {
  const left = [...items];
  let state = seed;
  const drawn: T[] = [];
  while (drawn.length < count && left.length > 0) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    drawn.push(...left.splice(state % left.length, 1));
  }
  return drawn;
}

/** All lines of a text, each behind `mark`. */
function block(text: string, mark: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `${mark}${line.trimEnd()}`)
    .join("\n");
}

const share = (count: number, all: number) => `${count} of ${all}, ${((100 * count) / all).toFixed(1)} %`;

function printKinds(name: string, checks: readonly Check[]): void {
  const kinds = new Map<string, number>();
  for (const { kind } of checks) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (const [kind, count] of kinds) console.log(`${name} that are ${kind}: ${share(count, checks.length)}`);
}

function counts(): void {
  printKinds(
    "criteria",
    found.flatMap(({ checks }) => checks.criteria),
  );
  printKinds(
    "checks of the whole plan",
    plans.flatMap(({ compiled }) => compiled.plan),
  );
  const scenarios = found.flatMap(({ checks }) => checks.scenarios);
  const scripts = scenarios.filter((check) => check.kind === "scenario" && check.command !== null);
  console.log(`scenarios that are scripts: ${share(scripts.length, scenarios.length)}`);
  const stated = found.filter(({ task }) => task.criteria.length + task.scenarios.length > 0);
  console.log(`tasks with an executable check: ${share(executable(found).length, found.length)}`);
  console.log(`the same of tasks that state a check: ${share(executable(stated).length, stated.length)}`);
}

function executable(among: readonly Found[]): Found[] {
  return among.filter(({ checks }) => hasExecutable(checks));
}

function commands(seed: number): void {
  const all = found.flatMap(({ file, task, checks }) =>
    checks.criteria.flatMap((check: Check, index) =>
      check.kind === "command" ? [{ file, text: task.criteria[index]?.text ?? "", check }] : [],
    ),
  );
  for (const [index, { file, text, check }] of sample(all, 200, seed).entries())
    printCheck(`${index + 1}. ${file}`, text, check, check.script);
}

function scenarios(seed: number): void {
  const all = found.flatMap(({ file, task, checks }) =>
    checks.scenarios.flatMap((check: Check, index) =>
      check.kind === "scenario" && check.command !== null
        ? [{ file, text: task.scenarios[index]?.text ?? "", check, script: check.command.script }]
        : [],
    ),
  );
  for (const [index, { file, text, check, script }] of sample(all, 60, seed).entries())
    printCheck(`${index + 1}. ${file}`, text, check, script);
}

function printCheck(head: string, text: string, check: Check, script: string): void {
  console.log(
    `\n${head}\n${block(text, "  | ")}\n${block(script, "  $ ")}\n${block(briefCheck(check), "  = ")}`,
  );
}

function tasks(seed: number): void {
  for (const [index, { file, task, checks }] of sample(found, 200, seed).entries()) {
    const verdict = hasExecutable(checks) ? "found" : "NONE";
    console.log(`\n${index + 1}. ${verdict} · ${file} · ${task.title.value}`);
    for (const [at, { text }] of task.criteria.entries())
      console.log(block(text, `   [${checks.criteria[at]?.kind}] `));
    for (const [at, { text }] of task.scenarios.entries()) {
      const check = checks.scenarios[at];
      console.log(block(text, check?.kind === "scenario" && check.command ? "   (script) " : "   (agent) "));
    }
    if (task.commit?.preCommit && checks.preCommit)
      console.log(block(task.commit.preCommit.text, `   <pre-commit: ${checks.preCommit.kind}> `));
  }
}

const [wanted, seed] = process.argv.slice(-2);
const samples: Readonly<Record<string, (seed: number) => void>> = { commands, scenarios, tasks };
const drawn = samples[wanted ?? ""];
if (drawn) drawn(Number(seed));
else counts();
