import { rightOf } from "../agents/rights.ts";
import type { Layer, Setting } from "./setting.ts";

/**
 * Whether a repository's setting has no say because the user has taken the same right away from the same agent, or has
 * switched the same thing off: it cannot give any of it back, nor stand in the place of what takes more away.
 * @param held what holds of the agent without that setting
 */
export function givesBack(
  { path, value }: Setting,
  held: readonly (Setting & { readonly layer: Layer })[],
): boolean {
  if (path.at(-1) === "disable" && value === false)
    return held.some(
      (one) => one.layer.owner === "user" && one.value === true && one.path.join("\n") === path.join("\n"),
    );
  const right = rightNamed(path);
  if (right === null) return false;
  const taken = held.filter(
    (one) =>
      one.layer.owner === "user" &&
      (one.value === false || one.value === "deny" || one.value === "ask") &&
      isSame(rightNamed(one.path), right),
  );
  const gives = value === true || value === "allow";
  const isPart = path.length > 4 && taken.some((one) => one.path.length === 4);
  return taken.length > 0 && (gives || isPart);
}

/** `agents.x.tools.write` → `edit` */
function rightNamed([top, , kind, name]: readonly string[]): string | null {
  if (top !== "agents" || name === undefined) return null;
  return kind === "tools" ? rightOf(name) : kind === "permission" ? name : null;
}

/** Names may be patterns; whether those have anything in common is not looked into. */
function isSame(one: string | null, other: string): boolean {
  return one !== null && (one === other || one.includes("*") || other.includes("*"));
}
