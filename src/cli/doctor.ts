import { homedir } from "node:os";
import { type DoctorFinding, doctorJson, doctorPretty } from "../report/doctor.ts";
import { type Context, styleOf } from "./context.ts";
import { checkConfiguration, checkProviders, checkSkills } from "./doctor/configuration.ts";
import { checkLeftovers } from "./doctor/leftovers.ts";
import { checkDisk, checkTools } from "./doctor/tools.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRoot } from "./files.ts";
import { readSetup } from "./lint-options.ts";
import { withSignals } from "./signals.ts";

interface DoctorArguments {
  readonly json: boolean | undefined;
  readonly probe: boolean | undefined;
}

/**
 * `omo doctor`: looks at all that a run needs, and says what to do about what is wrong. Sends nothing to anybody, but
 * with `--probe` a word to each model. Exits 1 when a run could not start.
 */
export async function run(args: DoctorArguments, context: Context): Promise<ExitCode> {
  const { cwd, env } = context;
  const root = findRoot(cwd);
  const setup = await readSetup({ cwd, root, env });
  const findings: DoctorFinding[] = [
    ...(await checkTools(context)),
    ...checkConfiguration(setup),
    ...checkSkills(setup),
    ...(args.probe ? await probeModels(setup, context) : [checkProviders(setup)]),
    ...checkDisk([
      { name: "for runs", path: root },
      { name: "for opencode's state", path: env.HOME || homedir() },
      { name: "for temporary files", path: env.TMPDIR || "/tmp" },
    ]),
    ...checkLeftovers(root, cwd),
  ];
  context.stdout.write(
    args.json
      ? `${JSON.stringify(doctorJson(findings), null, 2)}\n`
      : doctorPretty(findings, styleOf(context.stdout, env)),
  );
  return findings.some(({ status }) => status === "error") ? exit.failed : exit.done;
}

async function probeModels(
  setup: Awaited<ReturnType<typeof readSetup>>,
  context: Context,
): Promise<DoctorFinding[]> {
  const { probe } = await import("./doctor/probe.ts");
  return withSignals(
    context,
    () => null,
    (signal) => probe(setup, signal),
  );
}
