import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, posix, sep } from "node:path";
import type { Document } from "../brief/background.ts";
import { capped } from "../brief/markdown.ts";
import { codeSpans } from "../inline.ts";
import type { Task } from "../plan.ts";
import { fileNamed } from "../read/paths.ts";

/** The most of one document, and of all of a task's, in UTF-16 units. */
const mostOfOne = 3_000;
const mostOfAll = 9_000;

/**
 * What the directories say of themselves that a task names: the AGENTS.md of each and of those above it, and the
 * README.md of each. That of the root is left out: the runtime gives every session the root's AGENTS.md, and the root's
 * README.md is about everything. Nothing outside of the root is read, whatever links say.
 */
export function findDocuments(root: string, task: Task): Document[] {
  const directories = directoriesOf(root, task);
  const paths = directories.flatMap((directory) => [
    ...[...above(directory), directory].map((one) => `${one}/AGENTS.md`),
    `${directory}/README.md`,
  ]);
  const documents: Document[] = [];
  let left = mostOfAll;
  for (const path of new Set(paths)) {
    const text = readWithin(root, path);
    if (text === null || left <= 0) continue;
    const body = capped(text.trim(), Math.min(mostOfOne, left), `\`${path}\``);
    left -= body.length;
    documents.push({ path, text: body });
  }
  return documents;
}

/** Directories below the root of the files that a task is to write, and of those it names in code, in its order. */
function directoriesOf(root: string, task: Task): string[] {
  const prose = [task.whatToDo, task.references].flatMap((part) => part?.value ?? []);
  const mentioned = prose.flatMap((text) =>
    codeSpans(text).flatMap((code) => fileNamed(code.text.trim()) ?? []),
  );
  const paths = [...task.files.map(({ value }) => value), ...mentioned];
  const directories = paths.flatMap((path) => {
    const clean = posix.normalize(path.replaceAll("\\", "/"));
    if (clean.startsWith("/") || clean.startsWith("..") || clean.startsWith("~")) return [];
    const directory = isDirectory(join(root, clean)) ? clean.replace(/\/$/, "") : posix.dirname(clean);
    return directory === "." ? [] : [directory];
  });
  return [...new Set(directories)];
}

/** `a/b/c` → `a`, `a/b` */
function above(directory: string): string[] {
  const parts = directory.split("/");
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"));
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // Not there, or its links lead in a circle, or it is no name that a file can have.
    return false;
  }
}

function readWithin(root: string, path: string): string | null {
  try {
    const real = realpathSync(join(root, path));
    if (!real.startsWith(`${root}${sep}`) || !statSync(real).isFile()) return null;
    return readFileSync(real, "utf8");
  } catch {
    // Not there, or not to be read: then it says nothing.
    return null;
  }
}
