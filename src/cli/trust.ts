import { lintPlan } from "../lint.ts";
import { oneLine } from "../report/cells.ts";
import { trustLines } from "../report/trust.ts";
import { type TrustSubject, trustSubject } from "../run/trust.ts";
import { isTrustHash, openTrustStore } from "../run/trust-store.ts";
import { type Context, styleOf } from "./context.ts";
import { type ExitCode, exit } from "./exit.ts";
import { readSource } from "./files.ts";
import { findPlace } from "./place.ts";
import { type Refuse, withRefusals } from "./refuse.ts";
import { trustFolder } from "./state-folder.ts";

/** `omo plan trust FILES…`: shows what each plan can do, and trusts it until it changes. */
export function trust({ _: files }: { _: string[] }, context: Context): Promise<ExitCode> {
  return withRefusals(context, async (refuse) => {
    const store = openTrustStore(trustFolder(context.env));
    const style = styleOf(context.stdout, context.env);
    for (const file of files) {
      const subject = subjectOf(file, context, refuse);
      if (typeof subject === "number") return subject;
      for (const line of trustLines(file, subject, style)) context.stdout.write(`${line}\n`);
      store.add(subject.hash, findPlace(context.cwd, file).planFile);
      context.stdout.write(`${oneLine(file)} is trusted, until it changes in more than ticks\n`);
    }
    return exit.done;
  });
}

/** `omo plan untrust FILES…`: takes trust back, of plans as they are now, or by their hashes. */
export function untrust({ _: names }: { _: string[] }, context: Context): Promise<ExitCode> {
  return withRefusals(context, async (refuse) => {
    const store = openTrustStore(trustFolder(context.env));
    for (const name of names) {
      const subject = isTrustHash(name) ? { hash: name } : subjectOf(name, context, refuse);
      if (typeof subject === "number") return subject;
      if (!store.remove(subject.hash))
        return refuse(`${name} is not trusted as it is`, "`omo plan trusted` lists what is");
      context.stdout.write(`${oneLine(name)} is not trusted any more\n`);
    }
    return exit.done;
  });
}

/** `omo plan trusted`: lists what is trusted, newest first. */
export function trusted(_args: object, context: Context): Promise<ExitCode> {
  return withRefusals(context, async () => {
    const all = openTrustStore(trustFolder(context.env)).list();
    if (all.length === 0) context.stdout.write("no plan is trusted\n");
    for (const { hash, plan, at } of all)
      context.stdout.write(`${hash}  ${at.toISOString().slice(0, 16)}Z  ${oneLine(plan ?? "?")}\n`);
    return exit.done;
  });
}

function subjectOf(file: string, { cwd }: Context, refuse: Refuse): TrustSubject | ExitCode {
  const read = readSource(file, cwd);
  if (!read.ok) return refuse(read.problem);
  return trustSubject(lintPlan(read.source));
}
