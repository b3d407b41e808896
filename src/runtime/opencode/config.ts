import { LaunchError } from "../launch-error.ts";
import type { AgentProfile } from "../runtime.ts";
import { agentPermission } from "./permissions.ts";

/** What a run needs over whatever the user has configured. */
const ours = {
  // git is ours to keep; opencode's own snapshots take four fifths of a short session's time.
  snapshot: false,
  share: "disabled",
  autoupdate: false,
  // A tool call that is refused ends no session: whoever made it is told, and goes on.
  experimental: { continue_loop_on_deny: true },
};

/** The agent whose rules are those that the user's configuration has for everybody. It is only looked at. */
export const userAgent = "omo-user";

/**
 * The value of OPENCODE_CONFIG_CONTENT, which opencode puts over all configuration files.
 * @param own the user's value of that variable, if any; throws `LaunchError` if it is no JSON object
 * @param agents those that are to be added
 * @param nameOf by which name the server knows an agent: one that no file in the repository can have foreseen, since
 * opencode would merge what the file says of it into ours
 */
export function serverConfig(
  own: string | undefined,
  agents: readonly AgentProfile[],
  nameOf: (name: string) => string,
): string {
  // Which plugins are loaded is said elsewhere: see `plugins.ts`.
  const { plugin: _, ...base } = own ? parseObject(own) : {};
  const added = Object.fromEntries(agents.map((agent) => [nameOf(agent.name), agentConfig(agent, nameOf)]));
  const user = {
    mode: "primary",
    hidden: true,
    description: "What the user's configuration has for everybody",
  };
  const agent = { ...objectOr(base.agent), ...added, [nameOf(userAgent)]: user };
  const experimental = { ...objectOr(base.experimental), ...ours.experimental };
  return JSON.stringify({ ...base, ...ours, experimental, agent });
}

function agentConfig(agent: AgentProfile, nameOf: (name: string) => string): Record<string, unknown> {
  const { description, prompt, rights, temperature, topP, model } = agent;
  return {
    // Prompted by the executor, and asked by other agents.
    mode: "all",
    description,
    prompt,
    permission: agentPermission(rights, rights.delegates.map(nameOf)),
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(model === null ? {} : { model }),
  };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below, with what is no object.
  }
  throw new LaunchError(
    "bad-config",
    "OPENCODE_CONFIG_CONTENT does not hold a JSON object (without comments)",
    "correct the variable, or unset it",
  );
}

function objectOr(value: unknown): Record<string, unknown> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
