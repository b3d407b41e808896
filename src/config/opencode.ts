import { parse } from "jsonc-parser";
import { tooDeepAt } from "./tree.ts";

/** What omo takes from opencode's own configuration: names alone, everything else is opencode's business. */
export interface OpencodeNames {
  readonly agents: readonly string[];
  readonly providers: readonly string[];
  /** Its default model; null where none is set. */
  readonly model: string | null;
}

/** The names in an `opencode.json`. Never throws: what cannot be read names nothing, and opencode itself tells of it. */
export function readOpencodeNames(text: string): OpencodeNames {
  const plain = text.replace(/^\uFEFF/, "");
  const value: unknown = tooDeepAt(plain) === null ? parse(plain, [], { allowTrailingComma: true }) : null;
  const file = isObject(value) ? value : {};
  return {
    agents: Object.keys(isObject(file.agent) ? file.agent : {}),
    providers: Object.keys(isObject(file.provider) ? file.provider : {}),
    model: typeof file.model === "string" ? file.model : null,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
