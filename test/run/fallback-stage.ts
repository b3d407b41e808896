import { startOmo } from "../../harness/omo.ts";
import { createSandbox } from "../../harness/sandbox.ts";
import { type ModelReply, type ModelTurn, startScriptedModel } from "../../harness/scripted-model.ts";
import {
  type Assignment,
  type Fates,
  type PlannedTask,
  planOf,
  type Stage,
  scriptOf,
  write,
} from "./support.ts";

/** What models say whose providers fail, by id. Each is sure to fail; `quick`, `deep` and `third` do what they are told. */
export const failing: Readonly<Record<string, ModelReply>> = {
  limited: { status: 429, error: "Rate limit reached for requests" },
  spent: {
    status: 429,
    error: "You exceeded your current quota, please check your plan and billing details",
  },
  broken: { status: 500, error: "Internal server error" },
  locked: { status: 401, error: "Incorrect API key provided" },
  barred: { status: 403, error: "Your account may not use this model" },
  expired: { status: 401, error: "Your API key has expired" },
  vanished: { status: 404, error: "The model `vanished` does not exist" },
  missing: { status: 404, error: "The model `missing` does not exist" },
  confused: { status: 400, error: "Unsupported parameter: top_p" },
};

/** As `setStage`, with a model for each way in which a provider fails; a working model does as its task's fate says. */
export async function setFallbackStage(fates: Fates = {}): Promise<Stage> {
  const script = scriptOf(fates);
  const model = await startScriptedModel((turn) => failing[turn.model] ?? script(turn));
  const models = ["quick", "deep", "third", ...Object.keys(failing)];
  const sandbox = await createSandbox({ modelUrl: model.url, models });
  let count = 0;
  return {
    model,
    sandbox,
    repository: (plan, files = {}) =>
      sandbox.createRepository({ "plans/p.md": plan, ...files }, `repo-${++count}`),
    omo: (cwd, args, env = {}) => startOmo(args, { cwd, env: { ...sandbox.env, ...env } }),
    async strike() {
      await model.close();
      await sandbox.remove();
    },
  };
}

/** Does a task in one step. */
export const work = (turn: ModelTurn, { label }: Assignment): ModelReply =>
  turn.step === 0 ? write(`${label}.txt`, "done\n") : { text: "done" };

/** A repository with a plan, and with what `.omo/omo.jsonc` says; and a run of it. */
export async function runPlan(
  stage: Stage,
  tasks: readonly PlannedTask[],
  config: Readonly<Record<string, unknown>>,
  { final = [], args = [] }: { final?: readonly string[]; args?: readonly string[] } = {},
) {
  const repository = await stage.repository(planOf(tasks, final), {
    ".omo/omo.jsonc": JSON.stringify(config),
  });
  const omo = stage.omo(repository, ["plan", "run", "plans/p.md", ...args]);
  return { repository, omo };
}
