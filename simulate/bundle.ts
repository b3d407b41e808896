import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type UserConfig } from "tsdown";
import type { Mutant } from "./mutants.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Modules that are pure and slow, whose answers are kept: who imports them gets them from here instead. */
const kept: Readonly<Record<string, string>> = {
  [join(root, "src/run/compile.ts")]: "../lint.ts",
  [join(root, "src/run/tick.ts")]: "../read.ts",
};

/**
 * Bundles the simulation with the sources as they are, or with one deliberate bug in them. Throws where the text that the
 * bug stands in for is no longer there, so that none vanishes unnoticed.
 * @param folder takes the bundle; made when needed
 * @returns the file of the worker thread
 */
export async function bundle(folder: string, mutant: Mutant | null): Promise<string> {
  let isPlanted = mutant === null;
  const plugin: UserConfig["plugins"] = {
    name: "simulate",
    resolveId(specifier, importer) {
      return kept[importer ?? ""] === specifier ? join(root, "simulate/kept.ts") : null;
    },
    load(id) {
      if (mutant === null || id !== join(root, mutant.file)) return null;
      isPlanted = true;
      return { code: plant(mutant, readFileSync(id, "utf8")), moduleType: "ts" };
    },
  };
  await build({
    config: false,
    entry: [join(root, "simulate/worker.ts")],
    outDir: folder,
    platform: "node",
    target: "node20",
    format: "esm",
    dts: false,
    clean: false,
    logLevel: "error",
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
    inputOptions: { resolve: { mainFields: ["module", "main"] } },
    plugins: [plugin],
  });
  if (!isPlanted) throw new Error(`${mutant?.name}: ${mutant?.file} is no module of the executor`);
  return join(folder, "worker.mjs");
}

function plant({ name, file, find, replace }: Mutant, code: string): string {
  const places = code.split(find).length - 1;
  if (places !== 1)
    throw new Error(`${name}: ${file} holds the text to be changed ${places} times, not once`);
  return code.replace(find, () => replace);
}
