import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createSource, type Source } from "../src/source.ts";

const root = new URL("../../shared/corpus/", import.meta.url);

/** Whether the corpus of real plans is at hand; says so once where it is not. */
export const corpusPresent = existsSync(root);
if (!corpusPresent)
  console.warn("The corpus of real plans is absent (../shared/corpus): tests over it are skipped.");

/** Texts of a part of the corpus: `plans`, or `history` for successive versions of some. */
export function corpus(part: "plans" | "history"): Source[] {
  const folder = new URL(`${part}/`, root);
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => createSource(name, readFileSync(new URL(encodeURI(name), folder), "utf8")));
}

/** What a careful reader found in a plan, by the plan's name; see the corpus' own GOLD.md. */
export function gold(): Map<string, GoldPlan> {
  const folder = new URL("gold/", root);
  const names = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(".json"));
  return new Map(
    names.map((name) => [
      name.replace(/json$/, "md"),
      JSON.parse(readFileSync(new URL(encodeURI(name), folder), "utf8")),
    ]),
  );
}

export interface GoldPlan {
  readonly tasks: readonly {
    readonly label: string | null;
    readonly line: number;
    readonly checked: boolean;
    readonly category: string | null;
    readonly blockedBy: readonly string[] | null;
    readonly wave: number | "final" | null;
  }[];
}
