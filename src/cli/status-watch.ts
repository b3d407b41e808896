import { statusLines } from "../report/status.ts";
import { watchedState, watchLines } from "../report/watch.ts";
import { followRun } from "../run/follow.ts";
import { RunTracker, type RunView } from "../run/view.ts";
import { type Context, type Output, styleOf, type Terminal } from "./context.ts";
import type { ExitCode } from "./exit.ts";
import type { FoundRun } from "./find-run.ts";
import { startPainting } from "./repaint.ts";
import { exitOfView } from "./run-exit.ts";

/** How often a terminal is drawn anew while nothing happens, in milliseconds: the time goes on. */
const repaintInterval = 1_000;

/** Shows a run as it stands; `isNew` where it has changed since it was shown last. */
type Show = (view: RunView, isNew: boolean) => void;

/**
 * Shows where a run stands until no process works on it any more: in place on a terminal, elsewhere as one block after
 * the other, each time that something has changed. Returns what the run exits with.
 */
export async function watchStatus({ root, run, running }: FoundRun, context: Context): Promise<ExitCode> {
  const show = context.terminal === null ? inBlocks(context) : onTerminal(context.terminal, context);
  const tracker = new RunTracker(run);
  let view = tracker.view(running);
  for await (const look of followRun(root, run)) {
    tracker.add(look.entries);
    const isNew = look.entries.length > 0 || !look.running;
    if (isNew) view = tracker.view(look.running);
    show(view, isNew);
  }
  return exitOfView(view);
}

function onTerminal(terminal: Terminal, { stdout, env }: Context): Show {
  const painting = startPainting(terminal);
  let painted = 0;
  return (view, isNew) => {
    const { columns, rows } = terminal.size();
    const style = { ...styleOf(stdout, env), width: columns };
    if (view.standing !== "running") {
      painting.clear();
      return print(stdout, statusLines(view, style));
    }
    const now = Date.now();
    if (!isNew && now - painted < repaintInterval) return;
    painted = now;
    painting.paint(watchLines(view, now, rows - 1, style));
  };
}

function inBlocks({ stdout, env }: Context): Show {
  let shown: string | null = null;
  return (view) => {
    const now = watchedState(view);
    if (now === shown) return;
    if (shown !== null) stdout.write("\n");
    print(stdout, statusLines(view, styleOf(stdout, env)));
    shown = now;
  };
}

function print(output: Output, lines: readonly string[]): void {
  for (const line of lines) output.write(`${line}\n`);
}
