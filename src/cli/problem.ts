import type { Context } from "./context.ts";

/** Says on standard error what is wrong, as every command does: `error: x`, and below it what to do. */
export function writeProblem({ stderr }: Pick<Context, "stderr">, problem: string, help?: string): void {
  stderr.write(`error: ${printable(problem)}\n${help ? `  ${printable(help)}\n` : ""}`);
}

/** A text that has a file's name in it, or a program's words, and must not steer the terminal. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, "�");
}
