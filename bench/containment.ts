/**
 * What it costs that checks and servers end with omo: the same with and without a namespace, in turns.
 *
 *     npx unrun bench/containment.ts [CHECKS] [SERVERS]
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInProfiles } from "../harness/agents.ts";
import { createSandbox } from "../harness/sandbox.ts";
import { findContainment } from "../src/host/contained.ts";
import { runShell } from "../src/run/shell.ts";
import { launchOpencode } from "../src/runtime/opencode/runtime.ts";
import { median } from "./processes.ts";

const [checks = 200, servers = 7] = process.argv.slice(2).map(Number);
const wishes = ["on", "off"] as const;
type Times = Record<(typeof wishes)[number], number[]>;

/** Milliseconds of something done each way so many times. */
async function measure(times: number, once: (wish: "on" | "off") => Promise<void>): Promise<Times> {
  const measured: Times = { on: [], off: [] };
  for (let i = 0; i < times; i++)
    for (const wish of wishes) {
      const began = performance.now();
      await once(wish);
      measured[wish].push(performance.now() - began);
    }
  return measured;
}

function report(name: string, { on, off }: Times): void {
  const [inside, outside] = [median(on), median(off)];
  const ratio = (inside / outside).toFixed(2);
  console.log(
    `${name}: ${ratio} × (${inside.toFixed(1)} ms in a namespace, ${outside.toFixed(1)} ms without)`,
  );
}

const containment = await findContainment({ ...process.env, OMO_CONTAIN: "on" });
if (containment.by === null) throw new Error(`nothing to measure: bubblewrap is ${containment.why}`);

const folder = mkdtempSync(join(tmpdir(), "omo-bench-"));
for (const script of ["true", "sleep 0.1", "node -e 0"]) {
  const times = await measure(checks, async (wish) => {
    process.env.OMO_CONTAIN = wish;
    await runShell({
      script,
      stopAtFailure: false,
      directory: folder,
      log: join(folder, "log"),
      timeout: 60_000,
      run: "bench",
      mark: randomUUID(),
      signal: new AbortController().signal,
    });
  });
  report(`check \`${script}\``, times);
}
rmSync(folder, { recursive: true });

const sandbox = await createSandbox({ modelUrl: "http://127.0.0.1:9/v1" });
const directory = await sandbox.createRepository({});
const closed: Times = { on: [], off: [] };
const started = await measure(servers, async (wish) => {
  const env = { ...sandbox.env, OMO_CONTAIN: wish };
  const runtime = await launchOpencode({ directory, env, run: randomUUID(), agents: builtInProfiles });
  const began = performance.now();
  await runtime.close();
  closed[wish].push(performance.now() - began);
});
report("server, start and end", started);
report("server, end", closed);
await sandbox.remove();
