import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { lint as markdownlint } from "markdownlint/sync";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { program } from "../harness/omo.ts";
import { longPlan } from "./long-plan.ts";
import { median, runOnce, type Subject, timeProcesses, watched } from "./processes.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "15" } } });
const runs = Number(values.runs);
const corpusFolder = fileURLToPath(new URL("../../shared/corpus/plans/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "omo-bench-"));
const place = { cwd: folder, cache: join(folder, "cache") };
const uncached = ["--no-cache", "--threads", "1", "--format", "concise"];

/** One line of the result: a ratio, what it is the ratio of, and what it should be. */
function report(name: string, ratio: number, of: string, target: string): void {
  console.log(`${name.padEnd(44)} ${ratio.toFixed(2).padStart(6)} × ${of}  (${target})`);
}

execFileSync("git", ["init", "--quiet", folder]);
try {
  starts();
  if (existsSync(corpusFolder)) corpusRuns();
  else
    console.log("The corpus of real plans is absent (../shared/corpus): what is measured on it is left out.");
  longPlans();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** How long a user waits for the program to begin and to look at one plan. */
function starts(): void {
  writeFileSync(join(folder, "empty.cjs"), "");
  writeFileSync(join(folder, "plan.md"), onePlan());
  const subjects: Subject[] = [
    { name: "node", args: ["empty.cjs"] },
    { name: "omo --help", args: [program, "--help"] },
    { name: "omo plan lint, one plan, --no-cache", args: [program, "plan", "lint", "--no-cache", "plan.md"] },
    { name: "omo plan lint, one plan, cached", args: [program, "plan", "lint", "plan.md"] },
    { name: "omo plan show", args: [program, "plan", "show", "plan.md"] },
    { name: "omo plan run --dry-run", args: [program, "plan", "run", "--dry-run", "plan.md"] },
  ];
  const times = timeProcesses(subjects, Math.max(runs, 15), place);
  const bare = times.get("node") ?? Number.NaN;
  const targets = ["", "≤ 1.3", "≤ 2.2", "", "", ""];
  console.log(`bare node: ${bare.toFixed(0)} ms`);
  for (const [i, { name }] of subjects.entries())
    if (i > 0) report(name, (times.get(name) ?? Number.NaN) / bare, "bare node", targets[i] || "no target");
}

/** A real plan of 27 KB where there is one, else a made one. */
function onePlan(): string {
  if (!existsSync(corpusFolder)) return longPlan(13);
  const texts = corpusFiles().map((file) => readFileSync(file, "utf8"));
  const distance = (text: string) => Math.abs(Buffer.byteLength(text) - 27_000);
  return texts.reduce((best, text) => (distance(text) < distance(best) ? text : best));
}

function corpusFiles(): string[] {
  return readdirSync(corpusFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => join(corpusFolder, name));
}

/** All real plans: against a Markdown parser, a Markdown linter, bare node, and with a second thread. */
function corpusRuns(): void {
  const files = corpusFiles();
  const texts = files.map((file) => readFileSync(file, "utf8"));
  console.log(`${files.length} plans, ${(Buffer.byteLength(texts.join("")) / 1e6).toFixed(1)} MB`);
  const lintAll = [program, "plan", "lint", ...files];
  const subjects: Subject[] = [
    { name: "node", args: ["empty.cjs"] },
    { name: "one thread", args: [...lintAll, ...uncached] },
    { name: "two threads", args: [...lintAll, "--no-cache", "--threads", "2", "--format", "concise"] },
    { name: "cached", args: lintAll },
  ];
  const times = timeProcesses(subjects, Math.ceil(runs / 3), place);
  const [bare, one, two, cached] = subjects.map(({ name }) => times.get(name) ?? Number.NaN);

  const parser = unified().use(remarkParse).use(remarkGfm).freeze();
  const remark = timeOf(() => texts.forEach((text) => void parser.parse(text)));
  const linter = timeOf(() => texts.forEach((text) => void markdownlint({ strings: { text } })));
  console.log(`remark ${(remark / 1e3).toFixed(1)} s, markdownlint ${(linter / 1e3).toFixed(1)} s`);
  report(
    "omo plan lint, all, one thread, no cache",
    (one ?? 0) / remark,
    "remark-parse + remark-gfm",
    "≤ 0.4",
  );
  report("omo plan lint, all, one thread, no cache", (one ?? 0) / linter, "markdownlint", "< 1");
  report("omo plan lint, all, cached", (cached ?? 0) / (bare ?? 1), "bare node", "≤ 4");
  report("omo plan lint, all, two threads", (two ?? 0) / (one ?? 1), "one thread", "< 1");
}

/** Whether time grows as the text does, and how much memory it takes. */
function longPlans(): void {
  const measured = [5_000, 10_000].map((tasks) => {
    const file = join(folder, `${tasks}.md`);
    writeFileSync(file, longPlan(tasks));
    const all = [1, 2, 3].map(() => runOnce(watched([program, "plan", "lint", ...uncached, file]), place));
    return {
      milliseconds: median(all.map(({ milliseconds }) => milliseconds)),
      megabytes: Math.max(...all.map(({ megabytes }) => megabytes)),
      size: readFileSync(file).length / 1e6,
    };
  });
  const [half, whole] = measured;
  if (!half || !whole) return;
  const took = `${whole.size.toFixed(0)} MB in ${(whole.milliseconds / 1e3).toFixed(1)} s`;
  console.log(`a made plan of 10,000 tasks: ${took}, ${whole.megabytes.toFixed(0)} MB of memory (< 1000)`);
  report("10,000 tasks", whole.milliseconds / half.milliseconds, "5,000 tasks", "linear is 2");
}

function timeOf(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
