import { describe, expect, test } from "vitest";
import { readRunOptions } from "../src/cli/run-options.ts";
import { layered } from "./layers.ts";

const read = (args: object = {}, file: object = {}) =>
  readRunOptions({ file: "p.md", ...args }, layered(file));

/** The options, or why there are none. */
function optionsOf(...of: Parameters<typeof read>) {
  const result = read(...of);
  if (!result.ok) throw new Error(result.problem);
  return result.options;
}

describe("the bounds of a run", () => {
  const configured = { background_task: { defaultConcurrency: 7, staleTimeoutMs: 90_000 } };

  test.each<{ args: object; file: object; parallel: number; stall: number }>([
    { args: {}, file: {}, parallel: 4, stall: 300_000 },
    { args: {}, file: configured, parallel: 7, stall: 90_000 },
    { args: { "max-parallel": "2", "stall-timeout": "10s" }, file: configured, parallel: 2, stall: 10_000 },
    { args: {}, file: { background_task: { staleTimeoutMs: 1_500 } }, parallel: 4, stall: 1_500 },
  ])("are those of $args, then of $file", ({ args, file, parallel, stall }) => {
    const { limits, promptLimits } = optionsOf(args, file);
    expect(limits.maxParallel).toBe(parallel);
    expect(promptLimits.stall).toBe(stall);
  });

  test("have the model of every session only where it is given", () => {
    expect(optionsOf().override).toEqual({ model: null });
    expect(optionsOf({ model: "router/maker/m:free" }).override).toEqual({ model: "router/maker/m:free" });
  });

  test.each([
    { args: { model: "opus" }, says: '--model takes provider/model, not "opus"' },
    { args: { model: "" }, says: '--model takes provider/model, not ""' },
    { args: { model: "a/b c" }, says: '--model takes provider/model, not "a/b c"' },
    { args: { "max-parallel": "0" }, says: '--max-parallel takes a whole number from 1 to 100, not "0"' },
    {
      args: { "stall-timeout": "soon" },
      says: '--stall-timeout takes a time like 90s, 10m or 2h, up to 596h, not "soon"',
    },
  ])("are none for $args", ({ args, says }) => {
    expect(read(args)).toEqual({ ok: false, problem: says });
  });
});

describe("the address of a server to attach to", () => {
  const takes = "--attach takes the address of an opencode server like http://127.0.0.1:4096";

  test.each([
    [undefined, null],
    ["http://127.0.0.1:4096", "http://127.0.0.1:4096"],
    ["http://LOCALHOST:4096/", "http://localhost:4096"],
    ["https://[::1]:8443", "https://[::1]:8443"],
  ])("%s is %s", (attach, origin) => {
    expect(optionsOf({ attach }).attach).toBe(origin);
  });

  test.each([
    "",
    "4096",
    "localhost:4096",
    "ftp://localhost",
    "http://localhost:4096/api",
    "http://localhost:4096/?directory=/tmp",
    "http://me@localhost:4096",
  ])('is not "%s"', (attach) => {
    expect(read({ attach })).toEqual({ ok: false, problem: `${takes}, not "${attach}"` });
  });

  test("has no password in it, which is not said again", () => {
    const problem = `${takes}, and its password from OPENCODE_SERVER_PASSWORD`;
    expect(read({ attach: "http://me:secret@localhost:4096" })).toEqual({ ok: false, problem });
  });

  test("goes with no port", () => {
    const problem =
      "--port is for a server that is started, --attach for one that runs already: give one of them";
    expect(read({ attach: "http://localhost:1", port: "2" })).toEqual({ ok: false, problem });
  });
});
