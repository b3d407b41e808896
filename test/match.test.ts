import { describe, expect, test } from "vitest";
import type { CommandCheck, Expectation } from "../src/criteria/check.ts";
import { exportsSymbol } from "../src/criteria/exports.ts";
import { matchCommand, scriptOf } from "../src/criteria/match.ts";
import { type Matcher, matchOutput } from "../src/criteria/matcher.ts";

const check = (script: string, expect: Partial<Expectation> = {}): CommandCheck => ({
  kind: "command",
  script,
  fence: false,
  expect: { exit: "zero", httpStatus: null, output: [], judged: null, ...expect },
  assertions: [],
});

describe("matchCommand", () => {
  test.each([
    ["zero", 0, true, "exited 0"],
    ["zero", 1, false, "exited 1, expected 0"],
    ["nonzero", 2, true, "exited 2"],
    ["nonzero", 0, false, "exited 0, expected another status than 0"],
    ["nonzero", 127, false, "exited 127, expected another status than 0"],
    ["nonzero", 137, false, "exited 137, expected another status than 0"],
    ["nonzero", 141, false, "exited 141, expected another status than 0"],
    ["any", 1, true, "exited 1"],
    ["any", 127, false, "exited 127, expected an end of its own"],
    [3, 3, true, "exited 3"],
    [3, 0, false, "exited 0, expected 3"],
  ] as const)("expecting exit %s, %s", (exit, status, holds, reason) => {
    expect(matchCommand(check("x", { exit }), { status, output: "" })).toEqual({
      holds,
      reason,
      open: false,
    });
  });

  test.each([
    ["curl x", '{"n":1}\nHTTP 200\n', true],
    ["curl x", '{"count":200}\nHTTP 500\n', false],
    ["curl x", "", false],
    ["curl -i x", "HTTP/1.1 200 OK\r\n\r\nhi", true],
    ["curl -i x", "HTTP/2 404 \r\n\r\ntook 200 ms", false],
    ["curl -w '%{http_code}' -o /dev/null x", "200", true],
    ["curl -w '%{http_code}' -o /dev/null x", "404", false],
    ["curl -sw '%{http_code}' x", '{"limit":200}404', false],
    ['curl -s "http://localhost/items?page=1&limit=200"', '{"limit":200}\nHTTP 500\n', false],
  ])("%s that must be answered 200, printing %j", (script, output, holds) => {
    expect(matchCommand(check(script, { httpStatus: 200 }), { status: 0, output }).holds).toBe(holds);
  });
});

test.each([
  ["grep -c secret a.ts", "0\n", false],
  ["grep -rc secret src", "src/a.ts:0\nsrc/b.ts:0\n", false],
  ["cat missing.ts | grep secret", "cat: missing.ts: No such file or directory\n", true],
  ["git diff nosuch | grep secret", "fatal: ambiguous argument 'nosuch'\n", true],
])("a search that finds nothing, %s, is left to a reader if it complained", (script, output, open) => {
  const found = matchCommand(check(script, { exit: 1 }), { status: 1, output });
  expect(found).toEqual({ holds: true, reason: "exited 1", open });
});

test.each([
  [0, { holds: true, reason: "exited 0", open: true }],
  [22, { holds: false, reason: "exited 22, expected HTTP status 200", open: false }],
])("an HTTP status behind a pipe is left to a reader, unless the pipe exits %i", (status, expected) => {
  const piped = check("curl -s http://localhost/x | jq .", { httpStatus: 200 });
  expect(matchCommand(piped, { status, output: '{"limit":200}' })).toEqual(expected);
});

