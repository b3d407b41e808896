import { createHash } from "node:crypto";
import type { Check } from "../criteria/check.ts";
import type { LintedPlan } from "../lint.ts";

/*
 * A plan is code that somebody else may have written: its commands are executed, and its prose drives agents. Whether it
 * may is a person's to say, of one meaning of the plan: a tick leaves it the plan it was, another word does not.
 */

/** A command that a plan can make the executor run, and on whose account. */
export interface PlanCommand {
  /** The label of the task; null for a check of the whole plan. */
  readonly task: string | null;
  /** As it stands in the plan; may be several lines. */
  readonly script: string;
}

/** What a person is asked to trust. */
export interface TrustSubject {
  /** SHA-256 of what the plan means, 64 hexadecimal digits. */
  readonly hash: string;
  /** In the order of the plan, each once per task. */
  readonly commands: readonly PlanCommand[];
}

/** A compiled plan, as far as trust goes. */
export type TrustedText = Pick<LintedPlan, "source" | "graph" | "checks">;

/**
 * What a plan asks a person to trust. Prose counts without ticks and white space; commands count to the letter, since a
 * line break can make another command of one. Pure.
 */
export function trustSubject({ source, graph, checks }: TrustedText): TrustSubject {
  const commands: PlanCommand[] = [];
  const add = (task: string | null, compiled: readonly (Check | null)[]) => {
    for (const script of new Set(compiled.flatMap(scriptsOf))) commands.push({ task, script });
  };
  for (const [index, { id }] of graph.nodes.entries()) {
    const { criteria = [], scenarios = [], preCommit = null } = checks.tasks[index] ?? {};
    add(id, [...criteria, ...scenarios, preCommit]);
  }
  add(null, checks.plan);
  const prose = source.text
    .replace(/\[[ xX~]\]/g, "[ ]")
    .replace(/\s+/g, " ")
    .trim();
  const meaning = JSON.stringify({ version: 1, prose, commands });
  return { hash: createHash("sha256").update(meaning).digest("hex"), commands };
}

function scriptsOf(check: Check | null): string[] {
  if (check?.kind === "command") return [check.script];
  return check?.kind === "scenario" && check.command !== null ? [check.command.script] : [];
}
