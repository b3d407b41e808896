import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Check } from "../src/criteria/check.ts";
import { compileCriterion } from "../src/criteria/compile.ts";
import { readPlan } from "../src/read.ts";
import { briefCheck } from "./criteria-view.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";

function compile(text: string, script: string | null = null): Check {
  const span = { start: 0, end: 0 };
  return compileCriterion({
    text,
    span,
    checked: null,
    script: script === null ? null : { value: script, span },
  });
}

describe("a command and what must come out", () => {
  test.each([
    // nothing said: it must succeed
    ["`npm test`", "exit zero"],
    ["`npm test`.", "exit zero"],
    // a value of a program, unless it exits
    ["`true` exits 0", "exit zero"],
    ["`false` exits with code 1", "exit 1"],
    ["`true` is returned", "judged"],
    ["`false` → shown as off", "judged"],
    ["Run `npm test`", "exit zero"],
    ["Tests pass: `npx vitest run test/a.test.ts`", "exit zero"],
    ["**Command**: `cd app && npm run build`", "exit zero"],
    ["TypeScript compiles without errors: `npx tsc --noEmit`", "exit zero"],
    ["代码编译通过: `mvn clean compile`", "exit zero"],
    // words for success, which the exit status covers
    ["`npm test` → PASS", "exit zero"],
    ["`npm test` -> all tests pass", "exit zero"],
    ["`npm test` => 0 failures", "exit zero"],
    ["`npm test` passes", "exit zero"],
    ["`cargo build --workspace` succeeds without errors.", "exit zero"],
    ["`npm run lint` passes with no errors or warnings.", "exit zero"],
    ["`npx tsc --noEmit` should exit 0", "exit zero"],
    ["`npx tsc --noEmit` → exit code 0", "exit zero"],
    ["`jq empty plugin.json` exits `0`.", "exit zero"],
    ["`make lint` clean", "exit zero"],
    ["`poetry install` succeeds (exit code 0)", "exit zero"],
    ["`npm run lint` 通过", "exit zero"],
    ["`npm run lint` 실행 → 에러 없음", "exit zero"],
    ["`bun test` pasa sin errores", "exit zero"],
    ["`npm test` проходит", "exit zero"],
    ["`npm test` passe", "exit zero"],
    ["`CI=1 npm test` → OK", "exit zero"],
    ["`./scripts/check.sh` → PASS", "exit zero"],
    ["`npm run lint` and `npm run build` both pass", "exit zero"],
    // other ends
    ["`node a.js --bad` exits with code 2", "exit 2"],
    ["`node a.js --bad` → exit non-zero", "exit nonzero"],
    ["`npm test` fails", "exit nonzero"],
    ["`test -f a.txt` 返回 0", "exit zero"],
    ["`ls dist/cli.js` → file exists", "exit zero"],
    // a search finds, or does not: grep exits 1
    ["`grep -c 'old' src/a.ts` returns 0", "exit 1"],
    ['`grep -rn "as any" src/` → no matches', "exit 1"],
    ["`grep -r old src | wc -l` → 0", "exit 1"],
    ["`make && grep -c error: log` 返回 0", "exit 1"],
    ["`grep -c 'x' a.ts`\n- Assert: Output is \"0\" (gone)", "exit 1"],
    ["`grep 'new' src/a.ts` returns matches", "exit zero"],
    ["`rg TODO src` prints nothing", "exit 1"],
    ["`git grep sk_ || git grep AKIA` (should return 0 matches)", "exit 1"],
    // the status of an answer
    ["`curl -s localhost:3000/health` → 200 with JWT token", "http 200, judged: with JWT token"],
    ["`curl -s localhost:3000/x` returns HTTP 404", "http 404"],
    // what no matcher covers is left to a judge
    ["`grep -c x a.ts` → 4", "exit zero, judged: 4"],
    ["`npm test` → exit 0, coverage > 80%", "exit zero, judged: coverage > 80%"],
    ["`node cli.js --help` shows the usage", "exit zero, judged: shows the usage"],
    ["`npm run build` produces `dist/`", "exit zero, judged: produces `dist/`"],
    ["`npm test` 通过，且新增断言", "exit zero, judged: 且新增断言"],
    ["`npm test` → PASS (12 tests)", "exit zero, judged: (12 tests)"],
    ["`npm test` passes\n- covers the empty list", "exit zero, judged: - covers the empty list"],
  ])("%s", (text, expected) => expect(briefCheck(compile(text))).toBe(expected));

  test("commands in a row are run in a row", () => {
    const check = compile("`npm run lint`, `npm test` and `npm run build` all pass");
    expect(check).toMatchObject({
      kind: "command",
      script: "npm run lint && npm test && npm run build",
      fence: false,
    });
  });
});