describe("scriptOf", () => {
  test("makes a lone curl print its HTTP status", () => {
    const script = scriptOf(check("curl -s http://localhost:1/x", { httpStatus: 200 }));
    expect(script).toBe("curl -s http://localhost:1/x -w '\\nHTTP %{http_code}\\n'");
  });

  test.each([
    "curl -s -o /dev/null -w '%{http_code}' http://localhost:1/x",
    "curl -i http://localhost:1/x",
    "curl -sI http://localhost:1/x",
    "curl -s http://localhost:1/x | jq .a",
    "npm test",
  ])("leaves %s as it is", (script) => {
    expect(scriptOf(check(script, { httpStatus: 200 }))).toBe(script);
  });
});

describe("matchOutput", () => {
  const contains = (text: string): Matcher => ({ kind: "contains", text });
  const equals = (text: string): Matcher => ({ kind: "equals", text });
  const lines = (is: "=" | "≥", count: number): Matcher => ({ kind: "lines", is, count });
  const number = (is: "=" | "≥" | "<", value: number, more: object = {}): Matcher => ({
    kind: "number",
    of: null,
    unit: null,
    is,
    value,
    ...more,
  });
  const coverage = number("≥", 80, { of: "coverage", unit: "%" });
  const none = (of: "failures" | "errors" | "warnings"): Matcher => ({ kind: "none", of });

  test.each<[Matcher, string, string]>([
    [contains("ok"), "all ok\n", "holds"],
    [contains("ok"), "token\n", "fails"],
    [{ kind: "lacks", text: "TODO" }, "done\n", "holds"],
    [{ kind: "lacks", text: "TODO" }, "TODO\n", "fails"],
    [equals("ok"), '"ok"\n', "holds"],
    [equals('"ok"'), '"ok"\n', "holds"],
    [equals("ok"), "npm warn old\nok\n", "holds"],
    [equals("ok"), "it is ok now\n", "open"],
    [equals("ok"), "no\n", "fails"],
    [{ kind: "matches", pattern: "^v\\d" }, "node\nv20\n", "holds"],
    [{ kind: "matches", pattern: "^v\\d" }, "20\n", "fails"],
    [lines("=", 0), "\n", "holds"],
    [lines("=", 2), "a\n\nb\n", "holds"],
    [lines("≥", 3), "a\nb\n", "fails"],
    [number("=", 3), "       3\n", "holds"],
    [number("=", 3), "4\n", "fails"],
    [number("<", 500), "  120 src/a.ts\n", "holds"],
    [number("=", 3), "src/a.ts:3\nsrc/b.ts:4\n", "open"],
    [number("=", 1200), "1,200\n", "holds"],
    [number("=", 3), "none\n", "open"],
    [coverage, "Coverage: 91.5%\n", "holds"],
    [coverage, "Coverage: 61%\n", "fails"],
    [coverage, "All files | 90 | 85 | 88 | 90 |\n", "holds"],
    [coverage, "All files | 90 | 65 | 88 | 90 |\n", "open"],
    [coverage, "12 passed\n", "open"],
    [number("<", 200, { unit: "ms" }), "answered in 120 ms\n", "holds"],
    [number("<", 200, { unit: "ms" }), "answered in 0.1 s\n", "open"],
    [none("failures"), "12 passed, 0 failed\n", "holds"],
    [none("failures"), "12 passed, 2 failed\n", "open"],
    [none("warnings"), "✖ 3 problems (0 errors, 3 warnings)\n", "open"],
    [{ kind: "json", fields: { ok: true } }, '{"ok":true,"n":1}\n\nHTTP 200\n', "holds"],
    [{ kind: "json", fields: { a: { b: 1 } } }, '{"a":{"b":2}}', "fails"],
    [{ kind: "json", fields: { ok: true } }, "{ok", "fails"],
    [{ kind: "json", fields: { ok: true } }, "{ok}", "open"],
    [contains("end"), "a\n[90 bytes left out]\nb\n", "open"],
    [contains("b"), "a\n[90 bytes left out]\nb\n", "holds"],
    [lines("=", 3), "a\n[90 bytes left out]\nb\n", "open"],
  ])("%j of %j", (matcher, output, outcome) => expect(matchOutput(matcher, output)).toBe(outcome));

  test("decides after the exit status, and says what was expected", () => {
    const counted = check("wc -l a", { output: [number("=", 3)] });
    expect(matchCommand(counted, { status: 0, output: "4 a\n" })).toEqual({
      holds: false,
      reason: "exited 0, but its output is not as expected: gives a number = 3",
      open: false,
    });
    expect(matchCommand(counted, { status: 1, output: "3 a\n" })).toMatchObject({ holds: false });
    expect(matchCommand(counted, { status: 0, output: "3 a\n" })).toEqual({
      holds: true,
      reason: "exited 0",
      open: false,
    });
  });
});

