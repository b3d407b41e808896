import { randomUUID } from "node:crypto";
import { candidatesOf } from "../../agents/models.ts";
import { resolveAgent } from "../../agents/resolve.ts";
import { modelOf } from "../../agents/roster.ts";
import type { ModelChoice } from "../../config.ts";
import type { DoctorFinding } from "../../report/doctor.ts";
import { plural } from "../../report/lint.ts";
import { profileName, profilesOf } from "../../run/profiles.ts";
import { LaunchError } from "../../runtime/launch-error.ts";
import { launchOpencode } from "../../runtime/opencode/runtime.ts";
import type { AgentRuntime, Catalog, ProviderFault } from "../../runtime/runtime.ts";
import { totalTokens } from "../../usage.ts";
import type { Setup } from "../lint-options.ts";

/** Milliseconds that a model may take for one word. */
const patience = 60_000;

const advice: Readonly<Record<ProviderFault, string>> = {
  auth: "log in again with `opencode auth login`",
  quota: "look at the provider's billing page, or name another model",
  "rate-limit": "wait a while, or name fallback_models",
  "unknown-model": "`opencode models` lists those it knows",
  server: "try again later, or name fallback_models",
};

/**
 * Starts a server as a run would, and asks every model that a run would begin with for one word: that costs a few
 * tokens of each.
 */
export async function probe(setup: Setup, signal: AbortSignal): Promise<DoctorFinding[]> {
  const { search, roster } = setup;
  const reviewer = resolveAgent("reviewer", roster);
  let runtime: AgentRuntime;
  try {
    runtime = await launchOpencode({
      directory: search.root,
      env: search.env,
      run: `doctor-${randomUUID()}`,
      agents: profilesOf(roster, [reviewer]),
      plugins: roster.config.plugins,
      signal,
    });
  } catch (error) {
    if (!(error instanceof LaunchError)) throw error;
    return [{ subject: "server", status: "error", message: error.message, help: error.help }];
  }
  try {
    const catalog = await runtime.catalog();
    const models = modelsOf(setup, catalog);
    const answers = await Promise.all(models.map((choice) => ask(runtime, choice, reviewer, signal)));
    return [describe(catalog), ...answers];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return [{ subject: "server", status: "error", message, help: "`opencode models` shows what is wrong" }];
  } finally {
    await runtime.close();
  }
}

function describe({ providers, defaultChosen }: Catalog): DoctorFinding {
  const subject = "providers";
  const names = providers.filter(({ chosen }) => chosen).map(({ id, models }) => `${id} (${models.length})`);
  if (names.length === 0 && !defaultChosen)
    return {
      subject,
      status: "error",
      message: "opencode has no provider of your choosing",
      help: "log in with `opencode auth login`, or name one in opencode.json",
    };
  const message = `${plural(names.length, "provider")} with models: ${names.join(", ")}`;
  return { subject, status: "ok", message, help: null };
}

/** The model that each agent and category would begin with, each once. */
function modelsOf({ roster }: Setup, { providers }: Catalog): ModelChoice[] {
  const found = new Map<string, ModelChoice>();
  for (const one of [...roster.agents.values(), ...roster.categories.values()]) {
    if (one.disabled) continue;
    const { model, variant, fallbacks } = modelOf(one, roster);
    const first = model === null ? null : { model, variant };
    const chain = { first, fallbacks, wished: one.wished, reason: one.name };
    const [begin] = candidatesOf(chain, providers, roster.config.disabledProviders);
    if (begin) found.set(`${begin.model} ${begin.variant}`, begin);
  }
  return [...found.values()];
}

async function ask(
  runtime: AgentRuntime,
  choice: ModelChoice,
  reviewer: ReturnType<typeof resolveAgent>,
  signal: AbortSignal,
): Promise<DoctorFinding> {
  const subject = "model";
  const name = choice.model ?? "opencode's default model";
  const agent = { agent: profileName(reviewer), rights: { ...reviewer.rights, tools: [] } };
  const started = performance.now();
  const outcome = await runtime.prompt({
    session: await runtime.openSession({ title: "omo doctor", ...agent, protect: [] }),
    ...agent,
    text: "Answer with the one word OK.",
    opening: null,
    choice,
    answer: null,
    limits: { stall: patience, total: patience, providerWait: patience, providerRetries: 0, steps: 2 },
    signal,
  });
  if (outcome.kind === "failed") {
    const help = outcome.fault === null ? "try it in opencode itself" : advice[outcome.fault];
    return { subject, status: "error", message: `${name}: ${outcome.message}`, help };
  }
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const message = `${name} answered in ${seconds} s (${totalTokens(outcome.usage)} tokens)`;
  return { subject, status: "ok", message, help: null };
}
