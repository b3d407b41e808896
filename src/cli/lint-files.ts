import type { Findings, LintOptions } from "../lint.ts";
import type { FileReport } from "../report/lint.ts";
import type { Source } from "../source.ts";
import { buildId } from "./build.ts";
import type { Context } from "./context.ts";
import { findRoot, readSource } from "./files.ts";

/** How to look at the files, and what may be used to be quick about it. */
export interface LintFilesOptions extends LintOptions {
  readonly cwd: string;
  readonly env: Context["env"];
  /** How many files may be looked at at a time; null for as many as pays. */
  readonly threads: number | null;
  /** Whether findings may be taken from an earlier look at the same text, and are kept for the next. */
  readonly cache: boolean;
}

/** What was found in a file, or one line on why it cannot be read, which begins with the file's name. */
export type LintedFile = FileReport | { readonly problem: string };

/** Lints files. The results are the same, and in the order of the files, however they were come by. */
export async function lintFiles(
  files: readonly string[],
  { cwd, env, threads, cache, ...options }: LintFilesOptions,
): Promise<readonly LintedFile[]> {
  const texts = files.map((file) => readSource(file, cwd));
  const sources = texts.flatMap((text) => (text.ok ? [text.source] : []));
  const found = new Map<Source, Findings>();

  const kept = cache && buildId !== null ? await openCache(env, cwd, buildId) : null;
  const keys = new Map(sources.map((source) => [source, kept?.keyOf(source.text, options) ?? ""]));
  for (const [source, key] of keys) {
    const findings = kept?.cache.get(key);
    if (findings) found.set(source, findings);
  }
  const unknown = sources.filter((source) => !found.has(source));
  if (unknown.length > 0) {
    // Where all is known already, the compiler is not even loaded.
    const { lintSources } = await import("./lint-sources.ts");
    for (const [source, findings] of await lintSources(unknown, options, threads)) {
      found.set(source, findings);
      kept?.cache.set(keys.get(source) ?? "", findings);
    }
  }
  kept?.cache.save();

  return texts.map((text) =>
    text.ok ? { source: text.source, diagnostics: [], ...found.get(text.source) } : { problem: text.problem },
  );
}

async function openCache(env: Context["env"], cwd: string, build: string) {
  const { FindingsCache, keyOf } = await import("./cache.ts");
  return { cache: new FindingsCache({ env, root: findRoot(cwd), build }), keyOf };
}
