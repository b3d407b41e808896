import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readError, systemCode, writeError } from "./errors.ts";

/** Something that the user has said they trust. */
export interface TrustedPlan {
  /** SHA-256 of what it means, as `run/trust.ts` has it. */
  readonly hash: string;
  /** Where the plan lay when they said so, absolute; null where the record does not say. */
  readonly plan: string | null;
  /** When they said so. */
  readonly at: Date;
}

/** What the user trusts, kept below their own home: nothing in a repository can add to it. A file for each. */
export interface TrustStore {
  has(hash: string): boolean;
  /** Throws `RunError` where it cannot be kept. */
  add(hash: string, plan: string): void;
  /** Whether there was such a thing. Throws `RunError` where it cannot be taken away. */
  remove(hash: string): boolean;
  /** Newest first. */
  list(): TrustedPlan[];
}

const recordSchema = z.object({ plan: z.string() });
const hashPattern = /^[0-9a-f]{64}$/;

/** Whether a text is the hash of something that can be trusted. */
export function isTrustHash(text: string): boolean {
  return hashPattern.test(text);
}

/** @param folder outside of every repository, absolute; made when needed */
export function openTrustStore(folder: string): TrustStore {
  const pathOf = (hash: string) => join(folder, hash);
  return {
    has: (hash) => isTrustHash(hash) && isFile(pathOf(hash)),
    add(hash, plan) {
      const draft = join(folder, `.${hash}.${process.pid}`);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(draft, `${JSON.stringify({ plan })}\n`, { mode: 0o600, flush: true });
        renameSync(draft, pathOf(hash));
      } catch (error) {
        rmSync(draft, { force: true });
        throw writeError(folder, error);
      }
    },
    remove(hash) {
      if (!isTrustHash(hash)) return false;
      try {
        rmSync(pathOf(hash));
        return true;
      } catch (error) {
        if (systemCode(error) === "ENOENT") return false;
        throw writeError(folder, error);
      }
    },
    list: () =>
      hashesIn(folder)
        .flatMap((hash) => readRecord(pathOf(hash), hash) ?? [])
        .sort((a, b) => b.at.getTime() - a.at.getTime()),
  };
}

/** What cannot be looked at is not trusted. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function hashesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter(isTrustHash);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw readError(folder, error);
  }
}

/** Null for what was taken away meanwhile. */
function readRecord(path: string, hash: string): TrustedPlan | null {
  try {
    const at = statSync(path).mtime;
    const read = recordSchema.safeParse(jsonOrNull(readFileSync(path, "utf8")));
    return { hash, plan: read.success ? read.data.plan : null, at };
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw readError(path, error);
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
