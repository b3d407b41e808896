import { RunError } from "../run/errors.ts";
import type { Context } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { writeProblem } from "./problem.ts";

/** Says in one line why a command cannot do what it is asked for, and below it what to do; gives back the exit status. */
export type Refuse = (problem: string, help?: string) => ExitCode;

/** Carries out a command that is refused in words; so is what throws `RunError` in it. */
export async function withRefusals<T = ExitCode>(
  context: Context,
  work: (refuse: Refuse) => Promise<T>,
): Promise<T | ExitCode> {
  const refuse: Refuse = (problem, help) => {
    writeProblem(context, problem, help);
    return exit.usage;
  };
  try {
    return await work(refuse);
  } catch (error) {
    if (error instanceof RunError) return refuse(error.message, error.help);
    throw error;
  }
}
