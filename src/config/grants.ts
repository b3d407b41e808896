import { builtInAgents } from "../agents/built-in.ts";
import { isReadOnly } from "../agents/rights.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { configFindings } from "./findings.ts";
import type { Owner, Setting } from "./setting.ts";

/** Something that only the user's own file may say. */
export interface Grant {
  /** What it is, as the table in docs/configuration.md has it. */
  readonly what: string;
  /** Why a repository must not. */
  readonly why: string;
  readonly covers: (setting: Setting) => boolean;
}

/** All that a repository's configuration cannot say: the user runs it, and has not written it. */
export const grants: readonly Grant[] = [
  {
    what: "`plugins`",
    why: "a plugin is code that runs with your rights",
    covers: ({ path }) => path[0] === "plugins",
  },
  {
    what: "`prompt_append` of agents that only read, such as `oracle` and `reviewer`",
    why: "who judges the work is not to be told what to find",
    covers: ({ path: [top, name, key] }) =>
      top === "agents" && key === "prompt_append" && isJudge(String(name)),
  },
  {
    what: "`prompt_append` from a file outside the repository",
    why: "the file's text would be sent to a model",
    covers: ({ path, value }) => path.at(-1) === "prompt_append" && leadsOut(stripScheme(value)),
  },
  {
    what: "`skills.sources` outside the repository",
    why: "the files' text would be sent to a model",
    covers: ({ path, value }) =>
      path[0] === "skills" && path[1] === "sources" && Array.isArray(value) && value.some(leadsOut),
  },
];

/** What a file may say, and a warning for each thing that it may not. */
export function withoutGrants(settings: readonly Setting[], owner: Owner): [Setting[], Diagnostic[]] {
  if (owner === "user") return [[...settings], []];
  const allowed: Setting[] = [];
  const refused: Diagnostic[] = [];
  for (const setting of settings) {
    const grant = grants.find(({ covers }) => covers(setting));
    if (grant === undefined) allowed.push(setting);
    else
      refused.push({
        ...configFindings.notYours,
        message: `a repository's configuration cannot say \`${setting.path.join(".")}\`: it is left out`,
        span: setting.span,
        label: grant.why,
        related: [],
        help: "if you want it, write it into your own `~/.config/omo/omo.jsonc`",
      });
  }
  return [allowed, refused];
}

function isJudge(name: string): boolean {
  const agent = builtInAgents.find((one) => one.name === name.toLowerCase());
  return agent !== undefined && isReadOnly(agent.rights);
}

/** The path that a `file://` address names; null for words that are meant as they stand. */
function stripScheme(value: unknown): string | null {
  return typeof value === "string" && value.startsWith("file://") ? value.slice("file://".length) : null;
}

/** Whether a path, taken as relative to the file that names it, may lead out of the repository. Links are looked at when it is read. */
function leadsOut(path: unknown): boolean {
  return typeof path === "string" && (/^[/~\\]|^[A-Za-z]:/.test(path) || path.split(/[/\\]/).includes(".."));
}
