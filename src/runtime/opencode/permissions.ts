import { join, relative, sep } from "node:path";
import type { PermissionRule } from "@opencode-ai/sdk/v2/client";
import { covers } from "../../agents/pattern.ts";
import type { Limit, Rights, Tool } from "../../agents/rights.ts";
import { narrow } from "./wildcard.ts";

/** The permissions that a kind of tool needs; there are more names than tools in some versions. */
const permissionsOf: Readonly<Record<Exclude<Tool, "other">, readonly string[]>> = {
  read: ["read"],
  search: ["grep", "glob", "list"],
  edit: ["edit"],
  bash: ["bash"],
  web: ["webfetch", "websearch", "codesearch"],
  todo: ["todowrite", "todoread"],
  skill: ["skill"],
  delegate: ["task"],
};

/** Rights that are no tool's: where files may lie, whatever touches them. */
const always = ["external_directory"];

/** What would wait for a person. */
const neverUnattended = ["question", "doom_loop", "plan_enter", "plan_exit"];

/** Patterns of Markdown below the folders of plans, from the root of the work tree. */
const planPatterns = ["plans/*.md", ".omo/plans/*.md", ".sisyphus/plans/*.md"];

/** What other servers of tools hold: opencode has it read with the right to read files. */
const resources = "mcp:*";

/** What the rules of a session are made of. */
export interface SessionRulesInput {
  readonly rights: Rights;
  /** What the server's configuration says that its agent may do, see `agentPermission`; null where it is not ours. */
  readonly configured: Rights | null;
  /** The resolved rules of an agent for which nothing but the user's own configuration speaks. */
  readonly base: readonly PermissionRule[];
  /** Patterns of what must not be edited, see `protectPatterns`. */
  readonly protect: readonly string[];
  /** The names by which the server knows the agents that may be asked. */
  readonly delegates: readonly string[];
  /** Names and patterns of all tools that the server has: what is not a tool of its own is told apart by them. */
  readonly toolNames: readonly string[];
}

/**
 * Session rules for work that nobody watches. Of rules that match, opencode obeys the last, and a session's come after
 * its agent's. They repeat what the user's configuration says, with a plain no where it would ask, and take away what
 * the rights do not hold: nothing is allowed that the user's configuration does not allow. What rules cannot tell apart
 * is asked for, see `asks.ts`.
 *
 * A session that another one starts gets the denials of that one's rules, and none of what they allow. So a session
 * that may start others is denied what it lacks by its agent's own rules, which are for it alone, and only where those
 * hold more than its rights by rules of the session: by name, since those it asks could do nothing with `*` denied.
 */
export function sessionRules(input: SessionRulesInput): PermissionRule[] {
  const { rights, protect } = input;
  const base = input.base.map((rule) =>
    rule.action === "ask" ? { ...rule, action: "deny" as const } : rule,
  );
  const granted = grantedPermissions(rights);
  const rules = heldRules(input, base, granted);
  if (granted.includes("read") && !rights.tools.includes("other")) rules.push(deny("read", resources));
  if (granted.includes("edit") && rights.edit === "plans")
    rules.push(...onlyThese("edit", planPatterns, base).map(askedFor));
  if (granted.includes("bash") && rights.commands) rules.push(...onlyThese("bash", rights.commands, base));
  if (granted.includes("task")) {
    const delegations = onlyThese("task", input.delegates, base);
    rules.push(...(hasShell(rights) ? delegations : delegations.map(askedFor)));
  }
  return [
    ...rules,
    ...limitRules(rights, granted, base),
    ...neverUnattended.map((permission) => deny(permission, "*")),
    ...protect.map((pattern) => deny("edit", pattern)),
  ];
}

/** Whether a session with these rights asks for what its rules cannot tell apart. */
export function asksLeave(rights: Rights): boolean {
  const { tools, edit } = rights;
  return (tools.includes("edit") && edit === "plans") || (tools.includes("delegate") && !hasShell(rights));
}

/** Any command: there is nothing then that one could not do. */
function hasShell({ tools, commands }: Rights): boolean {
  return tools.includes("bash") && commands === undefined;
}

/** What the user's configuration allows of the rights' tools, and no tool besides. */
function heldRules(
  { rights, configured, toolNames }: SessionRulesInput,
  base: readonly PermissionRule[],
  granted: readonly string[],
): PermissionRule[] {
  const lacking = (permissions: readonly string[]) =>
    permissions
      .filter((permission) => !granted.includes(permission))
      .map((permission) => deny(permission, "*"));
  const own = granted.flatMap((permission) => narrow(base, permission));
  if (rights.tools.includes("other")) return [...base, ...lacking(allNamed)];
  if (!rights.tools.includes("delegate")) return [deny("*", "*"), ...own];
  if (configured === null || configured.tools.includes("other"))
    return [...base, ...lacking(namesOfOthers(toolNames)), ...lacking(allNamed)];
  return [...own, ...lacking(grantedPermissions(configured))];
}

type Action = "allow" | "deny";

/** Rights by pattern, in order. */
type Patterns = Readonly<Record<string, Action>>;

/**
 * The rules of an agent of ours in the server's configuration, of its rights alone: they hold what others ask it, where
 * no session rules of its own can be given. What the session that asks is denied is denied to it besides.
 */
