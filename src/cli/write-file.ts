import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Replaces the text of a file, wholly or not at all: a file of the same mode and owner takes its place. A link
 * stays, and what it leads to is replaced. Returns why it was not, or null when it was.
 * @param before what the file must still hold
 */
export function replaceFile(file: string, cwd: string, before: string, after: string): string | null {
  let draft: string | null = null;
  try {
    const target = realpathSync(resolve(cwd, file));
    const stats = statSync(target);
    if (!stats.isFile()) return `${file}: is no regular file, and cannot be fixed in place`;
    const path = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
    const handle = openSync(path, "wx", stats.mode);
    draft = path;
    try {
      writeFileSync(handle, after);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    // The mode given to `open` is cut by the umask; only root can make a file another's.
    chmodSync(path, stats.mode);
    if (stats.uid !== process.getuid?.() || stats.gid !== process.getgid?.())
      chownSync(path, stats.uid, stats.gid);
    if (!readFileSync(target).equals(Buffer.from(before)))
      return `${file}: was changed while it was looked at, and is left as it is; fix it again`;
    renameSync(path, target);
    draft = null;
    return null;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    return `${file}: cannot be written (${code}), and is left as it is`;
  } finally {
    if (draft !== null) rmSync(draft, { force: true });
  }
}
