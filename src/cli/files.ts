import { isUtf8 } from "node:buffer";
import { existsSync, readdirSync, readFileSync, readlinkSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createSource, type Source } from "../source.ts";
import { closest } from "../suggest.ts";

/** A text read from disk, or one line on why it cannot be used, which begins with the file's name. */
export type FileText =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly problem: string };

/** Reads a plan that the user named. The text is as on disk, a byte order mark included. */
export function readSource(file: string, cwd: string): FileText {
  const path = resolve(cwd, file);
  const problem = (text: string): FileText => ({ ok: false, problem: `${file}: ${text}` });
  try {
    const unusable = whyUnusable(statSync(path));
    return unusable === null ? decodeSource(file, readFileSync(path)) : problem(unusable);
  } catch (error) {
    return problem(describeReadError(error, file, cwd));
  }
}

/** Makes a text of bytes that came from a file, or as if from it. */
export function decodeSource(file: string, bytes: Buffer): FileText {
  const problem = (text: string): FileText => ({ ok: false, problem: `${file}: ${text}` });
  const nul = bytes.indexOf(0);
  if (nul >= 0) return problem(`is not a text file: it has a NUL byte at offset ${nul}`);
  const damage = isUtf8(bytes) ? null : firstInvalidByte(bytes);
  if (damage) {
    return problem(`is not valid UTF-8: line ${damage.line}, byte offset ${damage.offset}; save it as UTF-8`);
  }
  // This keeps a byte order mark, so that offsets are those of the file.
  const text = bytes.toString("utf8");
  return { ok: true, source: createSource(file, text) };
}

function whyUnusable(stats: Stats): string | null {
  if (stats.isDirectory()) return "is a directory; name a plan in it";
  if (stats.isFile() || stats.isFIFO()) return null;
  return "is neither a file nor a pipe";
}

/** The reason in words for what the system calls e.g. ENOENT. */
export function describeReadError(error: unknown, file: string, cwd: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  switch (code) {
    case "ENOENT":
      return brokenLink(file, cwd) ?? `no such file${suggestion(file, cwd)}`;
    case "ENOTDIR":
      return "no such file: part of its path is a file, not a directory";
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "ELOOP":
      return "its symbolic links lead in a circle";
    case "ENAMETOOLONG":
      return "the name is too long";
    default:
      return `cannot be read (${code || String(error)})`;
  }
}

/** What is there is a link, and what it leads to is not. */
function brokenLink(file: string, cwd: string): string | null {
  try {
    return `is a link to ${readlinkSync(resolve(cwd, file))}, which is not there`;
  } catch {
    return null;
  }
}

function suggestion(file: string, cwd: string): string {
  const folder = dirname(file);
  try {
    const meant = closest(basename(file), readdirSync(resolve(cwd, folder)));
    return meant === null ? "" : `; did you mean ${join(folder, meant)}?`;
  } catch {
    return `, nor a directory ${folder}`;
  }
}

/** Where a text stops being UTF-8: lines count from 1, bytes from 0. */
function firstInvalidByte(bytes: Buffer): { line: number; offset: number } | null {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  for (let line = 1, start = 0; start <= bytes.length; line++) {
    const lineFeed = bytes.indexOf(0x0a, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed;
    const ofLine = bytes.subarray(start, end);
    if (!isUtf8(ofLine)) {
      // What is damaged is decoded as U+FFFD; what comes before it decodes as it was.
      const text = decoder.decode(ofLine);
      for (let at = text.indexOf("\uFFFD"); at >= 0; at = text.indexOf("\uFFFD", at + 1)) {
        const offset = Buffer.byteLength(text.slice(0, at));
        if (ofLine.toString("latin1", offset, offset + 3) !== "\xEF\xBF\xBD")
          return { line, offset: start + offset };
      }
    }
    start = end + 1;
  }
  return null;
}

/** The root of the git repository a directory is in, else the directory itself. */
export function findRoot(cwd: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return folder;
    if (folder === dirname(folder)) return cwd;
  }
}
