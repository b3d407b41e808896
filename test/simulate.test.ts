import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { mutants } from "../simulate/mutants.ts";
import { kinds } from "../simulate/weather.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs the simulation's command line to its end. */
function simulate(...args: string[]): Promise<{ code: number; lines: string[]; problem: string }> {
  const unrun = fileURLToPath(new URL("../node_modules/.bin/unrun", import.meta.url));
  return new Promise((resolve) => {
    const options = { cwd: root, maxBuffer: 1 << 28 };
    execFile(process.execPath, [unrun, "simulate/main.ts", ...args], options, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : 0;
      resolve({ code, lines: stdout.trimEnd().split("\n"), problem: stderr });
    });
  });
}

describe("the simulated executor", () => {
  // `npm run simulate -- --runs 200000` has more.
  test("keeps every invariant in 2,000 histories", { timeout: 300_000 }, async () => {
    const { code, lines } = await simulate("--runs", "2000", "--seed", "20260101");
    expect(lines.at(-1)).toBe("violations: 0");
    expect(lines.at(-2)).toMatch(/^runs: 2000 from --seed 20260101, \d+ steps, /);
    expect(code).toBe(0);
    // Trouble of most kinds has struck: a simulation of good weather proves little.
    const struck = Object.keys(kinds).filter((kind) =>
      new RegExp(`^${kind} +[1-9]`, "m").test(lines.join("\n")),
    );
    expect(struck.length).toBeGreaterThan(Object.keys(kinds).length * 0.8);
  });

  test("tells the same history for the same seed, and another for another", {
    timeout: 120_000,
  }, async () => {
    const [one, again, other] = await Promise.all(
      ["7", "7", "8"].map((seed) => simulate("--history", "--seed", seed)),
    );
    expect(one?.lines.length).toBeGreaterThan(10);
    expect(again?.lines).toEqual(one?.lines);
    expect(other?.lines).not.toEqual(one?.lines);
  });

  test("finds deliberate bugs, and says by which invariant", { timeout: 120_000 }, async () => {
    const { code, lines } = await simulate(
      ...["--mutants", "--only", "limit-off-by-one,tick-before-checks,torn-line-kept", "--seed", "1"],
    );
    expect(lines.slice(0, -1).map((line) => line.replace(/after .*/, "after"))).toEqual([
      "limit-off-by-one            found by parallel-limit after",
      "tick-before-checks          found by proof-before-tick after",
      "torn-line-kept              found by journal-is-whole after",
    ]);
    expect(lines.at(-1)).toBe("mutants: 3 found, 0 survived");
    expect(code).toBe(0);
  });

  test("exits 1 where a deliberate bug survives", { timeout: 120_000 }, async () => {
    // It takes a crash between a word's line and its end.
    const { code, lines } = await simulate(
      "--mutants",
      "--only",
      "word-taken-twice",
      "--runs",
      "1",
      "--seed",
      "1",
    );
    expect(lines.at(-1)).toBe("mutants: 0 found, 1 survived");
    expect(code).toBe(1);
  });

  test.each([
    { args: ["--runs", "many"], problem: '--runs takes a whole number, not "many"' },
    { args: ["--faults", "rain"], problem: "--faults knows no rain; there are agent-fails, " },
    { args: ["--mutants", "--only", "none-such"], problem: "there is no mutant none-such" },
    { args: ["--threads", "0"], problem: '--threads takes a whole number from 1, not "0"' },
  ])("refuses $args", { timeout: 60_000 }, async ({ args, problem }) => {
    const refused = await simulate(...args);
    expect(refused.problem).toContain(`simulate: ${problem}`);
    expect(refused.code).toBe(2);
  });
});

describe("what simulate/README.md lists", () => {
  const page = readFileSync(new URL("../simulate/README.md", import.meta.url), "utf8");

  test("are the deliberate bugs, and there are at least 20", () => {
    expect(mutants.length).toBeGreaterThanOrEqual(20);
    for (const { name, file, bug } of mutants)
      expect(page).toContain(`| \`${name}\` | \`${file}\` | ${bug} |\n`);
    expect(page.match(/^\| `[a-z-]+` \| `src\//gm)).toHaveLength(mutants.length);
  });

  test("are the kinds of trouble", () => {
    for (const [kind, what] of Object.entries(kinds)) expect(page).toContain(`| \`${kind}\` | ${what} |\n`);
  });
});
