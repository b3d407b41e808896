import { describe, expect, test } from "vitest";
import { command, group } from "../src/cli/command.ts";
import type { Context } from "../src/cli/context.ts";
import { combineExits, type ExitCode } from "../src/cli/exit.ts";
import { runProgram } from "../src/cli/program.ts";

/** A program of two commands: one says what it was given, one fails as no command should. */
const commands = group("A made-up program", {
  say: command(
    "Says it",
    {
      "words…": { type: "positional", required: false },
      loud: { type: "boolean" },
      mode: { type: "enum", options: ["a", "b"], default: "a" },
    },
    async () => ({
      run: async (args, context) => {
        context.stdout.write(JSON.stringify({ words: args._, loud: args.loud ?? false, mode: args.mode }));
        return 0;
      },
    }),
  ),
  crash: command("Crashes", {}, async () => ({
    run: async () => {
      throw new Error("the sky\nfell");
    },
  })),
});

async function run(argv: readonly string[], changes: Partial<Context> = {}) {
  const written = { stdout: "", stderr: "" };
  const output = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: false,
    columns: undefined,
  });
  const context = {
    cwd: "/",
    env: {},
    platform: "linux",
    ask: null,
    stdin: async () => Buffer.alloc(0),
    stdout: output("stdout"),
    stderr: output("stderr"),
    terminal: null,
  };
  const code = await runProgram(argv, commands, { ...context, ...changes });
  return { code, ...written };
}

describe("the program", () => {
  test("hands a command what it was given", async () => {
    const { code, stdout } = await run(["say", "a", "--loud", "--mode=b", "--", "--c"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ words: ["a", "--c"], loud: true, mode: "b" });
  });

  test("lets no exception out, and shows the stack only on demand", async () => {
    const line = "internal error: the sky fell; please report it with what OMO_DEBUG=1 prints\n";
    expect(await run(["crash"])).toEqual({ code: 2, stdout: "", stderr: line });
    const { stderr } = await run(["crash"], { env: { OMO_DEBUG: "1" } });
    expect(stderr).toMatch(/^Error: the sky\n/);
    expect(stderr).toContain("    at ");
    expect(stderr.endsWith(line)).toBe(true);
  });

  test("points to WSL on Windows", async () => {
    const { code, stderr } = await run(["say"], { platform: "win32" });
    expect(code).toBe(2);
    expect(stderr).toContain("WSL");
  });
});

describe("of several exits", () => {
  test.each<[readonly ExitCode[], ExitCode]>([
    [[], 0],
    [[0, 0], 0],
    [[3, 0], 3],
    [[3, 1], 1],
    [[1, 4, 3], 4],
    [[4, 1, 2, 3], 2],
    [[2, 130], 130],
  ])("%j is told as %i", (codes, expected) => {
    expect(combineExits(codes)).toBe(expected);
  });
});
