/**
 * What it costs that checks and servers end with omo, and that they are kept to what they may write: the same bare, in a
 * namespace of processes, and in the sandbox, in turns.
 *
 *     npx unrun bench/containment.ts [CHECKS] [SERVERS]
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { builtInProfiles } from "../harness/agents.ts";
import { createSandbox } from "../harness/sandbox.ts";
import { findContainment } from "../src/host/contained.ts";
import { type Sandbox, sandboxOf } from "../src/run/sandbox.ts";
import { runShell } from "../src/run/shell.ts";
import { launchOpencode } from "../src/runtime/opencode/runtime.ts";
import { median } from "./processes.ts";

const [checks = 200, servers = 7] = process.argv.slice(2).map(Number);
const ways = ["bare", "namespace", "sandbox"] as const;
type Way = (typeof ways)[number];
type Times = Record<Way, number[]>;

/** The environment that decides whether there is a namespace. */
const wishOf = (way: Way) => (way === "bare" ? "off" : "on");

/** Milliseconds of something done each way so many times. */
async function measure(times: number, once: (way: Way) => Promise<void>): Promise<Times> {
  const measured: Times = { bare: [], namespace: [], sandbox: [] };
  for (let i = 0; i < times; i++)
    for (const way of ways) {
      const began = performance.now();
      await once(way);
      measured[way].push(performance.now() - began);
    }
  return measured;
}

function report(name: string, times: Times): void {
  const bare = median(times.bare);
  const words = ways.map((way) => {
    const time = median(times[way]);
    return `${way} ${time.toFixed(1)} ms${way === "bare" ? "" : ` (${(time / bare).toFixed(2)} ×)`}`;
  });
  console.log(`${name}: ${words.join(", ")}`);
}

const containment = await findContainment({ ...process.env, OMO_CONTAIN: "on" });
if (containment.by === null) throw new Error(`nothing to measure: bubblewrap is ${containment.why}`);

const placed = (root: string, env: NodeJS.ProcessEnv, home: string): Sandbox =>
  sandboxOf({ root, env, home, own: [], privateCaches: false }).sandbox;

const folder = mkdtempSync(join(tmpdir(), "omo-bench-"));
const ofChecks = placed(folder, process.env, homedir());
for (const script of ["true", "sleep 0.1", "node -e 0"]) {
  const times = await measure(checks, async (way) => {
    process.env.OMO_CONTAIN = wishOf(way);
    await runShell({
      script,
      stopAtFailure: false,
      directory: folder,
      log: join(folder, "log"),
      timeout: 60_000,
      confinement: way === "sandbox" ? ofChecks.checks : null,
      run: "bench",
      mark: randomUUID(),
      signal: new AbortController().signal,
    });
  });
  report(`check \`${script}\``, times);
}
rmSync(folder, { recursive: true });

const world = await createSandbox({ modelUrl: "http://127.0.0.1:9/v1" });
const directory = await world.createRepository({});
const ofServer = placed(directory, world.env, world.env.HOME ?? "");
const closed: Times = { bare: [], namespace: [], sandbox: [] };
const started = await measure(servers, async (way) => {
  const env = { ...world.env, OMO_CONTAIN: wishOf(way) };
  const confinement = way === "sandbox" ? ofServer.server : null;
  const run = randomUUID();
  const runtime = await launchOpencode({ directory, env, run, agents: builtInProfiles, confinement });
  const began = performance.now();
  await runtime.close();
  closed[way].push(performance.now() - began);
});
report("server, start and end", started);
report("server, end", closed);
await world.remove();
