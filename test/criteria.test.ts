import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Check } from "../src/criteria/check.ts";
import { compileCriterion } from "../src/criteria/compile.ts";
import { compileScenario } from "../src/criteria/scenario.ts";
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
    ["`npm test` => 0 failures", "exit zero, output counts no failures"],
    ["`npm test` passes", "exit zero"],
    ["`cargo build --workspace` succeeds without errors.", "exit zero, output counts no errors"],
    [
      "`npm run lint` passes with no errors or warnings.",
      "exit zero, output counts no errors, output counts no warnings",
    ],
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
    // a note that names a folder is where it is run
    ["`npm test` → PASS (app/)", "exit zero"],
    ["`npm run lint` and `npm run build` both pass", "exit zero"],
    ["`julia -e 'f()'` should NOT throw ArgumentError", "exit zero"],
    ["`npm test` proves that errors are shown", "exit zero, judged: proves that errors are shown"],
    ["`npm test` → PASS (same count)", "exit zero, judged: (same count)"],
    // the status is hidden, so that a reader tells
    [
      "`npx tsc | grep error || echo OK` → no errors",
      "exit zero, output counts no errors, judged: no errors",
    ],
    // other ends
    ["`find old -name a.md 2>/dev/null` prints nothing", "exit any, output is empty"],
    ["`grep -rn x old/ 2>/dev/null` → no matches", "exit nonzero"],
    ["`grep -L x src/*.ts` → no output", "exit zero, output is empty"],
    ["`curl -s localhost/x | jq length` → 150", "exit zero, output gives a number = 150"],
    ["`node a.js --bad` exits with code 2", "exit 2"],
    ["`node a.js --bad` → exit non-zero", "exit nonzero"],
    ["`npm test` fails", "exit nonzero"],
    ["`node a.js --bad` → non-zero exit", "exit nonzero"],
    ["`node a.js --bad` returns non-zero", "exit nonzero"],
    // tools that print no number return their exit status
    ["`npm test` returns 1", "exit 1"],
    ["`npx tsc --noEmit` 返回 0", "exit zero"],
    ["`npm run build` 실행 시 종료 코드 0", "exit zero"],
    ["`npm test` returns 0 errors", "exit zero, output counts no errors"],
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
    ["`grep -c x a.ts` → 4", "exit zero, output gives a number = 4"],
    ["`npm test` → exit 0, coverage > 80%", "exit zero, output gives coverage > 80%"],
    ["`node cli.js --help` shows the usage", "exit zero, judged: shows the usage"],
    ["`npm run build` produces `dist/`", "exit zero, judged: produces `dist/`"],
    ["`npm test` 通过，且新增断言", "exit zero, judged: 且新增断言"],
    ["`npm test` → PASS (12 tests)", "exit zero, judged: (12 tests)"],
    ['`npm test` → contains "Tests: X passed"', 'exit zero, judged: contains "Tests: X passed"'],
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
    // what a single run cannot tell
    "`npm test` → 0 new failures",
    "`npm run lint` shows no new warnings",
    "`npm run lint` passes (warnings are ok)",
    "`npm test` passes (if tests exist)",
    "`grep -rn old src/` → no matches outside tests",
    // sentences, and what bash does not understand
    "`curl /cron with no jobs` returns 200",
    "`test that the page loads` passes",
    "`pytest -q D:\\app\\tests` passes",
    "`curl .../items` returns 200",
    "`oc apply --dry-run=client -f` succeeds",
  ])("%s", (text) => expect(briefCheck(compile(text))).toBe("judged"));
});

