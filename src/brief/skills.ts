import type { Skill } from "../agents/skill.ts";
import { bullets, capped, fence } from "./markdown.ts";

/** The most of one skill's text, and of all of a task's, in UTF-16 units. */
const mostOfOne = 8_000;
const mostOfAll = 20_000;

/** The texts of a task's skills, capped and said so, and the names of those that are nowhere to be found. */
export function skillSection(skills: readonly Skill[], missing: readonly string[]): string {
  const parts: string[] = [];
  let left = mostOfAll;
  for (const { name, text, file } of skills) {
    const body = capped(text, Math.min(mostOfOne, left), file);
    left = Math.max(0, left - body.length);
    parts.push(`### ${name}\n${fence(body)}`);
  }
  if (missing.length > 0)
    parts.push(bullets(missing.map((name) => `${name}: not found here; do without it`)));
  return parts.length === 0 ? "None named." : parts.join("\n\n");
}