export function agentPermission(
  { tools, limits = [] }: Rights,
  delegates: readonly string[],
): Record<string, Action | Patterns> {
  const none: Patterns = { "*": "deny" };
  const task = { ...none, ...Object.fromEntries(delegates.map((name) => [name, "allow" as const])) };
  // Who may do everything else as well has what the user's configuration says, which no exception may widen.
  if (tools.includes("other")) {
    const taken: Record<string, Patterns> = { task };
    for (const { permission, pattern, action } of limits)
      if (action === "deny") taken[permission] = { ...taken[permission], [pattern]: action };
    return configured(taken);
  }
  const allowed = tools.flatMap((tool) => (tool === "other" ? [] : permissionsOf[tool]));
  const held = Object.fromEntries(allowed.map((permission) => [permission, limited(permission, limits)]));
  return configured({ "*": none, ...held, edit: none, task: tools.includes("delegate") ? task : none });
}

/** Rights that opencode's configuration knows whole alone: what is denied in part is denied. */
const undivided = ["todowrite", "question", "webfetch", "websearch", "doom_loop"];

function configured(rights: Readonly<Record<string, Patterns>>): Record<string, Action | Patterns> {
  const write = (permission: string, patterns: Patterns): Action | Patterns => {
    const actions = Object.values(patterns);
    const isWhole = undivided.includes(permission) || (actions.length === 1 && patterns["*"] !== undefined);
    return isWhole ? (actions.includes("deny") ? "deny" : "allow") : patterns;
  };
  return Object.fromEntries(
    Object.entries(rights).map(([permission, patterns]) => [permission, write(permission, patterns)]),
  );
}

/** What nobody reads unasked: as opencode has it for everybody, and what is not of files. */
const unread = ["*.env", "*.env.*", resources];

/** A right whole, but for what limits take from it. */
function limited(permission: string, limits: readonly Limit[]): Patterns {
  const patterns = new Map<string, Action>([["*", "allow"]]);
  const add = (pattern: string, action: Action) => {
    // The last one holds.
    patterns.delete(pattern);
    patterns.set(pattern, action);
  };
  for (const limit of limits)
    if (limit.action === "deny" ? covers(limit.permission, permission) : limit.permission === permission)
      add(limit.pattern, limit.action);
  if (permission === "read") {
    const isWhole = patterns.size === 1;
    for (const pattern of unread) add(pattern, "deny");
    if (isWhole) add("*.env.example", "allow");
  }
  return Object.fromEntries(patterns);
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

const allNamed: readonly string[] = Object.values(permissionsOf).flat();

function grantedPermissions({ tools }: Rights): string[] {
  return [...tools.flatMap((tool) => (tool === "other" ? [] : permissionsOf[tool])), ...always];
}

/** The tools of the server that have a right of their own, and one that none of opencode's has. */
function namesOfOthers(toolNames: readonly string[]): string[] {
  const sharing = ["write", "apply_patch", "multiedit", "patch"];
  return toolNames.filter((name) => !allNamed.includes(name) && !sharing.includes(name));
}

/** A right for these patterns alone, as far as the user's configuration has it for them. */
function onlyThese(
  permission: string,
  patterns: readonly string[],
  base: readonly PermissionRule[],
): PermissionRule[] {
  return [deny(permission, "*"), ...boundedBy(base, permission, patterns)];
}

/**
 * Allows these patterns, each where a rule of the user's allows all of it, but for what later rules of the user's deny.
 * One that an early rule allows comes first: what is denied after that rule may be allowed by the rule of another.
 */
function boundedBy(
  base: readonly PermissionRule[],
  permission: string,
  patterns: readonly string[],
): PermissionRule[] {
  const own = narrow(base, permission);
  return patterns
    .map((pattern) => ({ pattern, at: own.findLastIndex((rule) => covers(rule.pattern, pattern)) }))
    .filter(({ at }) => own[at]?.action === "allow")
    .sort((a, b) => a.at - b.at)
    .flatMap(({ pattern, at }) => [
      { permission, pattern, action: "allow" as const },
      ...own.slice(at + 1).filter(({ action }) => action === "deny"),
    ]);
}

/**
 * Limits that a configuration sets, in its order. An exception from one holds only for what is granted otherwise, and
 * whole: where the rights have patterns of their own it would widen them.
 */
function limitRules(
  { limits = [], edit, commands }: Rights,
  granted: readonly string[],
  base: readonly PermissionRule[],
): PermissionRule[] {
  const patterned = ["task", ...(edit === "plans" ? ["edit"] : []), ...(commands ? ["bash"] : [])];
  const isException = ({ permission }: Limit) =>
    granted.includes(permission) &&
    !patterned.includes(permission) &&
    limits.some((other) => other.permission === permission && other.action === "deny");
  return limits.flatMap((limit) => {
    if (limit.action === "deny") return [limit];
    return isException(limit) ? boundedBy(base, limit.permission, [limit.pattern]) : [];
  });
}

function askedFor(rule: PermissionRule): PermissionRule {
  return rule.action === "allow" ? { ...rule, action: "ask" } : rule;
}

function deny(permission: string, pattern: string): PermissionRule {
  return { permission, pattern, action: "deny" };
}