describe("no command", () => {
  test.each([
    "The page loads",
    "`useEffect` cleans up",
    "`src/a.ts` exists",
    "`GET /health` returns 200",
    "`test` is a script in package.json",
    "`node --mode fast` passes mode='fast' to the pipeline",
    "README documents: `npm run demo`",
    "`npm run dev` starts without errors",
    "`curl -X DELETE localhost/users/<id>` → 204",
    "`helm template ...` succeeds",
    "RED: `npm test` → tests fail (no implementation)",
    "`npx tsc --noEmit` → 0 errors (pre-existing errors acceptable)",
    "`curl localhost/login` → validation error",
    "After the install `npm test` is green",
    "Run `npm run build` first, then `npm test`",
    "检查日志：`grep Exception app.log`",
    "`grep -n foo src/a.ts`",
    "No secrets in git: `git grep sk_`",
    "`npm test`'s output is stored",
    "`git` history stays linear",
    "`grep -c x src/a.ts` ≤ 1",
  ])("%s", (text) => expect(briefCheck(compile(text))).toBe("judged"));
});

describe("only a person can tell", () => {
  test.each([
    ["User manually verifies the layout", "User manually verifies"],
    ["Manual check by the user", "Manual check by the user"],
    ["Ask the user to confirm the colours", "Ask the user to confirm"],
    ["Stakeholder approves the copy", "Stakeholder approves"],
    ["Requires explicit user approval", "Requires explicit user approval"],
    ["用户手动验证页面", "用户手动验证"],
    ["사용자가 직접 확인", "사용자가 직접 확인"],
    ["Пользователь должен вручную проверить", "Пользователь должен вручную проверить"],
    ["El usuario verifica manualmente", "El usuario verifica manualmente"],
    ["L'utilisateur vérifie manuellement", "L'utilisateur vérifie manuellement"],
  ])("%s", (text, phrase) => expect(compile(text)).toEqual({ kind: "human", phrase }));

  test.each([
    "No manual verification by the user needed",
    "Verified without the user having to manually check anything",
    'NO steps like "user confirms that"',
    "User can log in and reviews are shown",
    "The dialog asks the user to confirm the deletion",
    "Zero human intervention",
    "用户确认后才计入消耗",
    "Manual test documentation complete",
  ])("not: %s", (text) => expect(compile(text).kind).not.toBe("human"));
});

describe("a shell fence", () => {
  test("is run as it stands", () => {
    expect(compile("```bash\nnpm ci\nnpm test\n```", "npm ci\nnpm test")).toEqual({
      kind: "command",
      script: "npm ci\nnpm test",
      fence: true,
      expect: { exit: "zero", httpStatus: null, judged: null },
    });
  });

  test("says in comments what must come out", () => {
    const script = "npm run build\n# Assert: Exit code 0\nls dist\n# Expected: cli.js and nothing else";
    expect(briefCheck(compile("", script))).toBe("exit zero, judged: cli.js and nothing else");
  });
});

test("any text compiles", () => {
  const words = fc.constantFrom(
    "`npm test`",
    "→",
    "passes",
    "`",
    "``",
    "(",
    "exit 1",
    "user manually verifies",
    "\n- ",
    "返回 0",
    "no",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ unit: "grapheme" })), { maxLength: 12 }), (parts) => {
      expect(["command", "judged", "human"]).toContain(compile(parts.join(" ")).kind);
    }),
  );
});

describe.skipIf(!corpusPresent)("real criteria", () => {
  test("are commands in about a sixth of all cases, and hardly ever for a person alone", () => {
    const kinds = { command: 0, judged: 0, human: 0 };
    for (const source of corpus("plans")) {
      for (const task of readPlan(source)[0].tasks)
        for (const c of task.criteria) kinds[compileCriterion(c).kind]++;
    }
    const all = kinds.command + kinds.judged + kinds.human;
    expect(kinds.command / all).toBeGreaterThan(0.15);
    expect(kinds.command / all).toBeLessThan(0.25);
    expect(kinds.human / all).toBeLessThan(0.008);
  });
});
