import type { Assertion, CommandCheck, Expectation, JudgedCheck } from "./check.ts";
import { isEndless } from "./command.ts";
import { allOf, readExpectation, succeeds } from "./expectation.ts";

/** Comments in a script that say what must come out. */
const assertion =
  /^\s*#+\s*(?:assert|expect(?:ed|s)?(?: (?:output|result))?|should|预期|期望|应|예상|기대|esperado|ожидается|attendu|beklenen|diharapkan)(?:输出|结果)?\s*[:：]?\s*(.+)$/i;
/** The same at the end of a command's own line. */
const trailing =
  /^(.*\S)\s+#+\s*(?:(?:assert|expect(?:ed|s)?(?: (?:output|result))?|should(?: be)?|预期|期望|예상|기대)\s*[:：]?|→|->|=>)\s*(.+)$/i;
/** What makes it unsafe to look in between lines: they may be run many times, or be no commands of the script. */
const compound = /^\s*(?:for|while|until|if|case|function|select)\b|^\s*[({]|<<|\\$|[|&]\s*$/;

/**
 * A fence is run as a whole with `set -e`. Each of its comments that says what must come out is held against the
 * command above it; where the script is not a plain sequence of lines, they are for a judge.
 */
export function compileFence(script: string): CommandCheck | JudgedCheck {
  if (isNoScript(script)) return { kind: "judged" };
  const base = { kind: "command" as const, script, fence: true };
  const lines = script.split("\n");
  const said = assertionsIn(lines);
  if (said.length === 0) return { ...base, expect: succeeds, assertions: [] };
  const commands = lines.filter(isCommandLine);
  if (commands.length === 1) {
    const expect = allOf(
      said.map(({ words }) => readExpectation(words, commands[0] ?? "", true) ?? prose(words)),
    );
    return { ...base, expect, assertions: [] };
  }
  if (!isPlain(commands)) {
    const judged = said.flatMap(({ words }) => (isSuccess(words) ? [] : [words])).join("\n");
    return { ...base, expect: { ...succeeds, judged: judged === "" ? null : judged }, assertions: [] };
  }
  return { ...base, expect: succeeds, assertions: perPart(lines, said) };
}

/** A list or a sentence in a shell's fence, or a script with parts to be filled in, or one that would not end. */
function isNoScript(script: string): boolean {
  const lines = script.split("\n").filter(isCommandLine);
  const [first] = lines;
  if (first === undefined) return true;
  // Servers that are started and not asked for anything tell nothing.
  if (lines.every((line) => /(?<!&)&\s*$|^\s*(?:sleep|wait)\b/.test(line))) return true;
  const item = /^\s*(?:[-*•]|\d+[.)])\s/;
  const sentence = /^\s*(?:[A-Z][a-z]+ [a-z]|[^\x20-\x7E\s])/;
  if (lines.some(isEndless) || changesTwice(lines)) return true;
  return sentence.test(first) || lines.some((line) => item.test(line) || toBeFilledIn.test(line));
}

const toBeFilledIn = /<[a-z][\w -]*>(?!\w)|\b(?:curl|wget|http)\s.*[^$%]\{\w+\}(?!\})/;

/** Goes to the same folder twice, as if each line began at the root: it would be looked for below itself. */
function changesTwice(lines: readonly string[]): boolean {
  const folders = lines.flatMap((line) => /^\s*cd\s+([\w.][^\s;&|]*)/.exec(line)?.[1] ?? []);
  return folders.some((folder, at) => folder !== ".." && folders.indexOf(folder) < at);
}

interface Said {
  readonly words: string;
  /** Line of the comment, from 0. */
  readonly at: number;
}

function assertionsIn(lines: readonly string[]): Said[] {
  return lines.flatMap((line, at) => {
    const words = assertion.exec(line)?.[1] ?? (isCommandLine(line) ? trailing.exec(line)?.[2] : undefined);
    return words === undefined ? [] : [{ words: words.trim(), at }];
  });
}

function isCommandLine(line: string): boolean {
  return line.trim() !== "" && !/^\s*#/.test(line);
}

/** Whether each line is a command of its own. */
function isPlain(commands: readonly string[]): boolean {
  return commands.every((line) => {
    const bare = line.replace(/'[^']*'|"(?:[^"\\]|\\.)*"|\\["']/g, "");
    // A background job at the end of a line is a command of its own.
    return !/["']/.test(bare) && !compound.test(bare.replace(/(?<!&)&\s*$/, ""));
  });
}

function isSuccess(words: string): boolean {
  const read = readExpectation(words, "", true);
  return read?.judged === null && read.exit === "zero";
}

/** One assertion for each run of comments, on the command line before them. */
function perPart(lines: readonly string[], said: readonly Said[]): Assertion[] {
  const byLine = new Map<number, Expectation[]>();
  for (const { words, at } of said) {
    let line = at;
    while (line >= 0 && !isCommandLine(lines[line] ?? "")) line--;
    // A comment before the first command speaks of the one below it.
    if (line < 0) line = lines.findIndex(isCommandLine);
    const command = (lines[line] ?? "").replace(/\s+#.*$/, "");
    byLine.set(line, [...(byLine.get(line) ?? []), readExpectation(words, command, true) ?? prose(words)]);
  }
  return [...byLine].sort(([a], [b]) => a - b).map(([line, expects]) => ({ line, expect: allOf(expects) }));
}

function prose(words: string): Expectation {
  return { ...succeeds, judged: words };
}
