import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";

/** A real terminal, which is tmux, with a program in it. */
export interface TerminalWindow {
  /** What is seen, without blanks at the ends of lines and empty lines below. */
  screen(): string;
  /** Lines that have gone off at the top. */
  scrolled(): number;
  /** Resolves once the screen matches; rejects, with the screen, when it does not. */
  shown(pattern: RegExp): Promise<void>;
  /** Presses keys, by their names in tmux: `C-c`, `Enter`. */
  press(...keys: string[]): void;
  resize(columns: number, rows: number): void;
  /** Resolves with the exit status of the program once it has ended. */
  ended(): Promise<number>;
  /** Ends the terminal and what runs in it. */
  close(): void;
}

export interface TerminalOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  readonly rows: number;
}

/** Opens a terminal of its own, apart from all that the user has, with a program in it. */
export function openTerminal(
  command: readonly string[],
  { cwd, env, columns, rows }: TerminalOptions,
): TerminalWindow {
  const folder = mkdtempSync(join(tmpdir(), "omo-terminal-"));
  const config = join(folder, "tmux.conf");
  // The screen can still be read when the program has ended.
  writeFileSync(config, "set -g remain-on-exit on\nset -g status off\nset -g history-limit 5000\n");
  const tmux = (...args: string[]) =>
    execFileSync("tmux", ["-S", join(folder, "socket"), "-f", config, ...args], {
      cwd,
      env: { TERM: "xterm-256color", ...env },
      encoding: "utf8",
    });
  tmux("new-session", "-d", "-x", `${columns}`, "-y", `${rows}`, "--", ...command);
  const screen = () =>
    tmux("capture-pane", "-p")
      .split("\n")
      .map((line) => line.trimEnd())
      .join("\n")
      .trimEnd();
  return {
    screen,
    scrolled: () => Number(tmux("display-message", "-p", "#{history_size}")),
    async shown(pattern) {
      await until(`the terminal shows ${pattern}`, () => pattern.test(screen())).catch((error: unknown) => {
        throw new Error(`${error instanceof Error ? error.message : error}\n${screen()}`);
      });
    },
    press: (...keys) => void tmux("send-keys", ...keys),
    resize: (width, height) => void tmux("resize-window", "-x", `${width}`, "-y", `${height}`),
    async ended() {
      const status = await until("the program in the terminal ends", () =>
        /^1 (\d+)$/.exec(tmux("display-message", "-p", "#{pane_dead} #{pane_dead_status}").trim()),
      );
      return Number(status[1]);
    },
    close() {
      tmux("kill-server");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
