import { hash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import Module from "node:module";
import { basename, dirname, join } from "node:path";
import { Script } from "node:vm";
import { buildId } from "./build.ts";
import { cacheFolder } from "./cache-folder.ts";
import type { Context } from "./context.ts";

/** What Node hands to a module's code, and the method by which it does so. */
interface Loader {
  _compile(this: NodeModule, content: string, filename: string): unknown;
}

/**
 * Keeps what V8 makes of the program's own modules, so that the next process need not compile them again: a third
 * of the time that a command takes otherwise. It is only ever a help: what cannot be read is compiled, what cannot
 * be written is dropped. V8 itself refuses what another version of it has made, but takes the rest on trust, so that
 * each file begins with a seal.
 */
export function cacheCompiledCode(env: Context["env"]): void {
  if (buildId === null) return;
  const folder = join(cacheFolder(env), "code", `${buildId}-${process.version}-${process.arch}`);
  const loader = Module.prototype as unknown as Loader;
  const compile = loader._compile;
  const compiled: { readonly script: Script; readonly file: string }[] = [];
  loader._compile = function (content, filename) {
    if (dirname(filename) !== import.meta.dirname) return compile.call(this, content, filename);
    const file = join(folder, basename(filename));
    const cachedData = readOrNull(file);
    const script = new Script(Module.wrap(content), { filename, ...(cachedData ? { cachedData } : {}) });
    if (cachedData === null || script.cachedDataRejected) compiled.push({ script, file });
    const requireFrom = (id: string) => this.require(id);
    return script
      .runInThisContext()
      .call(this.exports, this.exports, requireFrom, this, filename, dirname(filename));
  };
  // Only at the end does V8 know which functions are used, and leaves out the others.
  process.on("exit", () => {
    if (compiled.length > 0) write(folder, compiled);
  });
}

function readOrNull(file: string): Buffer | null {
  try {
    const bytes = readFileSync(file);
    const data = bytes.subarray(sealLength);
    return seal(data).equals(bytes.subarray(0, sealLength)) ? data : null;
  } catch {
    return null;
  }
}

const sealLength = 32;

function seal(data: Buffer): Buffer {
  return hash("sha256", data, "buffer");
}

function write(
  folder: string,
  compiled: readonly { readonly script: Script; readonly file: string }[],
): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const { script, file } of compiled) {
      const unfinished = `${file}.${process.pid}`;
      const data = script.createCachedData();
      writeFileSync(unfinished, Buffer.concat([seal(data), data]));
      renameSync(unfinished, file);
    }
    const parent = dirname(folder);
    for (const name of readdirSync(parent))
      if (name !== basename(folder)) rmSync(join(parent, name), { recursive: true, force: true });
  } catch {
    // Without it the next process is slower, and nothing else.
  }
}
