import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsdown";

/** A program that tests start as processes of their own. */
export interface Worker {
  /** What Node is to be given. */
  readonly path: string;
  remove(): void;
}

/**
 * Builds `test/<name>.ts`. Built, and not run by a loader, which would start a process of its own: these are to be
 * killed by their pid.
 */
export async function buildWorker(name: string): Promise<Worker> {
  const folder = mkdtempSync(join(tmpdir(), `omo-${name}-`));
  await build({
    config: false,
    entry: join(import.meta.dirname, `${name}.ts`),
    outDir: folder,
    dts: false,
    logLevel: "error",
  });
  return { path: join(folder, `${name}.mjs`), remove: () => rmSync(folder, { recursive: true }) };
}
