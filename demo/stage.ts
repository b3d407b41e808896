import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { createSandbox, type Sandbox } from "../harness/sandbox.ts";
import { type ScriptedModel, startScriptedModel } from "../harness/scripted-model.ts";
import { demoScript } from "./model.ts";

/** The plan of the demonstration, relative to the git root. */
export const demoPlan = "plans/jwt-auth.md";

/** Where the demonstration plays: the plan and its project in a repository of one commit, with their model. */
export interface DemoStage {
  readonly model: ScriptedModel;
  readonly sandbox: Sandbox;
  /** Absolute path of the repository. */
  readonly repository: string;
  /** Ends the model and deletes the sandbox. End every process that works in it first. */
  strike(): Promise<void>;
}

const root = join(import.meta.dirname, "..");

const configuration = `{
  // Which model works on which kind of task.
  "categories": {
    "quick": { "model": "fake/quick" },
    "deep": { "model": "fake/deep", "fallback_models": ["fake/prose"] },
    "writing": { "model": "fake/prose" },
  },
  // Who judges prose criteria and works on the final wave, where a task does not name another.
  "reviewer": { "model": "fake/deep" },
  "agents": { "oracle": { "model": "fake/deep" } },
}
`;

/** Sets a stage of its own, on which nothing has happened yet. `env` goes over the sandbox's environment. */
export async function setDemoStage(env: Readonly<Record<string, string>>): Promise<DemoStage> {
  const model = await startScriptedModel(demoScript);
  const sandbox = await createSandbox({ modelUrl: model.url, models: ["quick", "deep", "prose"], env });
  const repository = await sandbox.createRepository({
    ...(await filesBelow(join(root, "demo", "project"))),
    [demoPlan]: await readFile(join(root, demoPlan), "utf8"),
    ".omo/omo.jsonc": configuration,
  });
  return {
    model,
    sandbox,
    repository,
    async strike() {
      await model.close();
      await sandbox.remove();
    },
  };
}

/** All files of a folder: path relative to it → text. */
async function filesBelow(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [relative(folder, file), await readFile(file, "utf8")])),
  );
}
