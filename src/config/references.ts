import type { RuleInfo } from "../diagnostic.ts";
import { findRule, suggestRule } from "../rule-name.ts";
import { closest } from "../suggest.ts";
import { configFindings } from "./findings.ts";

import type { Problem } from "./problems.ts";
import type { Setting } from "./setting.ts";

/** Names that a configuration may refer to. */
export interface KnownNames {
  readonly rules: readonly RuleInfo[];
  readonly agents: readonly string[];
}

/** Looks up every name that a configuration refers to: rules, and agents. */
export function checkNames(settings: readonly Setting[], known: KnownNames): Problem[] {
  return [...checkRules(settings, known.rules), ...checkAgents(settings, known.agents)];
}

function checkRules(settings: readonly Setting[], known: readonly RuleInfo[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const { path, span } of settings) {
    const [top, key] = path;
    if (top !== "rules" || key === undefined) continue;
    const rule = findRule(key, known);
    const wrong = { span, related: [], path: [top, key] };
    if (rule === null) {
      problems.push(
        problem({ ...wrong, message: `there is no rule \`${key}\``, help: suggestRule(key, known) }),
      );
      continue;
    }
    const earlier = seen.get(rule.code);
    seen.set(rule.code, key);
    if (earlier !== undefined)
      problems.push({
        path: [top, key],
        diagnostic: {
          ...configFindings.duplicateKey,
          message: `\`${rule.code}\` and \`${rule.name}\` are the same rule`,
          span,
          label: "set above already",
          related: [],
          help: "keep one of them",
        },
      });
  }
  return problems;
}

function checkAgents(settings: readonly Setting[], known: readonly string[]): Problem[] {
  const seen = new Set<string>();
  return settings.flatMap(({ path, value, span }) => {
    const [top = "", key] = path;
    const named =
      top === "agents" && key !== undefined
        ? [key]
        : top === "disabled_agents" && Array.isArray(value)
          ? value
          : top === "default_run_agent"
            ? [value]
            : [];
    return named.flatMap((name) => {
      if (typeof name !== "string" || seen.has(`${top} ${name}`)) return [];
      seen.add(`${top} ${name}`);
      if (known.some((one) => one.toLowerCase() === name.toLowerCase())) return [];
      const meant = closest(name, known);
      const help = meant
        ? `did you mean \`${meant}\`?`
        : `known are ${known.map((one) => `\`${one}\``).join(", ")}`;
      return problem({
        path: top === "agents" ? [top, name] : path,
        span,
        message: `there is no agent \`${name}\``,
        help,
      });
    });
  });
}

function problem({
  path,
  span,
  message,
  help,
}: {
  path: readonly string[];
  span: Setting["span"];
  message: string;
  help: string;
}): Problem {
  const label = message.replace(/^there is no (\w+) .*$/s, "unknown $1");
  return { path, diagnostic: { ...configFindings.unknownKey, message, span, label, related: [], help } };
}
