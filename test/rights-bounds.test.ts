import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { narrowTo, working } from "../src/agents/rights.ts";
import { probes, sending, writing } from "./rights-probes.ts";
import {
  type Attempt,
  expectHeld,
  type Probe,
  type RightsStage,
  refusal,
  setRightsStage,
  who,
} from "./rights-stage.ts";
import { calling, worker } from "./runtime-stage.ts";

/* Rights that hold for some files or commands alone: an agent that writes plans, and a task with some of the tools. */

let stage: RightsStage;
const at = (path: string) => join(stage.repo, path);

/** Attempts of one session, by what was tried. */
type Attempts = ReadonlyMap<string, Attempt>;
let plans: Attempts;
let patches: Attempts;
let commands: Attempts;

const planner = who("prometheus");
const may = [
  "plans/a.md",
  "plans/deep/er/b.md",
  ".omo/plans/c.md",
  ".sisyphus/plans/d.md",
  "./src/../plans/e.md",
];
const mayNot = [
  "src/a.ts",
  "README.md",
  "plans.md",
  "plans/x.sh",
  "plans/../src/a.md",
  "src/plans/a.md",
  "<repo>/src/a.md",
  "<root>/outside.md",
  "plans/link/a.md",
  "plans/linked.md",
  "plans/deep/link/a.md",
  ".omo/plans/../../src/b.md",
];

/** `<repo>` and `<root>` are absolute paths. */
const inPlace = (path: string) => path.replace("<repo>", stage.repo).replace("<root>", stage.sandbox.root);
const leftBy = (path: string) => (path.startsWith("<") ? inPlace(path) : at(path));
const written = (path: string) =>
  existsSync(leftBy(path)) && readFileSync(leftBy(path), "utf8") === "written\n";

const writes = (path: string): Probe => ({
  ...writing(path, () => path),
  calls: () => [{ name: "write", args: { filePath: inPlace(path), content: "written\n" } }],
  happened: () => written(path),
});

/** A patch of one file. It came off when the file at `target` is there, or gone. */
const patch = (what: string, lines: readonly string[], happened: () => boolean): Probe => ({
  tool: "edit",
  what,
  calls: () => [
    { name: "apply_patch", args: { patchText: ["*** Begin Patch", ...lines, "*** End Patch"].join("\n") } },
  ],
  happened,
});
const move = (from: string, to: string) =>
  patch(
    `${from} to ${to}`,
    [`*** Update File: ${from}`, `*** Move to: ${to}`, "@@", "-old", "+written"],
    () => written(to),
  );
const add = (path: string) =>
  patch(`new ${path}`, [`*** Add File: ${path}`, "+written"], () => written(path));
const remove = (path: string) =>
  patch(`no ${path}`, [`*** Delete File: ${path}`], () => !existsSync(at(path)));

const mayPatch = [
  () => add("plans/new.md"),
  () => move("plans/1.md", "plans/moved.md"),
  () => remove("plans/9.md"),
];
const mayNotPatch = [
  () => add("src/new.md"),
  () => move("plans/2.md", "src/moved.md"),
  () => move("plans/3.md", "plans/moved.sh"),
  () => move("plans/4.md", "plans/../moved.md"),
  () => move("plans/5.md", "plans/link/moved.md"),
  () => move("plans/6.md", "plans/guarded.md"),
  () => move("src/7.md", "plans/stolen.md"),
  () => remove("src/8.md"),
];

/** `f` is what must not be there. */
const mayRun = ["git log", "git log --oneline", "git log --oneline | git log -1"];
const mayNotRun = [
  "touch f",
  "git status; echo x > f",
  "git log; touch f",
  "git log && touch f",
  "git log | tee f",
  "git log $(touch f)",
  "git log `touch f`",
  "git log <(touch f)",
  "(touch f)",
  "if true; then touch f; fi",
  "git\ttouch f",
];
const running = (command: string): Probe => ({
  tool: "bash",
  what: command,
  calls: () => [{ name: "bash", args: { command, description: "Run" } }],
  happened: (_, result) => existsSync(at("f")) || result.includes("Initial state"),
});

async function attemptAll(...[who, probes, going]: Parameters<RightsStage["attempt"]>): Promise<Attempts> {
  const results = await stage.attempt(who, probes, going);
  return new Map(probes.map(({ what }, i) => [what, results[i] as Attempt]));
}

