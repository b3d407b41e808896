import { describe, expect, test } from "vitest";
import type { CommandCheck, Expectation } from "../src/criteria/check.ts";
import { matchCommand, scriptOf } from "../src/criteria/match.ts";

const check = (script: string, expect: Partial<Expectation> = {}): CommandCheck => ({
  kind: "command",
  script,
  fence: false,
  expect: { exit: "zero", httpStatus: null, judged: null, ...expect },
});

describe("matchCommand", () => {
  test.each([
    ["zero", 0, true, "exited 0"],
    ["zero", 1, false, "exited 1, expected 0"],
    ["zero", null, false, "was ended by a signal, expected 0"],
    ["nonzero", 2, true, "exited 2"],
    ["nonzero", 0, false, "exited 0, expected another status than 0"],
    ["nonzero", null, false, "was ended by a signal, expected another status than 0"],
    ["nonzero", 127, false, "exited 127, expected another status than 0"],
    ["nonzero", 141, false, "exited 141, expected another status than 0"],
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
