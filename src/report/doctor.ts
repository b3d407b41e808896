import { oneLine, wrapWords } from "./cells.ts";
import type { Style } from "./style.ts";

/** One thing that was looked at. */
export interface DoctorFinding {
  /** What, in a word or two: `git`, `opencode`. */
  readonly subject: string;
  /** `error`: a run cannot start, or will fail. `warning`: something does not work as it should. */
  readonly status: "ok" | "warning" | "error";
  /** What was found, as one line. */
  readonly message: string;
  /** What to do; null where there is nothing to do. */
  readonly help: string | null;
}

/** A line a finding, and below it what to do. */
export function doctorPretty(findings: readonly DoctorFinding[], style: Style): string {
  const { colors, width } = style;
  const marks = { ok: colors.green("✔"), warning: colors.yellow("!"), error: colors.red("✘") };
  const column = Math.max(...findings.map(({ subject }) => subject.length));
  const lines = findings.flatMap(({ subject, status, message, help }) => {
    const indent = " ".repeat(column + 4);
    const [first = "", ...more] = wrapWords(oneLine(message), width - indent.length);
    const advice = help === null ? [] : wrapWords(`→ ${oneLine(help)}`, width - indent.length);
    return [
      `${marks[status]} ${colors.bold(subject.padEnd(column))}  ${first}`,
      ...more.map((line) => indent + line),
      ...advice.map((line) => indent + colors.dim(line)),
    ];
  });
  return `${lines.join("\n")}\n`;
}

/** The same for programs. `version` changes when a field changes its meaning or goes. */
export function doctorJson(findings: readonly DoctorFinding[]): object {
  return { version: 1, findings };
}