beforeAll(async () => {
  const numbered = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [`${n === 7 || n === 8 ? "src" : "plans"}/${n}.md`, "old\n"]),
  );
  stage = await setRightsStage({
    models: ["quick", "gpt-5"],
    files: { ...numbered, "src/a.ts": "one\n", "plans/guarded.md": "a plan\n" },
    prepare: (_, repo) => {
      mkdirSync(join(repo, "plans/deep"), { recursive: true });
      symlinkSync("../src", join(repo, "plans/link"));
      symlinkSync("../../src", join(repo, "plans/deep/link"));
      symlinkSync("../src/a.ts", join(repo, "plans/linked.md"));
      writeFileSync(join(repo, "f-less"), "");
    },
  });
  const gpt = { choice: { model: "fake/gpt-5", variant: null }, protect: ["plans/guarded.md"] };
  const reader = {
    agent: "sisyphus-junior",
    rights: narrowTo(working(), { tools: ["read", "bash"], commands: ["git log*"] }),
  };
  [plans, patches, commands] = await Promise.all([
    attemptAll(planner, [...may, ...mayNot].map(writes)),
    attemptAll(
      planner,
      [...mayPatch, ...mayNotPatch].map((probe) => probe()),
      gpt,
    ),
    attemptAll(reader, [...mayRun, ...mayNotRun].map(running)),
  ]);
});
afterAll(() => stage?.strike());

/** A refusal is one of everything that a session waits for at the time: only the first call is told why. */
const refused = new RegExp(`${refusal.source}|rejected permission|Only Markdown below the folders of plans`);

describe("who writes plans alone", () => {
  test.each(may)("writes %s", (path) => {
    expectHeld(plans.get(path), true);
  });

  test.each(mayNot)("does not write %s", (path) => {
    expectHeld(plans.get(path), false, path, refused);
    expect(readFileSync(at("src/a.ts"), "utf8")).toBe("one\n");
  });

  test.each(mayPatch.map((probe) => probe().what))("patches: %s", (what) => {
    expectHeld(patches.get(what), true);
  });

  test.each(mayNotPatch.map((probe) => probe().what))("does not patch: %s", (what) => {
    expectHeld(patches.get(what), false, what, refused);
    expect(readFileSync(at("plans/guarded.md"), "utf8")).toBe("a plan\n");
  });
});

test("who has no shell goes on with sessions of its own alone, whatever others it knows of", async () => {
  const { runtime, go, nameOf } = stage;
  const own = await runtime.openSession({ title: "own", ...planner, protect: [] });
  const foreign = await runtime.openSession({ title: "foreign", ...worker, protect: [] });
  await go("SAY at work", { session: foreign });
  const send = async (prompt: string, task_id?: string) => {
    const args = { description: "Ask", prompt, subagent_type: nameOf("explore"), task_id };
    const outcome = await go(calling([{ name: "task", args }]), { ...planner, session: own });
    return outcome.kind === "finished" ? outcome.text : outcome.message;
  };
  const first = await send("SAY first");
  const child = /<task id="([^"]+)"/.exec(first)?.[1] ?? "";
  expect(await send("SAY second", child)).toContain("second");
  expect(stage.requestsOf("SAY second")[0]?.messages.map(({ text }) => text)).toContain("SAY first");

  const touch = { name: "bash", args: { command: "touch f", description: "Touch" } };
  expect(await send(calling([touch]), foreign)).toContain("Only sessions that were started here");
  expect(existsSync(at("f"))).toBe(false);
});

describe("a task that may read and ask others alone", () => {
  const asker = {
    agent: "sisyphus",
    rights: narrowTo(working("explore", "oracle"), { tools: ["read", "delegate"], commands: null }),
  };

  test("does nothing else, with tools of the repository's own neither", async () => {
    const tried = probes.filter(({ tool }) => tool !== "read");
    const attempts = await stage.attempt(asker, tried);
    tried.forEach(({ what }, i) => {
      expectHeld(attempts[i], false, what);
    });
  });

  test("asks those it may ask, who read and search", async () => {
    const tried = [
      sending("send explore", ({ nameOf }) => nameOf("explore")),
      sending("send oracle", ({ nameOf }) => nameOf("oracle")),
      sending("send librarian", ({ nameOf }) => nameOf("librarian")),
    ];
    const attempts = await stage.attempt(asker, tried);
    expect(attempts.map(({ happened }) => happened)).toEqual([true, true, false]);
    const reading = probes.filter(({ tool }) => tool === "read");
    expect((await stage.attemptAsked(asker, "explore", reading))[0]?.happened).toBe(true);
  });
});

describe("a task that may run `git log*` alone", () => {
  test.each(mayRun)("runs %s", (command) => {
    expectHeld(commands.get(command), true);
  });

  test.each(mayNotRun)("does not run %s", (command) => {
    expectHeld(commands.get(command), false);
  });
});
