import { noOverride } from "../src/agents/resolve.ts";
import { buildRoster } from "../src/agents/roster.ts";
import { defaultConfig } from "../src/config.ts";
import type { RunLimits } from "../src/event.ts";
import { liveLines } from "../src/report/live.ts";
import { type LiveState, newLive, seeActivity, seeEntry, seePlan } from "../src/report/live-state.ts";
import { createStyle } from "../src/report/style.ts";
import { compilePlan } from "../src/run/compile.ts";
import { step } from "../src/schedule.ts";
import { initialState } from "../src/state.ts";
import { beginning, TimedRun } from "./timed-run.ts";

/** A task of a made-up plan. */
export interface LiveTaskSketch {
  readonly label: string;
  readonly title?: string;
  readonly after?: readonly string[];
}

/** A plan of these waves; `""` names none, for a plan without. */
export function planOfWaves(waves: Readonly<Record<string, readonly LiveTaskSketch[]>>): string {
  const lines = ["# A plan", "", "## TODOs", ""];
  for (const [name, tasks] of Object.entries(waves)) {
    if (name !== "") lines.push(`### ${name}`, "");
    for (const { label, title = `Write file ${label}`, after = [] } of tasks)
      lines.push(
        `- [ ] ${label}. ${title}`,
        "",
        `  **Blocked By**: ${after.join(", ") || "None"}`,
        "  **Acceptance Criteria**:",
        `  - [ ] \`test -f ${label}.txt\` exits 0`,
        `  - [ ] \`test -s ${label}.txt\` exits 0`,
        "",
      );
  }
  return lines.join("\n");
}

/** A made-up run of a plan, and the view of it as somebody sees it who looks on from its beginning. */
export class LiveStage {
  readonly run: TimedRun;
  #live: LiveState;
  #state = initialState;
  #seen = 0;

  constructor(plan: string, limits: Partial<RunLimits> = {}) {
    const resources = { roster: buildRoster(defaultConfig, []), skills: new Map(), override: noOverride };
    const compiled = compilePlan("plans/p.md", plan, resources);
    this.run = new TimedRun(compiled.specs, limits);
    this.#live = seePlan(newLive("plans/p.md", beginning), compiled);
  }

  /** A session works for a task. */
  act(task: string, text: string, kind: "tool" | "retry" = "tool"): this {
    this.#look();
    this.#live = seeActivity(this.#live, task, { kind, text });
    return this;
  }

  /** The view at the moment of the run. */
  draw(width: number, height: number, color = false): string[] {
    this.#look();
    return liveLines(this.#live, beginning + this.run.now, createStyle(color, width), height);
  }

  #look(): void {
    // Each entry is seen with the state after it, as a run tells them.
    const { entries } = this.run;
    for (; this.#seen < entries.length; this.#seen++) {
      const entry = entries[this.#seen];
      if (!entry) continue;
      [this.#state] = step(this.#state, entry.event, Date.parse(entry.at));
      this.#live = seeEntry(this.#live, entry, this.#state);
    }
  }
}
