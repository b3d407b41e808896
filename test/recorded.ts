import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync } from "node:fs";
import type { AttemptEnd, Event, PersonSaid, RunLimits, TaskSpec } from "../src/event.ts";
import { type JournalEntry, lineOf } from "../src/run/journal.ts";
import { runPaths } from "../src/run/paths.ts";
import type { RecordedRun } from "../src/run/runs.ts";
import { step } from "../src/schedule.ts";
import { initialState, noLimits, type RunState, type TaskRecord } from "../src/state.ts";
import { noUsage, type Usage } from "../src/usage.ts";
import type { CriterionResult, Review } from "../src/verdict.ts";
import { makeFolder } from "./omo.ts";

/** A task that is to be done. */
export function taskOf(
  id: string,
  dependsOn: readonly string[] = [],
  more: Partial<TaskSpec> = {},
): TaskSpec {
  const rest = { final: false, claimed: null, category: null, weight: 1, asked: false };
  return { id, title: `Write file ${id}`, dependsOn, ...rest, ...more };
}

/** A git repository with these files in it. */
export function makeRepository(files: Readonly<Record<string, string>> = {}): string {
  const root = makeFolder({ "plans/p.md": "# P\n", ...files });
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  return root;
}

/** What hand-made runs are bounded by, where nothing else is said. */
const bounds: Partial<RunLimits> = {
  maxParallel: 4,
  maxStrikes: 2,
  maxAttempts: 8,
  maxBackoffs: 6,
  maxServerDeaths: 2,
  maxReviewRounds: 2,
};

/** What hand-made runs are made of. */
export interface StoryOptions {
  readonly run?: string;
  readonly file?: string;
  readonly limits?: Partial<RunLimits>;
}

/** When hand-made runs begin. */
export const beginning = Date.UTC(2026, 0, 31, 12);

/**
 * A run that is made by hand, event by event, a second apart: what the scheduler makes of it, and the journal that a
 * process would have written.
 */
export class Story {
  readonly run: string;
  readonly file: string;
  state: RunState = initialState;
  /** Milliseconds since 1970. */
  now = beginning;
  readonly happened: { readonly event: Event; readonly at: number }[] = [];
  #journal: string | null = null;
  #words = 0;

  constructor(
    tasks: readonly TaskSpec[],
    { run = "20260131-120000-aaaa", file = "plans/p.md", limits = {} }: StoryOptions = {},
  ) {
    this.run = run;
    this.file = file;
    const all = { ...noLimits, ...bounds, ...limits };
    this.tell({ type: "run.started", run, file, sha256: "", limits: all, tasks, base: null });
  }

  tell(event: Event): this {
    [this.state] = step(this.state, event, this.now);
    this.happened.push({ event, at: this.now });
    this.#write(this.happened.length - 1);
    this.now += 1_000;
    return this;
  }

  /** Writes what has happened to a repository's journal, and from now on what happens. */
  writeTo(root: string): this {
    const paths = runPaths(root, this.run);
    mkdirSync(paths.directory, { recursive: true });
    this.#journal = paths.journal;
    for (const i of this.happened.keys()) this.#write(i);
    return this;
  }

  #write(i: number): void {
    const happened = this.happened[i];
    if (this.#journal === null || happened === undefined) return;
    const { event, at } = happened;
    appendFileSync(this.#journal, lineOf({ seq: i + 1, at: new Date(at).toISOString(), event }));
  }

  /** The run as it is read from its journal. */
  recorded(): RecordedRun {
    const entries = this.happened.map(({ event, at }, i): JournalEntry => {
      return { seq: i + 1, at: new Date(at).toISOString(), event };
    });
    const start = entries[0]?.event;
    if (start?.type !== "run.started") throw new Error("a run begins with its start");
    return { id: this.run, start, entries };
  }

  record(task: string): TaskRecord {
    const record = this.state.tasks.get(task);
    if (!record) throw new Error(`no task ${task}`);
    return record;
  }

  /** Lets time go by. */
  wait(milliseconds: number): this {
    this.now += milliseconds;
    return this;
  }

  open(task: string, model: string | null = null): this {
    const more = { session: `ses-${task}`, agent: "worker", model, variant: null, reason: "category quick" };
    return this.tell({ type: "session.opened", ...this.#at(task), ...more });
  }

  finish(task: string, usage: Partial<Usage> = {}): this {
    return this.#endAttempt(task, { kind: "finished" }, usage);
  }

  /** The attempt ends early; `fault` where its provider is to blame. */
  break(task: string, reason: string, fault: string | null = null): this {
    return this.#endAttempt(task, { kind: "failed", reason, fault, message: "it said so" });
  }

  #endAttempt(task: string, end: AttemptEnd, usage: Partial<Usage> = {}): this {
    const more = {
      usage: { ...noUsage, ...usage },
      wrote: [`${task}.txt`],
      notes: null,
      open: [],
      asks: null,
    };
    return this.tell({ type: "attempt.ended", ...this.#at(task), end, ...more });
  }

  /** Results of the criteria, in order. Each check is new evidence. */
  check(task: string, ...results: Partial<CriterionResult>[]): this {
    const at = this.#at(task);
    for (const [index, result] of results.entries()) {
      const whole: CriterionResult = {
        index,
        text: `\`test -f ${task}.txt\` exits 0`,
        verdict: "pass",
        by: "command",
        evidence: `test -f ${task}.txt`,
        reason: "exited 0",
        output: "",
        duration: 10,
        ...result,
      };
      this.tell({ type: "criterion.checked", ...at, result: whole });
    }
    const evidence = `${this.happened.length}`;
    return this.tell({ type: "checks.ended", ...at, usage: noUsage, evidence, fault: null });
  }

  tick(task: string): this {
    return this.tell({ type: "tick.ended", task, outcome: "ticked", message: "", notepad: "" });
  }

  /** One attempt that holds, down to its box. */
  pass(task: string, usage: Partial<Usage> = {}): this {
    return this.open(task).finish(task, usage).check(task, {}).tick(task);
  }

  /** Fails until nothing more is tried. */
  fail(task: string): this {
    const miss = { verdict: "fail", reason: "exited 1, expected 0", output: "no such file\n" } as const;
    this.open(task).finish(task).check(task, miss).finish(task).check(task, miss).recover(task);
    return this.open(task).finish(task).check(task, miss);
  }

  recover(task: string): this {
    const advice = {
      conclusion: "The folder is missing.",
      plan: ["Make it."],
      effort: "Quick" as const,
      risks: [],
    };
    return this.tell({
      type: "recovery.ended",
      ...this.#at(task),
      outcome: "recovered",
      message: `took back ${task}.txt`,
      report: `.omo/runs/${this.run}/failures/${task}.md`,
      advice,
      usage: noUsage,
    });
  }

  review(task: string, review: Review | null): this {
    const more = { message: review === null ? "no answer" : "", usage: noUsage, fault: null };
    return this.tell({ type: "review.ended", ...this.#at(task), review, ...more });
  }

  say(
    action: PersonSaid["action"],
    task: string | null = null,
    text = "",
    criterion: number | null = null,
  ): this {
    return this.tell({ type: "person.said", id: `w${this.#words++}`, action, task, text, criterion });
  }

  interrupt(): this {
    return this.tell({ type: "run.interrupted", signal: "SIGINT" }).end();
  }

  end(): this {
    return this.tell({ type: "run.ended", ticked: [] });
  }

  /** The task and its live attempt. */
  #at(task: string): { task: string; attempt: number } {
    return { task, attempt: this.record(task).attempt };
  }
}
