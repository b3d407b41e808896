import type { PermissionRule } from "@opencode-ai/sdk/v2/client";
import { covers, matches } from "../../agents/pattern.ts";

export { covers, matches };

/** What rules say of a right: the last one that matches holds, and without any opencode asks. */
export function evaluate(
  rules: readonly PermissionRule[],
  permission: string,
  pattern: string,
): PermissionRule["action"] {
  const last = rules.findLast(
    (rule) => matches(permission, rule.permission) && covers(slashed(rule.pattern), slashed(pattern)),
  );
  return last?.action ?? "ask";
}

/** The part of the rules that speaks of a permission; a rule for many of them speaks of each. */
export function narrow(rules: readonly PermissionRule[], permission: string): PermissionRule[] {
  return rules
    .filter((rule) => matches(permission, rule.permission))
    .map((rule) => ({ ...rule, permission }));
}

/** Whether one pattern covers all that another one covers. A yes can be relied on, a no may be overcautious. */
export function isWithin(pattern: string, wide: string): boolean {
  const [inner, outer] = [slashed(pattern), slashed(wide)];
  // A `*` of the inner one is a character here that only a `*` of the outer one takes; so is `?`, which `?` takes too.
  const expression = outer
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, "[^*]");
  // What follows the last blank may be nothing.
  const optional = expression.endsWith(" .*") ? `${expression.slice(0, -3)}( .*)?` : expression;
  const ways = inner.endsWith(" *") ? [inner, inner.slice(0, -2)] : [inner];
  return ways.every((way) => new RegExp(`^${optional}$`, "s").test(way));
}

function slashed(text: string): string {
  return text.replaceAll("\\", "/");
}
