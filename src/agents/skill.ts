import { parse } from "yaml";
import { z } from "zod";
import type { ToolList } from "./rights.ts";
import { readToolNames } from "./tool-names.ts";

/** A skill: how a kind of work is done, to be put into the brief of a task that names it. */
export interface Skill {
  readonly name: string;
  /** What it is for; empty where it does not say. */
  readonly description: string;
  /** Its text without the head, as Markdown. */
  readonly text: string;
  /** The only tools it is to be followed with; null where it does not restrict them. */
  readonly tools: ToolList | null;
  /** Where it lies, as people are told of it. */
  readonly file: string;
}

const description = z.string().nullish();
const allowedTools = z.union([z.string(), z.array(z.string())]).nullish();

/** What omo reads of the head of a SKILL.md. */
const head = z.object({ description, "allowed-tools": allowedTools });

/** The same of a head with mistakes. What restricts its tools in a way that nobody can read restricts them to none. */
const damagedHead = z
  .object({ description: description.catch(null), "allowed-tools": allowedTools.catch([]) })
  .catch({});

/**
 * Reads a SKILL.md: Markdown, with a head in YAML between two lines of `---`. Never throws: of a head that cannot be
 * read only what restricts its tools counts, and `problem` says so.
 */
export function parseSkill(
  name: string,
  file: string,
  text: string,
): { skill: Skill; problem: string | null } {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const match = /^---[ \t]*\n(?:([\s\S]*?)\n)??---[ \t]*(?:\n|$)/.exec(plain);
  const body = (match ? plain.slice(match[0].length) : plain).trim();
  const [read, problem] = match ? readHead(match[1] ?? "") : [{}, null];
  const written = read["allowed-tools"];
  const { list, unknown } = readToolNames(
    typeof written === "string" ? splitNames(written) : (written ?? []),
  );
  const skill: Skill = {
    name,
    file,
    text: body,
    description: read.description?.trim() ?? "",
    tools: written === undefined || written === null ? null : list,
  };
  const strange = unknown.length > 0 ? `its allowed-tools name what is no tool: ${unknown.join(", ")}` : null;
  return { skill, problem: problem ?? strange };
}

function readHead(yaml: string): [z.infer<typeof head>, string | null] {
  try {
    const value: unknown = readYaml(yaml) ?? {};
    const parsed = head.safeParse(value);
    if (parsed.success) return [parsed.data, null];
    const [issue] = parsed.error.issues;
    const where = [...(issue?.path ?? []), issue?.message].join(": ");
    return [damagedHead.parse(value), `its head is wrong: ${where}`];
  } catch (error) {
    const said = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return [{ "allowed-tools": restrictionIn(yaml) }, `its head is no YAML: ${said}`];
  }
}

/** What a head restricts its tools to that is no YAML, as many are not for a colon in their description. */
function restrictionIn(yaml: string): z.infer<typeof allowedTools> {
  const lines = /^allowed-tools:.*(?:\n(?:[ \t]|-).*)*/m.exec(yaml)?.[0];
  if (lines === undefined) return null;
  try {
    return damagedHead.parse(readYaml(lines))["allowed-tools"];
  } catch {
    return [];
  }
}

/** Throws where it is none; what is merely strange in it is nobody's business. */
function readYaml(yaml: string): unknown {
  return parse(yaml, { logLevel: "error" });
}

/** Names with commas or blanks between them, where a pair of brackets holds a name together. */
function splitNames(text: string): string[] {
  return text.match(/[^\s,(]+(?:\([^)]*\))?/g) ?? [];
}
