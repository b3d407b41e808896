import type { PermissionRule } from "@opencode-ai/sdk/v2/client";
import { matches } from "../../agents/pattern.ts";

/** What rules say of a right: the last one that matches holds, and without any opencode asks. */
export function evaluate(
  rules: readonly PermissionRule[],
  permission: string,
  pattern: string,
): PermissionRule["action"] {
  const last = rules.findLast(
    (rule) => matches(permission, rule.permission) && matches(pattern, rule.pattern),
  );
  return last?.action ?? "ask";
}

/** The part of the rules that speaks of a permission; a rule for many of them speaks of each. */
export function narrow(rules: readonly PermissionRule[], permission: string): PermissionRule[] {
  return rules
    .filter((rule) => matches(permission, rule.permission))
    .map((rule) => ({ ...rule, permission }));
}
