import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";

/** A real terminal with one program in it, as a person would have it before them. */
export interface Terminal {
  /** What it shows, a line each, without the blanks at their ends. */
  screen(): string[];
  /** The same, after all that has left it at the top. */
  scrollback(): string[];
  /** What it shows with the codes that colour it. */
  colored(): string;
  /** Everything that was printed, as it was printed, codes and all. */
  printed(): string;
  /** Waits until what it shows matches, and returns it; rejects, with what it shows, when it does not in time. */
  shows(pattern: RegExp): Promise<string[]>;
  /** Whether the cursor is to be seen. */
  hasCursor(): boolean;
  /** Columns and lines. */
  resize(columns: number, rows: number): void;
  /** Presses keys, by the names that tmux gives them: `C-c`, `Enter`, or text. */
  press(...keys: string[]): void;
  /** Ends the program with SIGHUP, if it has not ended. */
  close(): void;
}

/** What to run in a terminal, and how large it is. */
export interface TerminalOptions {
  readonly cwd: string;
  /** The whole environment but for TERM. */
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
}

/** Whether terminals can be opened here: they are tmux's. */
export const hasTerminals = (() => {
  try {
    execFileSync("tmux", ["-V"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

/** Opens a terminal, a tmux server of its own, and runs a command in it. It stays once that has ended. */
export function openTerminal(
  command: readonly string[],
  { cwd, env, columns, rows }: TerminalOptions,
): Terminal {
  const folder = mkdtempSync(join(tmpdir(), "omo-terminal-"));
  const configuration = join(folder, "tmux.conf");
  writeFileSync(
    configuration,
    ["status off", "remain-on-exit on", "remain-on-exit-format ''", "default-terminal screen-256color"]
      .map((option) => `set -g ${option}\n`)
      .join(""),
  );
  const tmux = (...args: string[]) =>
    execFileSync("tmux", ["-u", "-S", join(folder, "socket"), "-f", configuration, ...args], {
      cwd,
      env: { LC_ALL: "C.UTF-8", ...env },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const record = join(folder, "printed");
  writeFileSync(record, "");
  // What is printed is recorded from the first byte on: the command begins once somebody listens.
  tmux("new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "cat");
  tmux("pipe-pane", `cat > '${record}'`);
  tmux("respawn-pane", "-k", "--", ...command);
  const lines = (...args: string[]) =>
    tmux("capture-pane", "-p", ...args)
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => line.trimEnd());
  const screen = () => lines();
  return {
    screen,
    scrollback: () => lines("-S", "-"),
    colored: () => tmux("capture-pane", "-p", "-e"),
    async shows(pattern) {
      const shown = () => screen().join("\n");
      await until(`the terminal shows ${pattern}`, () => pattern.test(shown()), 90_000).catch((error) => {
        throw new Error(`${error.message}\n${shown()}`);
      });
      return screen();
    },
    printed: () => readFileSync(record, "utf8"),
    hasCursor: () => tmux("display-message", "-p", "#{cursor_flag}").trim() === "1",
    resize: (width, height) => tmux("resize-window", "-x", `${width}`, "-y", `${height}`),
    press: (...keys) => tmux("send-keys", ...keys),
    close() {
      tmux("kill-server");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