describe("what must hold of the output", () => {
  test.each([
    ["`node cli.js` prints `ready`", 'output contains "ready"'],
    ["`node cli.js --help` output contains `--a`, `--b`", 'output contains "--a", output contains "--b"'],
    ["`node cli.js` → `ok`", 'output is "ok"'],
    ["`jq -r .name package.json` returns `demo`", 'output is "demo"'],
    ["`git branch --show-current` → `main`", 'output is "main"'],
    ["`node cli.js` does not contain `TODO`", null],
    ["`node cli.js` → does not contain `TODO`", 'output does not contain "TODO"'],
    ["`node cli.js` → output does not contain `error`", 'output does not contain "error"'],
    ['`node cli.js` output does not contain "error"', 'output does not contain "error"'],
    ['`node cli.js` → no "error"', 'output does not contain "error"'],
    ["`node cli.js` → matches `/^v\\d+/`", "output matches /^v\\d+/"],
    ["`git status --porcelain` → empty", "output is empty"],
    ["`find . -name x.ts` prints nothing", "output is empty"],
    ["`grep -n x a.ts` → 3 lines", "output has 3 lines"],
    ["`grep -n x a.ts` returns at least 2 matches", "output has at least 2 lines"],
    ["`ls src/*.ts | wc -l` → 3", "output gives a number = 3"],
    ["`wc -l src/a.ts` < 500", "output gives a number < 500"],
    ["`grep -c x a.ts` 返回 3", "output gives a number = 3"],
    ["`grep -c x a.ts` ≥ 3", "output gives a number ≥ 3"],
    ["`npm test -- --coverage` → coverage ≥ 80%", "output gives coverage ≥ 80%"],
    ["`npm run lint` → 0 warnings", "output counts no warnings"],
    ["`node cli.js` → `ok` 포함", 'output contains "ok"'],
    ["`node cli.js` muestra `ok`", 'output contains "ok"'],
    ["`node cli.js` выводит `ok`", 'output contains "ok"'],
    ["`node cli.js` affiche `ok`", 'output contains "ok"'],
    ["`node cli.js` menampilkan `ok`", 'output contains "ok"'],
    ["`node cli.js` exibe `ok`", 'output contains "ok"'],
  ])("%s", (text, expected) => {
    const brief = briefCheck(compile(text));
    expect(brief).toBe(expected === null ? "judged" : `exit zero, ${expected}`);
  });

  test.each([
    ['`curl -s localhost:1/x` → 200 with `{"ok": true}`', 'http 200, output is JSON with {"ok":true}'],
    ["`curl -s localhost:1/x` → 200, body contains `token`", 'http 200, output contains "token"'],
    ["`curl -s localhost:1/x` → 200 with JWT token", "http 200, judged: with JWT token"],
  ])("%s", (text, expected) => expect(briefCheck(compile(text))).toBe(expected));

  test.each([
    "`npm run build` → `dist/`",
    "`npm test` → PASS (12 tests)",
    "`npm test` → `exit`",
    "`node cli.js` prints `<version>`",
    "`node cli.js` prints `a` or `b`",
    "`node cli.js` → matches `(a+)+b`",
    "`npm test` → 3",
    "`grep -A 3 x a.ts` → 4 lines",
  ])("is for a judge: %s", (text) => expect(briefCheck(compile(text))).toMatch(/^exit zero, judged: /));
});

describe("commands without marks, in a row, and at the end of a sentence", () => {
  test.each([
    ["npm test → PASS", "npm test", "exit zero"],
    ["Run cd app && npm run build -- must pass", "cd app && npm run build", "exit zero"],
    ["pytest exits with code 0", "pytest", "exit zero"],
    ["Tests pass with `npm test`", "npm test", "exit zero"],
    ["`make test` global → PASS", "make test", "exit zero"],
    ["`npm test` — all tests pass", "npm test", "exit zero"],
    ["`npm test` 全过；`npx tsc --noEmit` 无错误。", "npm test && npx tsc --noEmit", "exit zero"],
    ["`test -f a.md`; `grep -c x a.md` ≥ 1", "test -f a.md && grep -c x a.md", "exit zero"],
    ["`npm test 2>&1 | tail -5` → PASS", "npm test 2>&1 | tail -5", "exit zero"],
    ["`FOO=1 npm test` passes", "FOO=1 npm test", "exit zero"],
  ])("%s", (text, script, brief) => {
    const check = compile(text);
    expect(check).toMatchObject({ kind: "command", script });
    expect(briefCheck(check)).toBe(brief);
  });

  test.each([
    "make sure that the build passes",
    "Go tests pass",
    "test count: 3",
    "npm scripts are documented → README",
    "node version is pinned",
    "Playwright tests pass",
    "docker compose file → updated",
    "python syntax `python -m py_compile` passes",
    "`./skills/` → listed",
  ])("none: %s", (text) => expect(compile(text).kind).toBe("judged"));
});

