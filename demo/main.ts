import { execFile, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { program } from "../harness/omo.ts";
import { git } from "../harness/sandbox.ts";
import { type DemoStage, demoPlan as plan, setDemoStage } from "./stage.ts";

/*
 * `npm run demo`: runs plans/jwt-auth.md on a small project in a throw-away git repository, with a real
 * opencode server and a scripted model on loopback. Needs no key and no connection. `--keep` leaves the
 * repository where it is, to be looked at.
 */

const notepad = ".omo/notepads/jwt-auth/learnings.md";
const keep = process.argv.includes("--keep");

const stage = await setDemoStage(ownSettings());
try {
  process.exitCode = await demonstrate(stage);
} finally {
  if (keep) await stage.model.close();
  else await stage.strike();
}

/** Plays the whole demonstration; resolves with the exit code of the run. */
async function demonstrate(stage: DemoStage): Promise<number> {
  const { repository, sandbox } = stage;
  const base = (await git(repository, sandbox.env, "rev-parse", "HEAD")).trim();

  console.log("A real opencode server, a scripted model on loopback; its tokens and prices are made up.");
  heading(`omo plan run ${plan}`);
  const code = await runPlan(stage);

  heading(`cat ${notepad}`);
  process.stdout.write(await readFile(join(repository, notepad), "utf8"));

  heading(`grep -E '^- \\[.\\] F?[0-9]+\\. ' ${plan}`);
  const boxes = (await readFile(join(repository, plan), "utf8")).match(/^- \[.\] F?[0-9]+\. .*$/gm) ?? [];
  console.log(boxes.join("\n"));

  heading("git diff --stat");
  // A diff leaves out files that git has never heard of.
  await git(repository, sandbox.env, "add", "--intent-to-add", ".");
  process.stdout.write(await git(repository, sandbox.env, "diff", "--stat", base));

  heading(`omo plan status ${plan}`);
  process.stdout.write(await statusOf(stage));

  if (keep) console.log(`\nThe repository stays in ${repository}`);
  return code;
}

/** Runs the plan with its progress on this terminal. A signal is passed on, so that omo ends what it started. */
async function runPlan({ repository, sandbox }: DemoStage): Promise<number> {
  // In a process group of its own: else the terminal's Ctrl-C would reach it twice.
  const child = spawn(process.execPath, [program, "plan", "run", plan], {
    cwd: repository,
    env: sandbox.env,
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  let told = false;
  const passOn = (signal: NodeJS.Signals) => {
    if (!told) child.kill(signal);
    told = true;
  };
  process.on("SIGINT", passOn).on("SIGTERM", passOn);
  process.stdout.on("resize", () => child.kill("SIGWINCH"));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 130));
  });
}

async function statusOf({ repository, sandbox }: DemoStage): Promise<string> {
  const options = { cwd: repository, env: sandbox.env };
  const status = promisify(execFile)(process.execPath, [program, "plan", "status", plan], options);
  // Its exit code tells of the run, which has been told already; what it prints is wanted all the same.
  const { stdout } = await status.catch((error: { stdout: string }) => error);
  return stdout;
}

/** What of the user's environment matters inside: how to print, and which opencode to use. */
function ownSettings(): Record<string, string> {
  const names = ["TERM", "CI", "NO_COLOR", "FORCE_COLOR", "OPENCODE_BIN"];
  const kept = names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []));
  return { ...Object.fromEntries(kept), npm_config_update_notifier: "false" };
}

function heading(command: string): void {
  console.log(`\n$ ${command}`);
}
