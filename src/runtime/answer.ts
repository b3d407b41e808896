/**
 * Structured answers as text. opencode's own `format: json_schema` is not used: with it the server (1.18.33)
 * can no longer list the session's messages (anomalyco/opencode#26929), and in a session that is denied all
 * tools but the reading ones it forces a tool call while withholding the tool that would answer.
 */

/** The prompt followed by the form that its answer must have. */
export function askForAnswer(text: string, schema: Record<string, unknown>): string {
  return [
    text.trimEnd(),
    "",
    "End with your answer as one JSON object in a fenced `json` block, and nothing after it.",
    "It must match this JSON Schema:",
    "",
    "```json",
    JSON.stringify(schema),
    "```",
  ].join("\n");
}

/**
 * The answer a text ends with: its last fenced block of JSON, without any its last JSON object; null if that is
 * none. What stands in an earlier block may be a draft or a quotation, whatever is wrong with the last.
 */
export function readAnswer(text: string): unknown {
  const fences = [...text.matchAll(/^[ \t]*```(\w*)[ \t]*\n([\s\S]*?)\n[ \t]*```[ \t]*$/gm)];
  const last = fences.findLast(
    ([, tag, body]) => tag === "json" || (tag === "" && /^\s*\{/.test(body ?? "")),
  );
  return last ? parseObject(last[2] ?? "") : lastObject(text);
}

/** Most pairs of braces tried: a bound on the work that any text can cause. */
const maxAttempts = 10_000;

function lastObject(text: string): object | null {
  const starts = positionsOf(text, "{");
  let attempts = 0;
  for (const end of positionsOf(text, "}").reverse()) {
    // The earliest start that parses gives the whole object rather than one nested in it.
    for (const start of starts) {
      if (start > end || ++attempts > maxAttempts) break;
      const found = parseObject(text.slice(start, end + 1));
      if (found) return found;
    }
  }
  return null;
}

function positionsOf(text: string, character: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found.push(at);
  return found;
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
