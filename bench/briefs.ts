/**
 * How long briefs are: tokens of the brief of every task of the corpus of real plans that a worker is given, without
 * the texts of skills, and with nothing that a repository or earlier tasks would add. Tokens are those of the
 * o200k vocabulary, which gpt-tokenizer brings along.
 *
 *     npx unrun bench/briefs.ts
 */
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { assignTask } from "../src/agents/assign.ts";
import { noOverride } from "../src/agents/resolve.ts";
import { buildRoster } from "../src/agents/roster.ts";
import { compileBrief } from "../src/brief.ts";
import { defaultConfig } from "../src/config.ts";
import { testedOf } from "../src/criteria/plan-checks.ts";
import { lintPlan } from "../src/lint.ts";
import { corpus } from "../test/read-corpus.ts";

const resources = { roster: buildRoster(defaultConfig, []), skills: new Map(), override: noOverride };

const lengths = corpus("plans")
  .flatMap((source) => {
    const { plan, checks } = lintPlan(source);
    return plan.tasks.flatMap((task, index) => {
      const compiled = checks.tasks[index];
      if (task.final || !compiled) return [];
      const { resolved, tools } = assignTask(task, resources);
      const brief = compileBrief({
        plan,
        task,
        file: source.file,
        tested: testedOf(task, compiled),
        skills: [],
        missingSkills: [],
        tools,
        manner: resolved.prompt,
        documents: [],
        notes: [],
      });
      return countTokens(brief, { disallowedSpecial: new Set() });
    });
  })
  .sort((a, b) => a - b);

const at = (share: number) => lengths[Math.min(lengths.length - 1, Math.floor(lengths.length * share))] ?? 0;
console.log(`${lengths.length} briefs, in tokens:`);
console.log(`  median ${at(0.5)}, 75 % up to ${at(0.75)}, 90 % up to ${at(0.9)}, longest ${at(1)}`);
