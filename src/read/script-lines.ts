/** A command of a script and the comments that belong to it, as a range of its lines. */
export interface ScriptCommand {
  readonly from: number;
  readonly to: number;
  /** Lines before it that set the shell up for all that follow: `cd frontend`, `export PORT=3000`. */
  readonly setup: readonly string[];
}

/** Only changes what later commands see. */
const setup = /^\s*(?:(?:cd|export|source|\.|set)\s|[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*)\s*$)/;
/** Words that a matching word must follow further down, a here-document, or a process left running beside the rest. */
const bound = /^\s*(?:for|if|while|until|case|select|function)\s|^\s*[{(]\s*$|^\s*[\w-]+\s*\(\)|<<|[^&]&\s*$/;
/** The command goes on in the next line. */
const goesOn = /(?:\\|\||&&)$/;
/** A comment on what the command above it must show. */
const expectation =
  /^\s*#+\s*(?:assert|expect|should|must|output|→|=>|->|预期|期望|应|输出|예상|기대|결과|期待|esperado|se espera|attendu|erwartet|ожида|diharapkan|beklenen)/i;

/**
 * Takes a script apart into its commands, for a reader who means each line by itself. A comment belongs to the
 * command below it; one that says what is expected belongs to the command above. Null for a script whose lines
 * only make sense together: loops, functions, here-documents, quotes over several lines, background processes.
 */
export function commandsOf(lines: readonly string[]): ScriptCommand[] | null {
  const commands: (ScriptCommand & { to: number })[] = [];
  const before: string[] = [];
  let from: number | null = null;
  let open = false;
  for (const [at, line] of lines.entries()) {
    const code = withoutComment(line);
    if (code === null || bound.test(code)) return null;
    const text = code.trim();
    if (text === "" && !open) {
      const last = commands.at(-1);
      // A remark with room below it is about no single command.
      if (line.trim() === "") from = null;
      else if (last && from === null && expectation.test(line)) last.to = at + 1;
      else from ??= at;
      continue;
    }
    from ??= at;
    open = goesOn.test(text);
    if (open) continue;
    if (from === at && isSetup(code)) before.push(line.trim());
    else commands.push({ from, to: at + 1, setup: [...before] });
    from = null;
  }
  return open ? null : commands;
}

/** Whether a line, by itself a command, is there for those below it. */
function isSetup(code: string): boolean {
  const bare = code.replace(/\$\([^()]*\)/g, "");
  return setup.test(bare) && !/[;&|]/.test(bare);
}

/** A line of a script without its comment; null when a quote is left open in it. */
function withoutComment(line: string): string | null {
  let quote = "";
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"') quote = char;
    else if (char === "#" && /\s/.test(line[at - 1] ?? " ")) return line.slice(0, at);
  }
  return quote === "" ? line : null;
}