describe("a file", () => {
  test.each([
    ["`src/a.ts` exists", "src/a.ts exists"],
    ["File created: `src/a.ts`", "src/a.ts exists"],
    ["Test file created: src/a.test.ts", "src/a.test.ts exists"],
    ["文件创建: `src/a.ts`", "src/a.ts exists"],
    ["`src/a.ts` 存在", "src/a.ts exists"],
    ["Файл `src/a.ts` создан", "src/a.ts exists"],
    ["File `src/a.ts` ada", "src/a.ts exists"],
    ["`AGENTS.md` exists in root", "AGENTS.md exists"],
    ["`docs/` directory exists", "docs exists"],
    ["`src/old.ts` deleted", "src/old.ts absent"],
    ["`src/old.ts` does not exist", "src/old.ts absent"],
    ["`src/old.ts` 已删除", "src/old.ts absent"],
    ["`src/a.ts` exports `run`", "src/a.ts exports run"],
    ["`src/a.ts` exports `run` and `stop`", "src/a.ts exports run, src/a.ts exports stop"],
    ["`src/a.ts` exists and exports `run`", "src/a.ts exists, src/a.ts exports run"],
    ["`package.json` contains `vitest`", 'package.json contains "vitest"'],
    ["`src/a.ts` does not contain `as any`", 'src/a.ts lacks "as any"'],
    ["`src/a.ts` exists with five tests", "src/a.ts exists, judged: with five tests"],
  ])("%s", (text, expected) => expect(briefCheck(compile(text))).toBe(`file: ${expected}`));

  test.each([
    "`a.ts` exists",
    "`a.ts` exists in `src/`",
    "`src/*.ts` exist",
    "`../a.ts` exists",
    "`/etc/passwd` exists",
    "`@scope/kit` exists",
    "`useAuth` exists",
    "`GET /health` exists",
    "`src/a.ts` handles errors",
    "`src/a.ts` exports a hook",
    "`src/a.ts` exists or is generated",
    "README says that `src/a.ts` exists",
  ])("none: %s", (text) => expect(briefCheck(compile(text))).not.toMatch(/^file: [^,]*$/));
});

describe("a change", () => {
  test.each([
    ["No new dependencies", "no-new-dependency"],
    ["No new npm packages added.", "no-new-dependency"],
    ["没有新增依赖", "no-new-dependency"],
    ["No changes outside `src/auth/`", "only-below src/auth"],
    ["Only `src/a.ts` and `src/b.ts` modified", "only-below src/a.ts src/b.ts"],
    ["`src/a.ts` unchanged", "unchanged src/a.ts"],
    ["No changes to `src/a.ts`", "unchanged src/a.ts"],
    ["No file outside `src/auth/` modified", "only-below src/auth"],
    ["Files changed only under `src/auth/`", "only-below src/auth"],
    ["Changes are limited to `src/auth/` and `test/a.ts`", "only-below src/auth test/a.ts"],
    ["No `as any` added", "not-added as any"],
    ["No `as any` or `@ts-ignore` added", "not-added as any | @ts-ignore"],
    ["No new `a`, `b`, and `c` introduced", "not-added a | b | c"],
    ["No `as any`/`@ts-ignore` added", "not-added as any | @ts-ignore"],
    ["没有新增 `as any` 或 `@ts-ignore`", "not-added as any | @ts-ignore"],
    ["새로운 `as any` 또는 `@ts-ignore` 없음", "not-added as any | @ts-ignore"],
    ["No hay `as any` ni `@ts-ignore` nuevos", "not-added as any | @ts-ignore"],
    ["No `as any` added in `src/`", "not-added as any in src"],
    ["No `a` or `b` added to `src/a.ts` and `lib/`", "not-added a | b in src/a.ts lib"],
    ["No new `as any` casts", "not-added as any"],
    ["No hay `as any` nuevos", "not-added as any"],
    ["No new npm dependencies added to `frontend/`", "no-new-dependency"],
    ["package.json 변경 없음", "unchanged package.json"],
    ["기존 `docker-compose.yml` 변경 없음", "unchanged docker-compose.yml"],
  ])("%s", (text, expected) => expect(briefCheck(compile(text))).toBe(`diff: ${expected}`));

  test.each([
    "No new dependencies except zod",
    "Nothing changed outside the module",
    "`useA` unchanged",
    "No `a` or casts added",
    "No `a` added in `useA`",
    "No `a` added in tests",
    "No `a` added without `b`",
  ])("none: %s", (text) => expect(briefCheck(compile(text))).toBe("judged"));
});

const nowhere = { start: 0, end: 0 };
const blank = {
  title: "",
  text: "",
  span: nowhere,
  tool: null,
  steps: [],
  expected: [],
  evidence: null,
};

