import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toJSONSchema } from "zod";
import { type OmoEnd, program } from "../../harness/omo.ts";
import { until } from "../../harness/until.ts";
import { streamLine } from "../../src/report/stream-schema.ts";
import { happenedIn, readJournal } from "../../src/run/journal.ts";
import { runPaths } from "../../src/run/paths.ts";
import { runIds } from "../../src/run/runs.ts";
import { fold } from "../../src/schedule.ts";
import {
  assignmentOf,
  entriesOf,
  judgement,
  planOf,
  type Stage,
  setStage,
  ticked,
  write,
} from "./support.ts";

/** A line as it was printed. */
interface Line {
  readonly type: string;
  readonly run: string | null;
  readonly file: string;
  readonly seq: number | null;
  readonly at: string;
  readonly [field: string]: unknown;
}

const validator = (schema: object) => addFormats.default(new Ajv2020({ strict: false })).compile(schema);
const published = validator(
  JSON.parse(readFileSync(new URL("../../grammar/events.schema.json", import.meta.url), "utf8")),
);
/** Allows nothing that is not described. */
const closed = validator(toJSONSchema(streamLine));

/** All lines, each of which must be a whole line of the published form. */
function linesOf(stdout: string): Line[] {
  expect(stdout.endsWith("\n")).toBe(true);
  return stdout
    .slice(0, -1)
    .split("\n")
    .map((text) => {
      const line = JSON.parse(text);
      for (const isValid of [published, closed])
        expect(isValid(line) || isValid.errors, text.slice(0, 500)).toBe(true);
      return line;
    });
}

const ofType = (lines: readonly Line[], type: string) => lines.filter((line) => line.type === type);
const atEnd = (lines: readonly Line[]) => lines.at(-1) as Line & { tasks: { id: string; state: string }[] };

function hasEnded(repository: string): boolean {
  const [run = ""] = runIds(repository);
  const { journal } = runPaths(repository, run);
  return existsSync(journal) && readJournal(journal).at(-1)?.event.type === "run.ended";
}

/** Starts omo with what stands for `reader` in a shell at the other end of its standard output. */
const into = (reader: string) => ["bash", "-c", `exec "$0" "$@" > >(${reader})`, process.execPath, program];

let stage: Stage;
let hang = true;
let limited = 0;

beforeAll(async () => {
  stage = await setStage({
    2: (turn) => (turn.step === 0 ? write("2.wrong.txt", "no\n") : { text: "done" }),
    5: (turn) => {
      if (turn.step === 0 && limited++ === 0) return { status: 429, headers: { "retry-after-ms": "5" } };
      return turn.step === 0 ? write("5.txt", "done\n") : { text: "done" };
    },
    8: (turn) => {
      if (hang) return { hang: true };
      return turn.step === 0 ? write("8.txt", "done\n") : { text: "done" };
    },
    "JUDGE 4": (turn) => judgement(turn, "cannot-tell"),
  });
});
afterAll(() => stage.strike());

