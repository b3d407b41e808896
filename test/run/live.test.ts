import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program } from "../../harness/omo.ts";
import { hasTerminals, openTerminal, type Terminal } from "../../harness/terminal.ts";
import { until } from "../../harness/until.ts";
import { type PlannedTask, planOf, type Stage, setStage, survivors, ticked, write } from "./support.ts";

/** What is printed first of all where something is drawn. */
const hideCursor = "\u001B[?25l";

/** A whole run as somebody sees it at a real terminal of 80 columns and 24 lines. */
describe.skipIf(!hasTerminals)("at a terminal", () => {
  let stage: Stage;
  let goOn: () => void = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });

  beforeAll(async () => {
    stage = await setStage({
      1: async (turn) => {
        if (turn.step === 1) await held;
        return turn.step === 0 ? write("1.txt", "done\n") : { text: "done" };
      },
      9: () => ({ hang: true }),
    });
  });
  afterAll(() => stage.strike());

  /** Runs a plan in a shell that tells its exit status afterwards. */
  async function start(tasks: readonly PlannedTask[], name: string, args: string, env = {}) {
    const repository = await stage.sandbox.createRepository({ "plans/p.md": planOf(tasks) }, name);
    const set = Object.entries(env).map(([key, value]) => `export ${key}='${value}'; `);
    const command = `${set.join("")}"$0" "$1" plan run plans/p.md ${args}; echo "exit $?"; read`;
    const terminal = openTerminal(["bash", "-c", command, process.execPath, program], {
      cwd: repository,
      env: stage.sandbox.env,
      columns: 80,
      rows: 24,
    });
    return { repository, terminal };
  }

  /** The lines of the view: its head, a rule across the terminal, and all below it. */
  function viewIn(terminal: Terminal): string[] {
    const lines = terminal.screen();
    const head = lines.findIndex((line) => /^─ [\u2800-\u28FF] /.test(line));
    return head < 0 ? [] : lines.slice(head).filter((line) => line !== "");
  }

  test("tasks are seen as they stand, below what is printed, whatever becomes of its size", async () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ label: `${100 + i}`, after: ["1"] }));
    const tasks = [{ label: "1" }, { label: "2", after: ["1"] }, { label: "3" }, ...many];
    const { repository, terminal } = await start(tasks, "repo", "--max-parallel 2 --only 1,2,3");
    try {
      await terminal.shows(/^✔ 3\. Write file 3 · done$/m);
      await terminal.shows(/^[\u2800-\u28FF] 1\. Write file 1 .* running .* · write 1\.txt$/m);
      expect(terminal.hasCursor()).toBe(false);
      expect(terminal.printed()).toContain(hideCursor);
      expect(terminal.colored()).toContain("\u001B[");
      const view = viewIn(terminal);
      expect(view[0]).toMatch(/ 1 of 3 done · [\d,]+ tokens · \$\d.* of 8:00:00/);
      expect(view.slice(1)).toEqual([
        expect.stringMatching(/^. 1\. /),
        expect.stringMatching(/^· 2\. Write file 2 +waits for 1$/),
        expect.stringMatching(/^✔ 3\. Write file 3 +done$/),
      ]);
      // What sessions do is seen in the view alone.
      expect(terminal.scrollback().filter((line) => line.includes("write 1.txt"))).toHaveLength(1);

      for (const [columns, rows] of [
        [50, 20],
        [100, 30],
        [80, 24],
      ] as const) {
        terminal.resize(columns, rows);
        await until("it is drawn for the new size", () => viewIn(terminal)[0]?.length === columns - 1);
        expect(viewIn(terminal)).toHaveLength(4);
      }
      goOn();
      await terminal.shows(/^exit 0$/m);
      expect(viewIn(terminal)).toEqual([]);
      expect(terminal.hasCursor()).toBe(true);
      const told = terminal.scrollback();
      expect(told.filter((line) => line.startsWith("▶ 1."))).toHaveLength(1);
      expect(told.some((line) => /^Critical path: 2 links, /.test(line))).toBe(true);
      expect(ticked(repository)).toEqual(["1", "2", "3"]);
    } finally {
      terminal.close();
    }
  }, 180_000);

  test("Ctrl-C takes the view away and gives the cursor back; NO_COLOR is heeded", async () => {
    const { repository, terminal } = await start([{ label: "9" }], "repo-2", "", { NO_COLOR: "1" });
    try {
      await terminal.shows(/^[\u2800-\u28FF] 9\. Write file 9 .* running/m);
      expect(terminal.colored()).not.toContain("\u001B[");
      terminal.press("C-c");
      const screen = await terminal.shows(/^exit 130$/m);
      expect(screen.some((line) => line.startsWith("SIGINT: stopping"))).toBe(true);
      expect(viewIn(terminal)).toEqual([]);
      expect(terminal.hasCursor()).toBe(true);
      expect(survivors(repository)).toEqual([]);
    } finally {
      terminal.close();
    }
  }, 180_000);

  test.each([
    ["--plain", {}],
    ["", { CI: "true" }],
    ["", { TERM: "dumb" }],
  ])("with %s %o lines alone are printed", async (args, env) => {
    const { terminal } = await start([{ label: "4" }], `repo-${args}-${Object.keys(env)}`, args, {
      ...env,
      OPENCODE_BIN: "/nowhere/opencode",
    });
    try {
      await terminal.shows(/^exit 2$/m);
      expect(terminal.printed()).toContain("/nowhere/opencode");
      expect(terminal.printed()).not.toContain(hideCursor);
    } finally {
      terminal.close();
    }
  });
});
