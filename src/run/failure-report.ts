import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { writeError } from "./errors.ts";

/** Writes what became of a task that has failed too often; returns where, relative to the root. Throws `RunError`. */
export function writeFailures(root: string, folder: string, task: string, text: string): string {
  const path = join(folder, `${encodeURIComponent(task).slice(0, 100)}.md`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw writeError(path, error);
  }
  return relative(root, path);
}
