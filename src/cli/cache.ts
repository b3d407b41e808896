import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Findings } from "../lint.ts";
import { cacheFolder } from "./cache-folder.ts";
import type { Context } from "./context.ts";

/** Where findings are kept, and for whom. */
export interface CachePlace {
  readonly env: Context["env"];
  /** The repository whose plans are looked at: each has a file of its own. */
  readonly root: string;
  /** The build of the program; findings of another are worth nothing. */
  readonly build: string;
}

/** A text's key, the day its findings were last asked for, and the findings. */
type Entry = readonly [key: string, day: number, findings: Findings];

const millisecondsOfDay = 86_400_000;
const daysKept = 30;
/** The most that is kept for one repository, in UTF-16 units of the file: a plan takes some 10,000. */
const mostKept = 32_000_000;

/** Identifies a text and how it was looked at. */
export function keyOf(text: string, options: unknown): string {
  return hash("sha256", `${JSON.stringify(options)}\n${text}`, "base64url");
}

/**
 * Findings by the content of the text they are about. It lies in the user's cache directory, is read at once and
 * replaced whole, and is only ever a help: what cannot be read counts as empty, what cannot be written is dropped.
 */
export class FindingsCache {
  readonly #file: string;
  readonly #build: string;
  readonly #today = Math.floor(Date.now() / millisecondsOfDay);
  readonly #entries: Map<string, Entry>;
  #changed = false;

  constructor({ env, root, build }: CachePlace) {
    this.#file = join(cacheFolder(env), `findings-${hash("sha256", root, "base64url").slice(0, 16)}`);
    this.#build = build;
    this.#entries = new Map(this.#read().map((entry) => [entry[0], entry]));
  }

  /** The findings kept under a key; null when there are none. */
  get(key: string): Findings | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    if (entry[1] !== this.#today) this.set(key, entry[2]);
    return entry[2];
  }

  /** Keeps findings, as those asked for last. */
  set(key: string, findings: Findings): void {
    this.#entries.delete(key);
    this.#entries.set(key, [key, this.#today, findings]);
    this.#changed = true;
  }

  /** Writes what is new, and lets go of what nobody has asked for in a long time. */
  save(): void {
    if (!this.#changed) return;
    const body = this.#recent().join("\n");
    const folder = dirname(this.#file);
    const unfinished = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(unfinished, `${this.#seal(body)}\n${body}`);
      renameSync(unfinished, this.#file);
      removeOld(folder);
    } catch {
      removeUnfinished(unfinished);
    }
  }

  /** Entries as lines, the latest last, as many as may be kept. */
  #recent(): string[] {
    const lines: string[] = [];
    let size = 0;
    for (const entry of [...this.#entries.values()].reverse()) {
      const line = JSON.stringify(entry);
      size += line.length;
      if (entry[1] < this.#today - daysKept || size > mostKept) break;
      lines.push(line);
    }
    return lines.reverse();
  }

  #read(): Entry[] {
    try {
      const [seal = "", ...lines] = readFileSync(this.#file, "utf8").split("\n");
      // The seal makes sure that it was written by this very build, and whole.
      return seal === this.#seal(lines.join("\n")) ? JSON.parse(`[${lines.join(",")}]`) : [];
    } catch {
      return [];
    }
  }

  #seal(body: string): string {
    return hash("sha256", `${this.#build}\n${body}`, "base64url");
  }
}

/** Deletes the files of repositories that nobody has looked at in a long time. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const age = Date.now() - statSync(path).mtimeMs;
    if (name.startsWith("findings-") && age > daysKept * millisecondsOfDay) rmSync(path, { force: true });
  }
}

/** What was begun may lie where nothing can be written or removed. A cache that cannot be kept is no failure. */
function removeUnfinished(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing was written there either.
  }
}
