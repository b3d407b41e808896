import { agentNames } from "../../agents/resolve.ts";
import { LaunchError } from "../launch-error.ts";

/** What a run needs over whatever the user has configured. */
const ours = {
  // git is ours to keep; opencode's own snapshots take four fifths of a short session's time.
  snapshot: false,
  share: "disabled",
  autoupdate: false,
};

const agents = {
  [agentNames.write]: { mode: "primary", description: "Carries out one task of a plan" },
  [agentNames.read]: { mode: "primary", description: "Reads the work on a plan and judges it" },
};

/**
 * The value of OPENCODE_CONFIG_CONTENT, which opencode puts over all configuration files.
 * @param own the user's value of that variable, if any; throws `LaunchError` if it is no JSON object
 */
export function serverConfig(own: string | undefined): string {
  const base = own ? parseObject(own) : {};
  return JSON.stringify({ ...base, ...ours, agent: { ...objectOr(base.agent), ...agents } });
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