describe("a scenario", () => {
  const scenario = (tool: string | null, steps: string[], expected: string[] = []) =>
    briefCheck(
      compileScenario({
        title: "",
        text: "",
        span: { start: 0, end: 0 },
        tool,
        steps,
        expected,
        evidence: { value: ".omo/evidence/1.txt", span: { start: 0, end: 0 } },
      }),
    );

  test.each([
    [["`npm test`"], ["The list is shown"], "exit zero; line 1: exit zero, judged: The list is shown"],
    [["Run `npm test`", "Assert: exit code 0"], [], "exit zero; line 1: exit zero"],
    [["npm ci", "grep -c x a.ts → assert 0"], [], "exit zero; line 2: exit 1"],
    [["curl -s localhost:1/x"], ["200"], "exit zero; line 1: http 200"],
    [['node -e "f(a => b)"'], ['Output is "1"'], "exit zero; line 1: exit zero, output gives a number = 1"],
  ])("for a shell is a script: %j", (steps, expected, brief) => {
    expect(scenario("Bash", steps, expected)).toBe(`bash: ${brief}`);
  });

  test.each([
    // what a step is for, what is said of it behind a dash, and what only keeps the output
    [
      ["Check that it is there: ls dist", "Run `npm test` — expect exit 0", "Save output"],
      [],
      "exit zero; line 2: exit zero",
    ],
    [["npm run build (or bun run build)", "Assert: Exit code 0"], [], "exit zero; line 1: exit zero"],
    [["grep x a.css — verify the new hex"], [], "exit zero; line 1: exit zero, judged: the new hex"],
    [["`node server.js &`", "`sleep 2`", "`curl localhost:1/x`"], ["200"], "exit zero; line 3: http 200"],
    // the scenario's own words of status and output, besides what the step says itself
    [
      ["curl -s localhost:1/x", "Assert output is 200"],
      ['exit 0, output contains "ok"', "looks right"],
      'exit zero; line 1: exit zero, output contains "ok", judged: output is 200\nlooks right',
    ],
    // its other words are held against a step that says nothing itself
    [
      ["grep -c ok log → >= 3"],
      ["3 tests pass"],
      "exit zero; line 1: exit zero, output gives a number ≥ 3, judged: 3 tests pass",
    ],
  ])("is read step by step: %j", (steps, expected, brief) => {
    expect(scenario("Bash", steps, expected)).toBe(`bash: ${brief}`);
  });

  test.each([
    [["cd a && npm test", "cd b && npm test"], "(cd a && npm test)\ncd b && npm test"],
    [["cd a && npm ci", "npm test"], "cd a && npm ci\nnpm test"],
    [["grep -q x a && exit 1 || exit 0", "npm test"], "(grep -q x a && exit 1 || exit 0)\nnpm test"],
  ])("runs a step as if in a shell of its own: %j", (steps, script) => {
    const check = compileScenario({ ...blank, tool: "Bash", steps });
    expect(check.command?.script).toBe(script);
  });

  test("of commands in inline code needs no tool", () => {
    expect(briefCheck(compileScenario({ ...blank, steps: ["`npm test`"], expected: ["no failures"] }))).toBe(
      "bash: exit zero; line 1: exit zero, output counts no failures",
    );
  });

  test("of a title and items is a script", () => {
    const text = "**Happy path**\n- `npm test` passes.\n- `grep x a.ts` → 1 match\n- Evidence: the output";
    expect(briefCheck(compileScenario({ ...blank, text }))).toBe(
      "bash: exit zero; line 1: exit zero; line 2: exit zero, output has 1 line",
    );
  });

  test("leaves its second clause to a judge", () => {
    const text = "happy `npm run demo` → exit 0; failure without a key → an error is shown";
    expect(briefCheck(compileScenario({ ...blank, text }))).toBe(
      "bash: exit zero, judged: failure without a key → an error is shown",
    );
  });

  test.each([
    ["Playwright", ["Open the page"], "browser: it needs a browser"],
    ["interactive_bash", ["npm start"], "terminal: it needs a terminal"],
    [null, ["npm test"], "scenario: it names no tool"],
    ["Bash", [], "bash: it lists no steps"],
    ["Bash", ["npm ci", "Look at the log"], "bash: step 2 is no command"],
    ["Bash", ["make sure the server is up"], "bash: step 1 is no command"],
    ["Bash", ["sqlite3 '.tables' on the fixture path."], "bash: step 1 is no command"],
    ["Bash", ["curl with an offset beyond the end."], "bash: step 1 is no command"],
    ["Bash", ["grep x app/(tabs)/a.tsx"], "bash: its steps are no script that bash can parse"],
    ["Bash", ['python3 -c "\nprint(1)'], "bash: its steps are no script that bash can parse"],
  ])("else is for an agent: %s, %j", (tool, steps, brief) => {
    expect(scenario(tool, steps)).toBe(brief);
  });

  test.each([
    ["grep x a.ts", "the old name is not used", "what `grep x a.ts` is to find is said in prose"],
    ["node cli.js --bad", "ValueError is raised", "how `node cli.js --bad` is to fail is said in prose"],
    ["ls old 2>&1", '"No such file or directory"', "how `ls old 2>&1` is to fail is said in prose"],
    ["npm test", "No new failures", "what `npm test` is to do depends on more than itself"],
  ])("where the end is not told: %s", (step, expected, why) => {
    expect(scenario("Bash", [step], [expected])).toBe(`bash: ${why}`);
  });

  test("on one line is a sentence", () => {
    const text = "Happy (Bash): `npm test` → PASS; evidence .omo/evidence/1.txt";
    const span = { start: 0, end: 0 };
    const check = compileScenario({
      title: "Happy",
      text,
      span,
      tool: null,
      steps: [],
      expected: [],
      evidence: null,
    });
    expect(briefCheck(check)).toBe("bash: exit zero");
  });
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

  test("and one may be asked, where that is allowed", () => {
    const criterion = {
      text: "Stakeholder approves it",
      span: { start: 0, end: 0 },
      checked: null,
      script: null,
    };
    expect(compileCriterion(criterion, { allowHuman: true })).toEqual({
      kind: "approval",
      phrase: "Stakeholder approves",
    });
  });

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
      expect: { exit: "zero", httpStatus: null, output: [], judged: null },
      assertions: [],
    });
  });

  test("says in comments what must come out", () => {
    const script = "npm run build\n# Assert: Exit code 0\nls dist\n# Expected: cli.js and nothing else";
    expect(briefCheck(compile("", script))).toBe(
      "exit zero; line 1: exit zero; line 3: exit zero, judged: cli.js and nothing else",
    );
  });

  test.each([
    ["grep -c 'alert(' src/a.ts\n# Assert: Output is \"0\"", "exit 1"],
    ['npm test\n# Assert: Output contains "12 passed"', 'exit zero, output contains "12 passed"'],
    ["npm ci\ngrep -c alert src/a.ts  # → 0", "exit zero; line 2: exit 1"],
    ["npm ci\ncurl -s localhost:1/x\n# Expect: 201", "exit zero; line 2: http 201"],
    ["# Assert: exit 0\nnpm ci\nnpm test", "exit zero; line 2: exit zero"],
    ["for f in a b; do\n  wc -l $f\ndone\n# Assert: Output is 3", "exit zero, judged: Output is 3"],
    ['python3 -c "\nprint(1)\n"\n# 预期: 1', "exit zero, judged: 1"],
    ["npm ci\n# Build it\nnpm test", "exit zero"],
    ["# Agent creates:\n- review.md with an analysis", "judged"],
    ["Open the page and look at it", "judged"],
    ["curl localhost:1/users/<id>", "judged"],
    ["npm ci\nnpm run dev", "judged"],
    // servers that nobody asks, folders that would be looked for below themselves, parts to be filled in
    ["npm run dev &\nsleep 5", "judged"],
    ["cd app && npm ci\ncd app && npm test", "judged"],
    ["curl -X PUT localhost:1/users/{id}", "judged"],
    ["curl -s -o /dev/null -w '%{http_code}' localhost:1/x\n# Expect: 200", "http 200"],
    ["grep -rn x src/\n# Expected: (empty - no matches)", "exit 1"],
  ])("%j", (script, expected) => expect(briefCheck(compile("", script))).toBe(expected));
});

test("any text compiles", () => {
  const words = fc.constantFrom(
    "`npm test`",
    "`src/a.ts`",
    "exports",
    "unchanged",
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
      expect(["command", "file", "diff", "judged", "human"]).toContain(compile(parts.join(" ")).kind);
    }),
  );
});

describe.skipIf(!corpusPresent)("real criteria", () => {
  test("are commands in about a sixth of all cases, and hardly ever for a person alone", () => {
    const kinds = { command: 0, file: 0, diff: 0, scenario: 0, judged: 0, human: 0, approval: 0 };
    for (const source of corpus("plans")) {
      for (const task of readPlan(source)[0].tasks)
        for (const c of task.criteria) kinds[compileCriterion(c).kind]++;
    }
    const all = Object.values(kinds).reduce((sum, count) => sum + count);
    expect(kinds.command / all).toBeGreaterThan(0.15);
    expect(kinds.command / all).toBeLessThan(0.25);
    expect(kinds.human / all).toBeLessThan(0.008);
  });
});
