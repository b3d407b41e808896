import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { widthOf } from "../src/report/cells.ts";
import { wantsLive } from "../src/report/style.ts";
import { isUnderWay } from "../src/state.ts";
import { effort } from "./effort.ts";
import { expectGolden } from "./golden.ts";
import { LiveStage, type LiveTaskSketch, planOfWaves } from "./live-stage.ts";
import { taskOf } from "./task-specs.ts";

const small = planOfWaves({
  "Wave 1: Foundations": [{ label: "1", title: "Hash passwords" }, { label: "2" }, { label: "3" }],
  "Wave 2: What people see": [
    { label: "4", title: "Register and log in with an e-mail address and a password", after: ["1"] },
    { label: "5", after: ["2"] },
    { label: "6", after: ["2", "3"] },
  ],
});

/** So many tasks in waves of so many. */
function largePlan(count: number, perWave: number): string {
  const waves: Record<string, LiveTaskSketch[]> = {};
  for (let n = 1; n <= count; n++) {
    const wave = Math.ceil(n / perWave);
    waves[`Wave ${wave}`] ??= [];
    waves[`Wave ${wave}`]?.push({ label: `${n}` });
  }
  return planOfWaves(waves);
}

const spent = (input: number, cost: number) => ({
  input,
  output: 0,
  reasoning: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cost,
});

/** What somebody sees who looks on, by what has happened; `test/fixtures/live` has what it looks like. */
const scenes: Readonly<Record<string, { width?: number; height?: number; stage: () => LiveStage }>> = {
  "a-plan-of-two-waves": {
    stage() {
      const stage = new LiveStage(small, { maxParallel: 3 });
      stage.run.at(2_000).open("1").open("2", "openrouter/anthropic/claude-opus-5").open("3");
      stage.act("1", "write src/password.js").act("2", "bash npm test");
      stage.run.at(65_000).finish("1", spent(31_425, 0.11)).criterion("1");
      stage.run.at(70_000).finish("2").check("2", "fail");
      stage.act("2", "read src/a.ts");
      stage.run.at(83_500);
      return stage;
    },
  },
  "what-waits": {
    stage() {
      const budget = { time: 3_600_000, tokens: 500_000, money: 5, hard: false };
      const stage = new LiveStage(small, { maxParallel: 1, budget, wait: true });
      stage.run.at(10_000).finish("1", spent(120_000, 0.92)).check("1", "unsure");
      stage.run.check("1", "unsure");
      stage.run.at(20_000).break("2", "provider", "rate-limit");
      stage.run.at(30_000);
      return stage;
    },
  },
  "a-narrow-terminal": { width: 39, stage: () => scenes["a-plan-of-two-waves"]?.stage() as LiveStage },
  "a-very-narrow-terminal": { width: 12, stage: () => scenes["a-plan-of-two-waves"]?.stage() as LiveStage },
  "a-wide-terminal": { width: 140, stage: () => scenes["a-plan-of-two-waves"]?.stage() as LiveStage },
  "a-hundred-tasks": {
    height: 16,
    stage() {
      const stage = new LiveStage(largePlan(100, 25));
      for (let n = 1; n <= 37; n++) stage.run.at(n * 1_000).pass(`${n}`);
      stage.run.finish("38");
      for (const _ of [1, 2]) stage.run.check("38", "unsure");
      for (let round = 0; round < 4; round++) stage.run.at(60_000 + round).break("39", "stalled", null);
      stage.run.at(70_000);
      return stage;
    },
  },
  "forty-waves": {
    height: 16,
    stage() {
      const stage = new LiveStage(largePlan(120, 3));
      for (let n = 1; n <= 10; n++) stage.run.at(n * 1_000).pass(`${n}`);
      return stage;
    },
  },
  "more-at-work-than-lines": {
    height: 8,
    stage: () => new LiveStage(largePlan(60, 10), { maxParallel: 20 }),
  },
  "a-plan-without-waves": {
    height: 6,
    stage() {
      const tasks = Array.from({ length: 12 }, (_, i) => ({ label: `${i + 1}`, after: i > 4 ? ["1"] : [] }));
      const stage = new LiveStage(planOfWaves({ "": tasks }), { maxParallel: 2 });
      stage.run.at(1_000).pass("2").at(3_000).say("pause");
      return stage;
    },
  },
  "an-edited-plan": {
    stage() {
      const stage = new LiveStage(small, { maxParallel: 1 });
      stage.run.edit({ 6: null, 7: taskOf("7", ["1"], { title: "Came later" }) }).at(3_000);
      return stage;
    },
  },
  "titles-in-other-scripts": {
    width: 60,
    stage() {
      const title = {
        1: "ユーザー登録とログインを実装する、それから検証",
        2: "e\u0301".repeat(40),
        3: "👩‍👩‍👧 家族 \u001B[31m",
      };
      const tasks = Object.entries(title).map(([label, text]) => ({ label, title: text }));
      const stage = new LiveStage(planOfWaves({ "": tasks }));
      return stage.act("1", "write ソース/登録.ts\nand more");
    },
  },
};

