import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { builtInProfiles } from "../harness/agents.ts";
import { program } from "../harness/omo.ts";
import { entriesOf } from "../harness/record.ts";
import { createSandbox } from "../harness/sandbox.ts";
import { type ModelTurn, startScriptedModel } from "../harness/scripted-model.ts";
import { serverConfig } from "../src/runtime/opencode/config.ts";
import { median } from "./processes.ts";

/*
 * `npm run bench:loop`: what it costs that omo executes a plan, against a bare loop over the SDK that sends the same
 * prompts to the same opencode, so many at a time, and checks nothing. The model is scripted and answers at once: with
 * a real one both would wait longer, for the same. They take turns, each in a sandbox of its own.
 *
 *     --runs N     so many of each; 5 by default
 *     --tasks N    40 by default
 *     --at-once N  8 by default
 */

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    tasks: { type: "string", default: "40" },
    "at-once": { type: "string", default: "8" },
  },
});
const tasks = Number(values.tasks);
const atOnce = values["at-once"];
const agent = "sisyphus-junior";
const plan = "plans/many.md";

/** What one run took, and what it asked of the model. */
interface Measured {
  /** Milliseconds from the start of the process to its end, that of the server included. */
  readonly whole: number;
  /** Milliseconds from the first request that the model got to the last result: of omo the last box ticked. */
  readonly between: number;
  /** What the model was asked by sessions that work on a task. */
  readonly ofTasks: number;
  /** All that it was asked besides. */
  readonly others: number;
  /** The first message of each session. */
  readonly prompts: readonly string[];
}

// Not counted: the files of both are read for the first time, and the prompts are to be had.
const { prompts } = await measure(startOmo);
await measure((place) => startLoop(place, prompts));
const omo: Measured[] = [];
const loop: Measured[] = [];
for (let run = 0; run < Number(values.runs); run++) {
  omo.push(await measure(startOmo));
  loop.push(await measure((place) => startLoop(place, prompts)));
}
console.log(`${tasks} tasks, ${atOnce} at a time, ${values.runs} runs each in turn; medians:`);
compare("process and server, start to end", ({ whole }) => whole);
compare("first prompt to last result", ({ between }) => between);
const asked = (all: readonly Measured[]) => median(all.map(({ ofTasks, others }) => ofTasks + others));
const others = [...omo, ...loop].reduce((sum, one) => sum + one.others, 0);
console.log(`requests: ${asked(omo)} by omo, ${asked(loop)} by the loop; of no task's session: ${others}`);

function compare(what: string, of: (one: Measured) => number): void {
  const [one, other] = [median(omo.map(of)), median(loop.map(of))];
  const seconds = (time: number) => `${(time / 1_000).toFixed(2)} s`;
  console.log(
    `${what.padEnd(34)} omo ${seconds(one)}, loop ${seconds(other)}: ${(one / other).toFixed(2)} ×  (≤ 1.25)`,
  );
}

/** Where one run takes place. */
interface Place {
  readonly repository: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Runs something in a fresh sandbox. `start` resolves, when its process has ended, with the moment of the last result. */
async function measure(start: (place: Place) => Promise<number>): Promise<Measured> {
  const turns: ModelTurn[] = [];
  let first = Number.NaN;
  const model = await startScriptedModel((turn) => {
    if (turns.length === 0) first = Date.now();
    turns.push(turn);
    const label = labelOf(turn);
    return turn.step === 0
      ? { toolCalls: [{ name: "write", args: { filePath: `out/${label}.txt`, content: `${label}\n` } }] }
      : { text: "It is written." };
  });
  const sandbox = await createSandbox({ modelUrl: model.url });
  try {
    const repository = await sandbox.createRepository({ [plan]: planText(), "README.md": "# A project\n" });
    await allow(sandbox.env.XDG_CONFIG_HOME ?? "");
    const began = performance.now();
    const last = await start({ repository, env: sandbox.env });
    const whole = performance.now() - began;
    const ofTasks = turns.filter((turn) => labelOf(turn) !== null).length;
    return {
      whole,
      between: last - first,
      ofTasks,
      others: turns.length - ofTasks + model.titles(),
      prompts: turns.filter(({ step }) => step === 0).map(({ prompt }) => prompt),
    };
  } finally {
    await model.close();
    await sandbox.remove();
  }
}

async function startOmo({ repository, env }: Place): Promise<number> {
  await run([program, "plan", "run", plan, "--max-parallel", atOnce], { cwd: repository, env });
  const last = entriesOf(repository).findLast(({ event }) => event.type === "tick.ended");
  return Date.parse(last?.at ?? "");
}

async function startLoop({ repository, env }: Place, prompts: readonly string[]): Promise<number> {
  const file = join(dirname(repository), "prompts.json");
  await writeFile(file, JSON.stringify(prompts));
  const script = fileURLToPath(new URL("bare-loop.mjs", import.meta.url));
  const config = serverConfig(undefined, builtInProfiles, (name) => name);
  // As omo starts its server.
  const own = { OPENCODE_CONFIG_CONTENT: config, OPENCODE_PURE: "1" };
  return Number(await run([script, file, atOnce, agent], { cwd: repository, env: { ...env, ...own } }));
}

/** Runs node, and resolves with what it has printed; rejects with that when it fails. */
async function run(args: readonly string[], options: { cwd: string; env: Record<string, string> }) {
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return stdout;
}

/** Lets as many sessions of one model go on at once as are wanted: by default omo allows 5. */
async function allow(configHome: string): Promise<void> {
  const text = JSON.stringify({ background_task: { defaultConcurrency: Number(atOnce) } });
  await mkdir(join(configHome, "omo"), { recursive: true });
  await writeFile(join(configHome, "omo", "omo.jsonc"), text);
}

function planText(): string {
  const texts = Array.from({ length: tasks }, (_, i) => taskText(i + 1));
  return ["# Many small tasks", "", "## TODOs", "", ...texts].join("\n");
}

function taskText(n: number): string {
  return [
    `- [ ] ${n}. Write file ${n}`,
    "",
    "  **What to do**:",
    `  - Write \`out/${n}.txt\``,
    "",
    "  **Parallelization**:",
    "  - **Blocked By**: None",
    "",
    "  **Acceptance Criteria**:",
    `  - [ ] \`test -f out/${n}.txt\` exits 0`,
    "",
  ].join("\n");
}

/** The task whose session a request is of; null for a request of any other. */
function labelOf(turn: ModelTurn): string | null {
  const opening = turn.messages.find(({ role }) => role === "user")?.text ?? "";
  return /^## TASK\n(\d+)\. /.exec(opening)?.[1] ?? null;
}
