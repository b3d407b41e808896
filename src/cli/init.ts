import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Found, initialConfig, type Wishes } from "../config/initial.ts";
import { displayName, findOpencodeFiles } from "./config-files.ts";
import type { Context } from "./context.ts";
import { checkProviders } from "./doctor/configuration.ts";
import { type ExitCode, exit } from "./exit.ts";
import { findRoot } from "./files.ts";
import { readSetup, type Setup } from "./lint-options.ts";
import { writeProblem } from "./problem.ts";

interface InitArguments {
  readonly yes: boolean | undefined;
}

/**
 * `omo init`: writes `.omo/omo.jsonc` with comments, from what there is already. Asks on a terminal, and takes what it
 * would propose elsewhere. Never overwrites.
 */
export async function run(args: InitArguments, context: Context): Promise<ExitCode> {
  const { cwd, env } = context;
  const root = findRoot(cwd);
  const file = join(root, ".omo", "omo.jsonc");
  const shown = relative(cwd, file);
  const refuse = (problem: string, help: string) => {
    writeProblem(context, problem, help);
    return exit.usage;
  };
  if (existsSync(file)) return refuse(`${shown}: is there already`, "edit it; `omo config` shows what holds");
  const setup = await readSetup({ cwd, root, env });
  const found = lookAround(setup);
  for (const line of found.told) context.stdout.write(`${line}\n`);
  const wishes = args.yes || context.ask === null ? noWishes : await askFor(context);
  if (wishes === null) return exit.interrupted;
  try {
    mkdirSync(join(root, ".omo"), { recursive: true });
    writeFileSync(file, initialConfig(found.found, wishes), { flag: "wx" });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    if (code === "EEXIST")
      return refuse(`${shown}: is there already`, "edit it; `omo config` shows what holds");
    return refuse(`${shown}: cannot be written (${code})`, "look at the permissions of the folder");
  }
  context.stdout.write(`wrote ${shown}; \`omo config\` shows what holds, \`omo doctor\` what is missing\n`);
  return exit.done;
}

const noWishes: Wishes = { models: {} };

/** What is configured already, and lines that tell of it. */
function lookAround(setup: Setup): { found: Found; told: string[] } {
  const { loaded, search, roster, skills } = setup;
  const files = [
    ...loaded.files.map(({ name }) => name),
    ...findOpencodeFiles(search).map((path) => displayName(path, search)),
  ];
  const told = [
    files.length > 0 ? `found ${files.join(", ")}: what they say goes on to hold` : "found no configuration",
    `providers: ${checkProviders(setup).message}`,
  ];
  const categories = [...roster.categories.values()].map(({ name, description, settings, wished }) => ({
    name,
    description,
    model: settings.model,
    wished,
  }));
  const ownSkills = skills.filter(({ from }) => from !== "built-in").map(({ name }) => name);
  return { found: { categories, skills: ownSkills }, told };
}

/** Asks which models are to work. An empty answer leaves it as it is; null when the input ends. */
async function askFor({ ask, stdout }: Context): Promise<Wishes | null> {
  const models: Record<string, string> = {};
  for (const { question, names } of questions) {
    for (;;) {
      const answer = await ask?.(`${question} (provider/model, or nothing to leave it) `);
      if (answer === null || answer === undefined) return null;
      const model = answer.trim();
      if (model === "") break;
      if (/^[^/\s]+\/\S+$/.test(model)) {
        for (const name of names) models[name] = model;
        break;
      }
      stdout.write("a model is written provider/model; `opencode models` lists them\n");
    }
  }
  return { models };
}

/** What is asked, and the categories that the answer is for. */
const questions = [
  { question: "Model for hard tasks?", names: ["deep", "ultrabrain", "artistry", "unspecified-high"] },
  { question: "Model for everyday tasks?", names: ["visual-engineering", "writing", "unspecified-low"] },
  { question: "Model for small tasks?", names: ["quick", "git"] },
  { question: "Model that judges the work?", names: ["reviewer"] },
] as const;
