import { join, relative, sep } from "node:path";
import type { PermissionRule } from "@opencode-ai/sdk/v2/client";
import type { Rights } from "../runtime.ts";

/** The permissions under which the tools of a reader run; there are more names than tools in some versions. */
const readerPermissions = ["read", "grep", "glob", "list", "external_directory"];

/** What would wait for a person, or start sessions that nobody watches. */
const neverWorker = ["question", "doom_loop", "task"];

/**
 * Session rules for work that nobody watches. Of rules that match, opencode obeys the last, and a session's
 * come after its agent's: so the agent's own rules are repeated, with a plain no where they would ask. Nothing
 * is allowed that the user's configuration does not allow.
 * @param agent the resolved rules of the agent that will work, the user's own among them
 * @param protect patterns of what must not be edited, see `protectPatterns`
 */
export function sessionRules(
  rights: Rights,
  agent: readonly PermissionRule[],
  protect: readonly string[],
): PermissionRule[] {
  const unattended = agent.map((rule) =>
    rule.action === "ask" ? { ...rule, action: "deny" as const } : rule,
  );
  if (rights === "read") return [deny("*", "*"), ...narrow(unattended, readerPermissions)];
  return [
    ...unattended,
    ...neverWorker.map((permission) => deny(permission, "*")),
    ...protect.map((pattern) => deny("edit", pattern)),
  ];
}

/**
 * Patterns for files, and for all below directories. opencode holds an edit's path, however the model wrote
 * it, against them as relative to the root of the git worktree.
 * @param directory absolute, where the session works
 * @param paths relative to `directory`
 */
export function protectPatterns(worktree: string, directory: string, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const pattern = relative(worktree, join(directory, path)).split(sep).join("/");
    return [pattern, `${pattern}/*`];
  });
}

/** The part of the rules that speaks of these permissions; a rule for all of them speaks of each. */
function narrow(rules: readonly PermissionRule[], permissions: readonly string[]): PermissionRule[] {
  return rules.flatMap((rule) =>
    permissions
      .filter((permission) => rule.permission === permission || rule.permission === "*")
      .map((permission) => ({ ...rule, permission })),
  );
}

function deny(permission: string, pattern: string): PermissionRule {
  return { permission, pattern, action: "deny" };
}