describe("the stream of a run with a slow reader", () => {
  let repository: string;
  let end: OmoEnd;
  let lines: Line[];

  beforeAll(async () => {
    const tasks = [
      { label: "1" },
      { label: "2" },
      { label: "3", after: ["2"] },
      { label: "4", criteria: ["`test -f 4.txt` exits 0", "It reads well."] },
      { label: "5" },
    ];
    // More than a pipe holds: what is done already makes long lines.
    const done = Array.from({ length: 300 }, (_, i) => ({ label: `${100 + i}` }));
    const plan = planOf([...tasks, ...done]).replace(/^- \[ \] (?=\d{3}\.)/gm, "- [x] ");
    repository = await stage.repository(plan);
    execFileSync("mkfifo", [join(repository, "go")]);
    const args = ["plan", "run", "plans/p.md", "--json", "--max-attempts", "2", "--max-parallel", "5"];
    const omo = stage.omo(repository, args, {}, into("read -r _ < go; exec cat"));
    // Nobody has read a byte when the run ends.
    await until("the run ends", () => hasEnded(repository), 60_000);
    expect(omo.output()).toBe("");
    writeFileSync(join(repository, "go"), "\n");
    end = await omo.ended;
    lines = linesOf(end.stdout);
  }, 90_000);

  test("is whole, and alone on standard output", () => {
    expect(end.stderr).toBe("");
    expect(end.stdout.length).toBeGreaterThan(2 * 65_536);
  });

  test("begins with the run and ends with its exit status, and every line says what it is of", () => {
    const [run] = runIds(repository);
    expect(lines[0]).toMatchObject({ v: 1, type: "run.opened", resumed: false });
    expect(lines[0]?.journal).toBe(`.omo/runs/${run}/journal.jsonl`);
    expect(lines.at(-1)).toMatchObject({ type: "run.closed", exit: 1, problem: null, interrupted: null });
    expect(end.code).toBe(1);
    expect(lines.every((line) => line.run === run && line.file === "plans/p.md")).toBe(true);
    const times = lines.filter(({ seq }) => seq !== null).map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test("has every entry of the journal, as it stands there", () => {
    const [run = ""] = runIds(repository);
    const journal = readFileSync(runPaths(repository, run).journal, "utf8").trimEnd().split("\n");
    const entry = ({ v: _, ...rest }: Record<string, unknown>) => rest;
    expect(lines.filter(({ seq }) => seq !== null).map(entry)).toEqual(
      journal.map((line) => ({ run, file: "plans/p.md", ...entry(JSON.parse(line)) })),
    );
  });

  test("tells where tasks stand when work begins, each change after that, and how they end", () => {
    const [ready] = ofType(lines, "run.ready") as (Line & { tasks: { id: string; state: string }[] })[];
    expect(ready?.tasks).toHaveLength(305);
    const states = new Map(ready?.tasks.map(({ id, state }) => [id, state]));
    for (const { task, state, cause } of ofType(lines, "task.changed")) {
      states.set(task as string, state as string);
      expect(lines.some(({ seq }) => seq === cause)).toBe(true);
    }
    const folded = [...fold(happenedIn(entriesOf(repository))).tasks.values()];
    const ended = atEnd(lines).tasks.map(({ id, state }) => [id, state]);
    expect([...states]).toEqual(ended);
    expect(folded.map(({ spec, state }) => [spec.id, state.name])).toEqual(ended);
    expect(ended.slice(0, 5)).toEqual([
      ["1", "done"],
      ["2", "failed"],
      ["3", "blocked"],
      ["4", "awaiting"],
      ["5", "done"],
    ]);
    const failed = atEnd(lines).tasks.find(({ id }) => id === "2");
    expect(failed).toMatchObject({ reason: expect.stringContaining("not met"), attempts: 2 });
  });

  test("tells what sessions do, which no journal has", () => {
    const activity = ofType(lines, "session.activity").map(
      ({ task, kind, text }) => `${task} ${kind} ${text}`,
    );
    expect(activity).toContain("1 tool write 1.txt");
    expect(activity.some((said) => said.startsWith("5 retry "))).toBe(true);
  });

  test("tells what the end waited for", () => {
    const { criticalPath, elapsed } = lines.at(-1) as unknown as {
      criticalPath: { links: { task: string; begin: number; end: number }[]; work: number };
      elapsed: number;
    };
    expect(criticalPath.links.length).toBeGreaterThan(0);
    expect(criticalPath.links.at(-1)?.end).toBeLessThanOrEqual(elapsed);
    expect(criticalPath.work).toBeGreaterThan(0);
  });
});

test("a reader that goes away ends no run; the next process tells only what it adds", async () => {
  const repository = await stage.sandbox.createRepository(
    { "plans/p.md": planOf([{ label: "7" }, { label: "8", after: ["7"] }]) },
    "repo-2",
  );
  const run = ["plan", "run", "plans/p.md", "--json"];
  const first = stage.omo(repository, run, {}, into("exec head -n 1"));
  await stage.model.received((turn) => assignmentOf(turn).label === "8");
  first.child.kill("SIGINT");
  const cut = await first.ended;
  expect(cut).toMatchObject({ code: 130, stderr: "" });
  expect(linesOf(cut.stdout).map(({ type }) => type)).toEqual(["run.opened"]);
  expect(ticked(repository)).toEqual(["7"]);
  const before = entriesOf(repository);
  expect(before.at(-1)?.event.type).toBe("run.ended");

  hang = false;
  const second = await stage.omo(repository, [...run, "--resume"]).ended;
  expect(second).toMatchObject({ code: 0, stderr: "" });
  const lines = linesOf(second.stdout);
  expect(lines[0]).toMatchObject({ type: "run.opened", resumed: true, run: runIds(repository)[0] });
  expect(lines.flatMap(({ seq }) => seq ?? [])).toEqual(
    entriesOf(repository)
      .slice(before.length)
      .map(({ seq }) => seq),
  );
  expect(ofType(lines, "run.ready")[0]).toMatchObject({
    tasks: [
      { id: "7", state: "done" },
      { id: "8", state: "running", wave: null },
    ],
  });
  expect(lines.at(-1)).toMatchObject({ type: "run.closed", exit: 0 });
}, 120_000);

describe("without a run", () => {
  const plan = planOf(
    [
      { label: "1", category: "quick" },
      { label: "2", after: ["1"] },
    ],
    ["F1"],
  );
  let count = 3;
  const omo = async (text: string, ...args: string[]) => {
    const repository = await stage.sandbox.createRepository({ "plans/p.md": text }, `repo-${count++}`);
    return stage.omo(repository, ["plan", "run", "plans/p.md", "--json", ...args]).ended;
  };

  test("a dry run tells what would be done, and leaves nothing", async () => {
    const end = await omo(plan.replace("[ ] 2.", "[~] 2."), "--dry-run");
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(linesOf(end.stdout)).toMatchObject([
      {
        type: "run.planned",
        run: null,
        seq: null,
        file: "plans/p.md",
        steps: [["1"], ["2"], ["F1"]],
        tasks: [
          {
            id: "1",
            wave: null,
            claimed: null,
            agent: "sisyphus-junior",
            models: { first: null, fallbacks: [] },
            criteria: [{ kind: "command", command: "test -f 1.txt" }],
          },
          { id: "2", dependsOn: ["1"], claimed: "set-aside", stuckOn: null },
          { id: "F1", wave: "final", final: true, stuckOn: "2", agent: "oracle" },
        ],
      },
    ]);
  });

  test("a plan that is done says so in a line", async () => {
    const end = await omo(plan.replaceAll("- [ ]", "- [x]"));
    expect(end).toMatchObject({ code: 0, stderr: "" });
    expect(linesOf(end.stdout)).toMatchObject([
      { type: "run.omitted", run: null, exit: 0, reason: "all 3 tasks done; nothing to run" },
    ]);
  });

  test.each([
    ["a plan with errors", "# Empty\n", [], 1],
    ["an option that is wrong", plan, ["--max-time", "soon"], 2],
    ["a run that is not there", plan, ["--resume"], 2],
  ])("%s is told on standard error alone", async (_, text, args, code) => {
    const end = await omo(text, ...args);
    expect(end).toMatchObject({ code, stdout: "" });
    expect(end.stderr).toMatch(/^error/m);
  });

  test("a run that cannot begin is closed with what is wrong", async () => {
    const repository = await stage.sandbox.createRepository({ "plans/p.md": plan }, `repo-${count++}`);
    const env = { OPENCODE_BIN: "/nowhere/opencode" };
    const end = await stage.omo(repository, ["plan", "run", "plans/p.md", "--json"], env).ended;
    expect(end.code).toBe(2);
    const problem = /^error: (.*\/nowhere\/opencode.*)$/m.exec(end.stderr)?.[1];
    const lines = linesOf(end.stdout);
    expect(lines[0]).toMatchObject({ type: "run.opened" });
    expect(problem).not.toBe(undefined);
    expect(lines.at(-1)).toMatchObject({ type: "run.closed", exit: 2, problem, criticalPath: null });
  });
});
