import type { Node } from "jsonc-parser";
import type { Diagnostic } from "../diagnostic.ts";
import { closest } from "../suggest.ts";
import { configFindings } from "./findings.ts";
import { agentKeys, categoryKeys, isOurs, isSilent, ourKeys, topKeys } from "./predecessor-keys.ts";
import { adaptModels } from "./predecessor-models.ts";
import { type Setting, startsWith } from "./setting.ts";
import { settingsBelow } from "./tree.ts";

/** Keys that only a file of the predecessor has, in the place where it and omo both keep theirs. */
const telltales = [
  "[opencode]",
  "[senpi]",
  "[codex]",
  "_migrations",
  "legacy_migrations",
  "profiles",
  "models",
  "memory",
  "task",
  "teams",
];

/** Whether a file named `omo.jsonc` is the predecessor's: its version 5 keeps its settings under that name too. */
export function isPredecessors(root: Node): boolean {
  return (root.children ?? []).some(({ children }) => telltales.includes(String(children?.[0]?.value)));
}

/**
 * Says in omo's words what a file of the predecessor says, as far as omo has a use for it. Of the rest a note says
 * that it is left out; nothing of it is a mistake, since the file is another program's.
 */
export function adaptPredecessor(root: Node): [Setting[], Diagnostic[]] {
  const settings: Setting[] = [];
  const left = new Map<string, Diagnostic>();
  const leaveOut = ({ path, span }: Setting, why: string) => {
    // One note for a key of any depth: what is below it goes with it.
    const key = path.slice(0, depthOf(path)).join(".");
    if (!left.has(key)) left.set(key, leftOut(key, span, why));
  };
  /** A key that is near to a known one was meant for it: then it is a mistake, in whichever program. */
  const leaveUnknown = (setting: Setting, word: string, known: readonly string[]) => {
    const meant = closest(word, known);
    if (meant === null) return leaveOut(setting, "omo does not know it");
    const key = setting.path.slice(0, depthOf(setting.path)).join(".");
    if (!left.has(key)) left.set(key, misspelt(key, setting.span, meant));
  };
  for (const setting of unified(settingsBelow(root))) {
    const [top = ""] = setting.path;
    if (isSilent(top)) continue;
    const why = own(topKeys, top);
    if (why !== undefined) leaveOut(setting, why);
    else if (top === "agents" || top === "categories") {
      const adapted = adaptNamed(setting, top);
      const keys = Object.keys(top === "agents" ? agentKeys : categoryKeys);
      if (adapted === null) leaveUnknown(setting, setting.path[2] ?? "", keys);
      else if (typeof adapted === "string") leaveOut(setting, adapted);
      else settings.push(...adapted);
    } else if (!isOurs(top)) leaveUnknown(setting, top, [...Object.keys(topKeys), ...ourKeys]);
    else settings.push(...adaptTop(setting, leaveOut));
  }
  return [adaptModels(settings), [...left.values()]];
}

/** What stands under the plugin's own key of a file that several programs share goes over what stands beside it. */
function unified(settings: readonly Setting[]): Setting[] {
  const own = settings.flatMap((setting) =>
    setting.path[0] === "[opencode]" && setting.path.length > 1
      ? [{ ...setting, path: setting.path.slice(1) }]
      : [],
  );
  const shared = settings.filter(
    ({ path }) => path[0] !== "[opencode]" && !own.some((one) => startsWith(path, one.path)),
  );
  return [...shared, ...own];
}

function depthOf([top]: readonly string[]): number {
  return top === "agents" || top === "categories"
    ? 3
    : ["skills", "background_task", "runtime_fallback"].includes(top ?? "")
      ? 2
      : 1;
}

/** A setting of an agent or a category; why it is left out otherwise; null where nobody knows its key. */
function adaptNamed(setting: Setting, top: "agents" | "categories"): Setting[] | string | null {
  const [, name = "", key, ...rest] = setting.path;
  const path = [
    top,
    top === "agents" ? agentNamed(name) : name,
    ...(key === undefined ? [] : [key, ...rest]),
  ];
  if (key === undefined) return [{ ...setting, path }];
  const keys = top === "agents" ? agentKeys : categoryKeys;
  const known = own<true | string>(keys, key);
  return known === true ? [{ ...setting, path }] : (known ?? null);
}

/** Today's name of an agent: it has had others, and display names. */
export function agentNamed(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\s*[-(]\s.*$|\s*\(.*$/, "")
    .trim();
  const earlier: Readonly<Record<string, string>> = {
    omo: "sisyphus",
    "omo-plan": "prometheus",
    "planner-sisyphus": "prometheus",
    "orchestrator-sisyphus": "atlas",
    "plan-consultant": "metis",
    "opencode-builder": "build",
  };
  return own(earlier, plain) ?? plain;
}

/** What a table has under a key; nothing under a word like `constructor`, which every object has. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function renamed(name: unknown): unknown {
  return typeof name === "string" ? agentNamed(name) : name;
}

function adaptTop(setting: Setting, leaveOut: (setting: Setting, why: string) => void): Setting[] {
  const { path, value } = setting;
  const [top, key] = path;
  switch (top) {
    case "disabled_agents":
      return [{ ...setting, value: Array.isArray(value) ? value.map(renamed) : value }];
    case "default_run_agent":
      return [{ ...setting, value: renamed(value) }];
    case "background_task":
      // 0 is "no limit" there.
      if (value === 0) return [];
      if (
        ["defaultConcurrency", "providerConcurrency", "modelConcurrency", "staleTimeoutMs"].includes(
          key ?? "",
        )
      )
        return [setting];
      leaveOut(setting, "the executor keeps limits of its own");
      return [];
    case "runtime_fallback":
      if (key === undefined || ["enabled", "max_fallback_attempts", "cooldown_seconds"].includes(key))
        return [setting];
      leaveOut(setting, "what counts as a provider's fault is not configured");
      return [];
    case "skills":
      return adaptSkills(setting, leaveOut);
    default:
      return [setting];
  }
}

function adaptSkills(setting: Setting, leaveOut: (setting: Setting, why: string) => void): Setting[] {
  const { path, value } = setting;
  const [, key] = path;
  if (key === undefined) return [{ ...setting, path: ["skills", "enable"] }];
  if (key === "sources" && Array.isArray(value))
    return [{ ...setting, value: value.map((one) => (typeof one === "object" && one ? one.path : one)) }];
  // There an empty list of what is enabled enables all.
  if (key === "enable" && Array.isArray(value) && value.length === 0) return [];
  if (key === "enable" || key === "disable") return [setting];
  if (path.length === 2 && typeof value === "boolean")
    return value ? [] : [{ ...setting, path: ["disabled_skills"], value: [key] }];
  leaveOut(setting, "a skill is a folder with a SKILL.md");
  return [];
}

function misspelt(key: string, span: Setting["span"], meant: string): Diagnostic {
  return {
    ...configFindings.unknownKey,
    severity: "warning",
    message: `there is no key \`${key}\``,
    span,
    label: "of an unknown key",
    related: [],
    help: `did you mean \`${meant}\`?`,
  };
}

function leftOut(key: string, span: Setting["span"], why: string): Diagnostic {
  return {
    ...configFindings.leftOut,
    message: `\`${key}\` is left out: ${why}`,
    span,
    label: "no effect in omo",
    related: [],
    help: null,
  };
}
