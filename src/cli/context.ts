import { createStyle, defaultWidth, type Style, wantsColor, wantsLive } from "../report/style.ts";
import { exit } from "./exit.ts";

/** What a command sees of the process it runs in; a test hands in its own. */
export interface Context {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Asks whoever sits at the terminal, and resolves with the line they type, null at its end; null where nobody does. */
  readonly ask: ((question: string) => Promise<string | null>) | null;
  /** Reads standard input to its end. */
  readonly stdin: () => Promise<Buffer>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard output where somebody looks on who may be shown what goes on; else null. */
  readonly terminal: Terminal | null;
}

/** Where text goes. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

/** A terminal on which what was drawn can be drawn over. */
export interface Terminal {
  write(text: string): void;
  /** As it is now, in characters. */
  size(): { readonly columns: number; readonly rows: number };
  /** Calls each time the size has changed, until the function given back is called. */
  onResize(listener: () => void): () => void;
}

/** How to draw on a stream: in colour and as wide as the terminal, if it is one. */
export function styleOf(output: Output, env: Context["env"]): Style {
  return createStyle(wantsColor(env, output.isTTY), output.columns ?? defaultWidth);
}

/** The context of this very process. */
export function processContext(): Context {
  const stdout = wrap(process.stdout);
  return {
    cwd: process.cwd(),
    env: process.env,
    platform: process.platform,
    ask: process.stdin.isTTY && process.stdout.isTTY ? askOnTerminal : null,
    stdin: async () => Buffer.concat(await process.stdin.toArray()),
    stdout,
    stderr: wrap(process.stderr),
    terminal: wantsLive(process.env, process.stdout.isTTY) ? terminalOf(process.stdout, stdout) : null,
  };
}

function terminalOf(stream: NodeJS.WriteStream, output: Output): Terminal {
  return {
    write: (text) => output.write(text),
    // A terminal that does not know its size says 0.
    size: () => ({ columns: stream.columns || 80, rows: stream.rows || 24 }),
    onResize(listener) {
      stream.on("resize", listener);
      return () => stream.off("resize", listener);
    },
  };
}

async function askOnTerminal(question: string): Promise<string | null> {
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<null>((resolve) => lines.once("close", () => resolve(null)));
  try {
    return await Promise.race([lines.question(question), ended]);
  } finally {
    lines.close();
  }
}

/**
 * A reader that went away (`omo … | head`) is no failure of the command: what is still written is dropped.
 * Output that is lost for another reason, e.g. on a full disk, is one.
 */
function wrap(stream: NodeJS.WriteStream): Output {
  let open = true;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (open && error.code !== "EPIPE") {
      if (stream !== process.stderr)
        process.stderr.write(`error: cannot write the output: ${error.message}\n`);
      process.on("exit", () => {
        process.exitCode = exit.usage;
      });
    }
    open = false;
  });
  return {
    write(text) {
      if (open) stream.write(text);
    },
    isTTY: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : undefined,
  };
}