describe("the view of", () => {
  test.each(Object.entries(scenes))("%s", (name, { width = 79, height = 40, stage }) => {
    const file = new URL(`fixtures/live/${name}.txt`, import.meta.url);
    const drawn = `${stage().draw(width, height).join("\n")}\n`;
    const expected = process.env.UPDATE === "1" ? "" : readFileSync(file, "utf8");
    expectGolden(file, expected, drawn, (text) => text);
  });

  test("a run whose server is not up yet says so", () => {
    const stage = new LiveStage(small);
    expect(new LiveStage("# Empty\n").draw(60, 10)).toEqual([
      "─ ⠋ starting opencode · 0:00 · plans/p.md ──────────────────",
    ]);
    expect(stage.draw(60, 0)).toEqual([]);
    expect(stage.draw(0, 10)).toEqual([]);
  });
});

test("whatever happens, the view keeps to its room and shows all that runs where it can", () => {
  const character = fc.oneof(
    fc.constantFrom(..."aé—あ漢한글Ω（ "),
    fc.constantFrom("👩‍👩‍👧", "e\u0301", "🇩🇪", "\u200D", "\u001B[1m", "\t", "⚠️"),
  );
  const titles = fc.array(character, { minLength: 1, maxLength: 40 }).map((text) => text.join(""));
  const waves = fc.array(fc.array(titles, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 7 });
  const draws = fc.array(fc.nat({ max: 99 }), { maxLength: 60 });
  const sizes = fc.tuple(fc.nat({ max: 130 }), fc.nat({ max: 30 }));
  fc.assert(
    fc.property(waves, fc.integer({ min: 1, max: 12 }), draws, sizes, (drawn, maxParallel, lucks, size) => {
      let n = 0;
      const named = drawn.map((tasks) => tasks.map((title) => ({ label: `${++n}`, title: `T ${title}` })));
      const stage = new LiveStage(
        planOfWaves(Object.fromEntries(named.map((tasks, i) => [`Wave ${i + 1}`, tasks]))),
        { maxParallel },
      );
      for (const luck of lucks) {
        const open = [...stage.run.state.tasks.values()].filter(({ state }) => isUnderWay(state));
        const record = open[luck % Math.max(1, open.length)];
        stage.run.at(stage.run.now + luck * 10);
        if (record) stage.act(record.spec.id, "write a.txt").run.move(record.spec.id, luck);
      }
      const [width, height] = size;
      const lines = stage.draw(width, height, true).map(stripVTControlCharacters);
      expect(lines.length).toBeLessThanOrEqual(height);
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(width);
      const running = [...stage.run.state.tasks.values()].filter(({ state }) => isUnderWay(state));
      if (running.length > height - 2 || width < 8) return;
      for (const { spec } of running)
        expect(
          lines.some((line) => new RegExp(`^[\\u2800-\\u28FF] ${spec.id}\\.`).test(line)),
          spec.id,
        ).toBe(true);
    }),
    { numRuns: effort(100) },
  );
});

test.each([
  { env: {}, isTTY: true, live: true },
  { env: { NO_COLOR: "1", TERM: "xterm-256color" }, isTTY: true, live: true },
  { env: { CI: "" }, isTTY: true, live: true },
  { env: { CI: "false" }, isTTY: true, live: true },
  { env: {}, isTTY: false, live: false },
  { env: { FORCE_COLOR: "1" }, isTTY: false, live: false },
  { env: { TERM: "dumb" }, isTTY: true, live: false },
  { env: { CI: "true" }, isTTY: true, live: false },
  { env: { CI: "1" }, isTTY: true, live: false },
])("with $env on a terminal ($isTTY) the view is drawn: $live", ({ env, isTTY, live }) => {
  expect(wantsLive(env, isTTY)).toBe(live);
});