describe("a fence with assertions", () => {
  const zero: Expectation = { exit: "zero", httpStatus: null, output: [], judged: null };
  const fence: CommandCheck = {
    kind: "command",
    script: "npm ci\ngrep -c alert a.ts # gone\ncurl -s x\necho done",
    fence: true,
    expect: zero,
    assertions: [
      { line: 1, expect: { ...zero, exit: 1 } },
      { line: 2, expect: { ...zero, httpStatus: 201 } },
    ],
  };

  test("says where each part ends, and goes on where a part is to fail", () => {
    expect(scriptOf(fence).split("\n")).toEqual([
      "npm ci",
      "printf '\\nomo: line 2\\n'",
      "set +e",
      "grep -c alert a.ts",
      "printf '\\nomo: line 2 exited %d\\n' \"$?\"",
      "set -e",
      "printf '\\nomo: line 3\\n'",
      "curl -s x -w '\\nHTTP %{http_code}\\n'",
      "printf '\\nomo: line 3 exited %d\\n' \"$?\"",
      "echo done",
    ]);
  });

  const parts = (found: string, status: number) =>
    `added 1\n\nomo: line 2\n${found}\n\nomo: line 2 exited ${found === "0" ? 1 : 0}\n\nomo: line 3\n{}\nHTTP ${status}\n\nomo: line 3 exited 0\ndone\n`;

  test.each([
    [0, parts("0", 201), { holds: true, reason: "exited 0", open: false }],
    [0, parts("2", 201), { holds: false, reason: "line 2 exited 0, expected 1", open: false }],
    [
      0,
      parts("0", 500),
      { holds: false, reason: "line 3 exited 0, and was not answered HTTP status 201", open: false },
    ],
    [1, "npm error\n", { holds: false, reason: "exited 1, expected 0", open: false }],
    [0, "a\n", { holds: true, reason: "line 2 left no trace in the output", open: true }],
  ])("exiting %i, printing %j", (status, output, match) => {
    expect(matchCommand(fence, { status, output })).toEqual(match);
  });
});

describe("exportsSymbol", () => {
  test.each([
    ["a.ts", "export function run() {}", "run", "holds"],
    ["a.ts", "export async function run() {}", "run", "holds"],
    ["a.ts", "export default class Run {}", "Run", "holds"],
    ["a.ts", "const run = 1;\nexport { run, stop };", "run", "holds"],
    ["a.js", "module.exports = { run };", "run", "holds"],
    ["a.ts", "export function runner() {}", "run", "fails"],
    ["a.ts", "function run() {}", "run", "open"],
    ["a.ts", "// export function run() {}", "run", "open"],
    ["a.ts", 'export * from "./b.ts";', "run", "open"],
    ["a.py", "class Run:\n  pass", "Run", "holds"],
    ["a.py", "def other(): pass", "run", "fails"],
    ["a.go", "func Run() {}", "Run", "holds"],
    ["a.rs", "pub async fn run() {}", "run", "holds"],
    ["a.zig", "pub fn run() void {}", "run", "open"],
  ])("%s: %s", (path, text, symbol, outcome) => {
    expect(exportsSymbol(path, text, symbol)).toBe(outcome);
  });
});
