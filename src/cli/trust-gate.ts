import { trustLines } from "../report/trust.ts";
import { type TrustedText, trustSubject } from "../run/trust.ts";
import { isTrustHash, openTrustStore } from "../run/trust-store.ts";
import { type Context, styleOf } from "./context.ts";
import type { ExitCode } from "./exit.ts";
import type { Refuse } from "./refuse.ts";
import { trustFolder } from "./state-folder.ts";

/** What the command line says of trust. */
export interface TrustArguments {
  readonly trust?: string | undefined;
  readonly "trust-all"?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Lets plans pass that the user trusts, by what they have kept, or by what they say of this run. */
export interface TrustGate {
  isTrusted(plan: TrustedText): boolean;
  /**
   * Asks for what is not trusted yet where somebody can answer, and keeps a yes. Null where the plan may run; else it was
   * said why not, and how to go on.
   */
  pass(file: string, planFile: string, plan: TrustedText): Promise<ExitCode | null>;
}

/**
 * The gate of one `omo plan run`. `--trust` and OMO_TRUST take hashes with commas between them; OMO_TRUST takes `all`,
 * which is `--trust-all`. Both hold for this run, and keep nothing.
 */
export function trustGate(args: TrustArguments, context: Context, refuse: Refuse): TrustGate | ExitCode {
  const { OMO_TRUST } = context.env;
  const trustsAll = args["trust-all"] === true || OMO_TRUST === "all";
  const said = [...hashesOf(args.trust), ...hashesOf(OMO_TRUST)];
  const wrong = hashesOf(args.trust).find((hash) => !isTrustHash(hash));
  if (wrong !== undefined)
    return refuse(
      `--trust takes the hash of a plan, 64 hexadecimal digits, not "${wrong}"`,
      "a run of a plan that is not trusted prints it",
    );
  const store = openTrustStore(trustFolder(context.env));
  const trusts = (hash: string) => trustsAll || said.includes(hash) || store.has(hash);
  return {
    isTrusted: (plan) => trusts(trustSubject(plan).hash),
    async pass(file, planFile, plan) {
      const subject = trustSubject(plan);
      if (trusts(subject.hash)) return null;
      const asks = args.json ? null : context.ask;
      const output = asks === null ? context.stderr : context.stdout;
      for (const line of trustLines(file, subject, styleOf(output, context.env))) output.write(`${line}\n`);
      if (asks === null)
        return refuse(
          `${file} is not trusted yet, and nobody can be asked`,
          `trust it for good with \`omo plan trust ${file}\`, or for this run with --trust ${subject.hash}`,
        );
      const answer = await asks("\nRun it, now and until it changes? [y/N] ");
      if (!/^\s*y(?:es)?\s*$/i.test(answer ?? "")) return refuse(`${file} is not run: you do not trust it`);
      store.add(subject.hash, planFile);
      return null;
    },
  };
}

function hashesOf(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((hash) => hash.trim())
    .filter((hash) => hash !== "");
}
