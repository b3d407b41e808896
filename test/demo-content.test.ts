import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadStep, type StepFile, slip } from "../demo/model.ts";
import type { CommandCheck } from "../src/criteria/check.ts";
import { matchCommand, scriptOf } from "../src/criteria/match.ts";
import { lintPlan } from "../src/lint.ts";
import { createSource } from "../src/source.ts";

/** Commands that the plan calls regression guards: green before the work, and to stay so. */
const guards = ["npm test"];

const file = "plans/jwt-auth.md";
const linted = lintPlan(createSource(file, readFileSync(file, "utf8")));
const work = linted.graph.nodes
  .map(({ id, task, dependsOn }, index) => ({
    id,
    task,
    dependsOn,
    checks: linted.checks.tasks[index]?.criteria ?? [],
  }))
  .filter(({ task }) => !task.final)
  .map((item) => ({ ...item, commands: item.checks.filter((check) => check.kind === "command") }));
const labels = work.map(({ id }) => id);

let scratch = "";
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "omo-demo-content-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test("the plan lints clean", () => {
  expect(linted.diagnostics).toEqual([]);
});

test("the plan has two waves, and the tasks that the demo has steps for", () => {
  expect(labels).toEqual(["1", "2", "3", "4", "5", "6"]);
  expect(linted.graph.levels.map((level) => [...level].sort())).toEqual([
    ["1", "2", "3"],
    ["4", "5", "6"],
    ["F1", "F2", "F3", "F4"],
  ]);
  for (const label of labels) expect(loadStep(label), `task ${label}`).not.toEqual([]);
});

test("no two tasks write the same file, so their order cannot matter", () => {
  const paths = labels.flatMap((label) => loadStep(label).map(({ path }) => path));
  expect(paths).toHaveLength(new Set(paths).size);
});

test("what the plan calls a regression guard is what this test calls one", () => {
  const named = work.flatMap(({ task, checks }) =>
    checks.filter((_, index) => task.criteria[index]?.text.startsWith("Regression guard:")),
  );
  expect(named.map((check) => (check.kind === "command" ? check.script : check.kind))).toEqual(guards);
});

test("each criterion is a command that leaves nothing to a reader, but for one of task 1 and one of task 4", () => {
  const judged = work.flatMap(({ id, checks }) =>
    checks
      .filter((check) => check.kind !== "command" || check.expect.judged !== null)
      .map(({ kind }) => [id, kind]),
  );
  expect(judged).toEqual([
    ["1", "judged"],
    ["4", "judged"],
  ]);
});

describe.each(work)("task $id", ({ id, commands }) => {
  const proofs = commands.filter(({ script }) => !guards.includes(script));

  test("has a command that proves it", () => {
    expect(proofs).not.toEqual([]);
  });

  test("is not proved before the work, nor by the tasks it waits for", async () => {
    const untouched = project();
    const waitedFor = project(...stepsBefore(id));
    for (const check of proofs) {
      expect(await run(check, untouched), check.script).toMatchObject({ holds: false });
      expect(await run(check, waitedFor), check.script).toMatchObject({ holds: false });
    }
  });

  test("is proved by its work on top of the tasks it waits for", async () => {
    const directory = project(...stepsBefore(id), ...loadStep(id));
    for (const check of commands) {
      expect(await run(check, directory), check.script).toMatchObject({ holds: true });
    }
  });

  test("is still proved when all is done", async () => {
    const directory = project(...labels.flatMap(loadStep));
    for (const check of commands) {
      expect(await run(check, directory), check.script).toMatchObject({ holds: true });
    }
  });
});

test("the regression guards hold before the work", async () => {
  const checks = work.flatMap(({ commands }) => commands).filter(({ script }) => guards.includes(script));
  for (const check of checks) {
    expect(await run(check, project()), check.script).toMatchObject({ holds: true });
  }
});

test("the slip of the scripted model is caught by the criteria of its task", async () => {
  const original = loadStep(slip.task).find(({ path }) => path === slip.path);
  expect(original?.text.split(slip.right)).toHaveLength(2);
  const slipped = { path: slip.path, text: original?.text.replace(slip.right, slip.wrong) ?? "" };
  const directory = project(...stepsBefore(slip.task), ...loadStep(slip.task), slipped);
  const commands = work.find(({ id }) => id === slip.task)?.commands ?? [];
  const results = await Promise.all(commands.map((check) => run(check, directory)));
  expect(results).toContainEqual(expect.objectContaining({ holds: false }));
});

/** The files of all tasks that a task waits for, directly or not. */
function stepsBefore(id: string): StepFile[] {
  const dependsOn = work.find((item) => item.id === id)?.dependsOn ?? [];
  return dependsOn.flatMap((label) => [...stepsBefore(label), ...loadStep(label)]);
}

/** A fresh copy of the starting project with these files written over it. */
function project(...files: StepFile[]): string {
  const directory = mkdtempSync(join(scratch, "project-"));
  cpSync("demo/project", directory, { recursive: true });
  for (const { path, text } of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
}

/** Runs a check with bash in the project, as a user would, and holds what came out against its expectation. */
function run(check: CommandCheck, directory: string): Promise<{ holds: boolean; output: string }> {
  const options = [...(check.fence ? ["-e"] : []), "-o", "pipefail", "-c"];
  return new Promise((resolve) => {
    execFile("bash", [...options, scriptOf(check)], { cwd: directory }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      const output = stdout + stderr;
      resolve({ holds: matchCommand(check, { status, output }).holds, output });
    });
  });
}
