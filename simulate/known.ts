import type { Event, PersonSaid, RunLimits } from "../src/event.ts";
import type { JournalEntry } from "../src/run/journal.ts";
import { isUnderWay, type RunState } from "../src/state.ts";
import { addUsage, noUsage, totalTokens, type Usage } from "../src/usage.ts";
import { faultyIn, isCause, isOfTask, KnownTask, type TaskLine } from "./known-task.ts";
import type { Observation, Prompt, ShellCommand } from "./observation.ts";
import type { MadePlan } from "./plans.ts";

/** What is known of a run from outside, from one observation to the next. */
export class Known {
  readonly made: MadePlan;
  readonly tasks = new Map<string, KnownTask>();
  limits: RunLimits | null = null;
  /** All lines that were shown, of all processes, as the disk must have them. */
  entries: JournalEntry[] = [];
  appended = 0;
  synced = 0;
  /** The newest line that each task has, on the disk or not. */
  readonly newest = new Map<string, number>();
  /** The state as it was shown last. */
  state: RunState | null = null;
  /** Tasks for which something begins with the line that was shown last, as the machine says. */
  begun: readonly KnownTask[] = [];
  /** Tasks whose boxes were brought into the plan file, by their lines. */
  readonly ticked = new Set<string>();
  /** How many prompts may be at work with a model. */
  readonly slotLimit: number;
  paused = false;
  usage: Usage = noUsage;
  /** What prompts of this process have used, as the server has it, and what its lines say. */
  used: Usage = noUsage;
  counted: Usage = noUsage;
  /** Milliseconds during which a process worked on the run, and during which one had opened it. */
  worked = 0;
  opened = 0;
  /** A process has opened the run, and has gone on with it. */
  #lives = false;
  #works = false;
  /** The latest moment that a line was written at: what was due then is due, whatever is done to the clock since. */
  latest = 0;
  readonly prompts = new Set<Prompt>();
  readonly commands = new Set<ShellCommand>();
  readonly servers = new Set<number>();
  /** By task, the models that its worker's prompts went to since its session was opened or its attempt began. */
  readonly asked = new Map<string, (string | null)[]>();
  /** Boxes that were ticked while nothing was worked on, and those of them that were when this process began. */
  readonly #tickedAtRest = new Set<string>();
  claimable: ReadonlySet<string> = new Set();
  /** Those that were ticked when the process before came to its end; its last lines may be seen only later. */
  #tickedBefore: ReadonlySet<string> | null = null;
  /** By path, the tasks whose attempts have written it, by their lines. */
  readonly writers = new Map<string, Set<string>>();
  /** Words that had their effect, and the first that had it twice. */
  readonly #heard = new Set<string>();
  heardTwice: string | null = null;
  /** A word whose effect is not certain before it is known whether it was refused. */
  #word: { readonly said: PersonSaid; readonly refusal: number; readonly wasApproved: boolean } | null = null;

  constructor(made: MadePlan, slotLimit: number) {
    this.made = made;
    this.slotLimit = slotLimit;
  }

  /** Takes in what was seen. */
  take(seen: Observation): void {
    if (this.#word !== null) this.#settleWord(seen);
    switch (seen.type) {
      case "process.started":
        this.#begin(seen.entries);
        break;
      case "process.died":
      case "process.returned":
      case "process.threw":
        this.prompts.clear();
        this.commands.clear();
        this.servers.clear();
        this.#works = false;
        this.#tickedBefore = new Set(this.#tickedAtRest);
        break;
      case "box.edited":
        if (seen.mark.toLowerCase() !== "x") this.#tickedAtRest.delete(seen.task);
        else if (!this.#works) this.#tickedAtRest.add(seen.task);
        break;
      case "journal.appended":
        this.appended = seen.entry.seq;
        if (isCause(seen.entry.event)) this.newest.set(seen.entry.event.task, seen.entry.seq);
        break;
      case "journal.synced":
        this.synced = seen.upTo;
        break;
      case "entry.shown":
        this.#takeLine(seen.entry);
        this.#followEdits(seen);
        this.begun = this.#startsIn(seen.state, faultyIn(seen.entry.event));
        this.state = seen.state;
        break;
      case "server.started":
        this.servers.add(seen.pid);
        break;
      case "server.gone":
        this.servers.delete(seen.pid);
        break;
      case "session.opened":
        if (seen.role === "work") this.asked.delete(seen.task);
        break;
      case "prompt.started":
        this.#beginPrompt(seen.prompt);
        break;
      case "prompt.ended":
        this.prompts.delete(seen.prompt);
        this.used = addUsage(this.used, seen.outcome.usage);
        this.#endPrompt(seen.prompt, seen.outcome.kind === "finished");
        break;
      case "command.started":
        this.commands.add(seen.command);
        break;
      case "command.ended":
        this.commands.delete(seen.command);
        this.tasks.get(seen.command.task)?.verdicts.set(seen.command.index, seen.verdict);
        break;
      case "file.looked-at":
        this.tasks.get(seen.task)?.verdicts.set(seen.index, seen.verdict);
        break;
      case "box.changed": {
        const task = this.tasks.get(seen.task);
        if (seen.change !== "untick" || !task) break;
        Object.assign(task, { done: false, cancelled: false });
        this.ticked.delete(seen.task);
        break;
      }
    }
  }

  /** What goes on for a task and was not told to end. */
  liveFor(id: string): number {
    const isLive = ({ task, signal }: Prompt | ShellCommand) => task === id && !signal.aborted;
    return [...this.prompts, ...this.commands].filter(isLive).length;
  }

  /** Tasks for which something goes on that was not told to end. */
  liveTasks(): Set<string> {
    return new Set(
      [...this.prompts, ...this.commands].flatMap(({ task, signal }) => (signal.aborted ? [] : [task])),
    );
  }

  /**
   * Whether the run has used what it may, by its lines.
   * @param worked milliseconds; whether the time before a process goes on with a run counts is the run's own affair
   */
  budgetReached(worked = this.worked): boolean {
    if (this.limits === null) return false;
    const { time, tokens, money } = this.limits.budget;
    return (
      (time !== null && worked >= time) ||
      (tokens !== null && totalTokens(this.usage) >= tokens) ||
      (money !== null && this.usage.cost >= money)
    );
  }

  /** Whether all that a task depends on is done, or left out on the user's word. */
  isFree({ spec }: KnownTask): boolean {
    return spec.dependsOn.every((id) => {
      const on = this.tasks.get(id);
      const isLeftOut = on?.spec.claimed === "skipped" || on?.spec.claimed === "set-aside";
      return on?.done || (spec.asked && isLeftOut && !on.isAskedFor);
    });
  }

  #begin(entries: readonly JournalEntry[]): void {
    if (entries.length === 0) {
      this.tasks.clear();
      this.ticked.clear();
      this.writers.clear();
      this.#heard.clear();
      this.entries = [];
      this.usage = noUsage;
      this.worked = this.opened = this.latest = 0;
      this.paused = false;
    }
    // What came to the disk although nobody was told.
    for (const entry of entries.slice(this.entries.length)) this.#takeLine(entry);
    if (this.#word !== null) this.#applyWord(this.#word.said);
    this.#word = null;
    this.appended = this.synced = entries.length;
    this.#lives = this.#works = false;
    this.newest.clear();
    this.asked.clear();
    this.state = null;
    this.used = this.counted = noUsage;
    this.#tickedBefore = null;
    this.claimable = new Set(this.#tickedAtRest);
  }

  /** Which tasks there are, and how they read, once the plan was edited or an edit was adopted. */
  #followEdits({ entry: { event }, state }: Extract<Observation, { type: "entry.shown" }>): void {
    const isAdopted = event.type === "person.said" && event.action === "adopt";
    for (const id of this.tasks.keys()) if (!state.tasks.has(id)) this.tasks.delete(id);
    for (const [id, { spec, state: one }] of state.tasks) {
      const task = this.tasks.get(id) ?? new KnownTask({ ...spec, claimed: null });
      this.tasks.set(id, task);
      task.spec = spec;
      if (isAdopted && one.name !== "cancelled") task.cancelled = false;
      if (isAdopted && this.#beginsAnew(id, state)) task.forget();
      // On a person's word it is done anew, or proved anew.
      if (!isAdopted || !task.done || one.name === "done" || one.name === "integrating") continue;
      Object.assign(task, { done: false, mayReopen: true });
      this.ticked.delete(id);
    }
  }

  /** Whether a person has adopted an edit of a task that nobody works on: it starts from nothing, by its new text. */
  #beginsAnew(id: string, next: RunState): boolean {
    const before = this.state?.tasks.get(id)?.state;
    const wasHeld = this.state?.held.has(id) && !next.held.has(id);
    return wasHeld === true && before !== undefined && !isUnderWay(before) && before.name !== "done";
  }

  /**
   * Tasks for which something begins in the next state: they no longer wait, or never did, as those that are tried again
   * in the very step in which they have failed.
   */
  #startsIn(next: RunState, faulty: string | null): KnownTask[] {
    const found: KnownTask[] = [];
    for (const [id, record] of next.tasks) {
      const before = this.state?.tasks.get(id);
      if (before === record || before === undefined) continue;
      const isNew = before.state.name === "waiting" || record.attempt > before.attempt || id === faulty;
      if (!isNew) continue;
      const task = this.tasks.get(id);
      const { name } = record.state;
      if (task && (name === "running" || name === "checking")) found.push(task);
    }
    return found;
  }

  #beginPrompt(prompt: Prompt): void {
    this.prompts.add(prompt);
    const task = this.tasks.get(prompt.task);
    if (prompt.role === "review" && task) task.approvedByReviewer = false;
    if (prompt.role !== "work" || !task) return;
    this.asked.set(prompt.task, [...(this.asked.get(prompt.task) ?? []), prompt.model]);
    task.verdicts.clear();
    task.claimed = false;
    task.approvedByPerson = false;
  }

  #endPrompt({ role, task: id, verdicts, approved }: Prompt, hasFinished: boolean): void {
    const task = this.tasks.get(id);
    if (!task || !hasFinished) return;
    if (role === "review") task.approvedByReviewer = approved;
    if (role === "judge") for (const [index, said] of verdicts) task.verdicts.set(index, said);
  }

  #takeLine(entry: JournalEntry): void {
    const { event } = entry;
    this.entries.push(entry);
    this.#takeTime(event, Date.parse(entry.at));
    if ("usage" in event) {
      this.usage = addUsage(this.usage, event.usage);
      this.counted = addUsage(this.counted, event.usage);
    }
    switch (event.type) {
      case "run.started":
        this.limits = event.limits;
        for (const spec of event.tasks) this.tasks.set(spec.id, new KnownTask(spec));
        break;
      case "run.resumed":
        this.limits = event.limits;
        for (const task of this.tasks.values()) task.forget();
        break;
      case "run.ended":
        for (const task of this.#tickedBefore ?? this.#tickedAtRest) this.#tickedAtRest.delete(task);
        break;
      case "plan.edited":
        for (const { task: id, kind } of event.changes) {
          const task = this.tasks.get(id);
          if (kind === "ticked" && task) task.claimed = task.mayReopen = true;
        }
        break;
      case "person.said":
        this.#hear(event);
        break;
      default:
        if (isOfTask(event)) this.#takeTaskLine(event, Date.parse(entry.at));
    }
  }

  /** From the line that begins a process's work to the one that ends it. A clock that was set back takes nothing away. */
  #takeTime({ type }: Event, at: number): void {
    const begins = type === "run.started" || type === "run.reopened";
    const passed = Math.max(0, at - this.latest);
    if (this.#lives && !begins) this.opened += passed;
    if (this.#works && type !== "run.reopened") this.worked += passed;
    if (begins) this.#lives = true;
    if (type === "run.started" || type === "run.resumed") this.#works = true;
    if (type === "run.ended") this.#lives = this.#works = false;
    this.latest = Math.max(this.latest, at);
  }

  #takeTaskLine(event: TaskLine, at: number): void {
    const task = this.tasks.get(event.task);
    if (!task) return;
    switch (event.type) {
      case "task.claimed":
        task.done = task.doneByPerson = true;
        break;
      case "tick.ended":
        Object.assign(task, { done: true, cancelled: false, mayReopen: false, claimed: false });
        task.doneByPerson = task.approvedByPerson;
        if (event.outcome !== "lost") this.ticked.add(event.task);
        break;
      case "untick.ended":
        task.forget();
        task.claimed = false;
        break;
      case "usage.counted":
        this.asked.delete(event.task);
        break;
      case "attempt.ended":
        this.asked.delete(event.task);
        for (const path of event.wrote)
          this.writers.set(path, (this.writers.get(path) ?? new Set()).add(event.task));
        if (event.end.kind === "failed" && event.end.fault !== null) task.notBefore = at + leastBackoff;
        else if (event.end.kind === "failed" && event.end.reason !== "server-died") this.#fail(task);
        break;
      case "checks.ended": {
        if (event.fault !== null) task.notBefore = at + leastBackoff;
        const failed = [...task.verdicts].filter(([, verdict]) => verdict === "fail");
        if (!task.claimed && failed.some(([index]) => !task.waived.has(index))) this.#fail(task);
        break;
      }
      case "recovery.ended":
        task.recovered = true;
        break;
      case "review.ended":
        if (event.fault !== null) task.notBefore = at + leastBackoff;
        if (event.review?.verdict !== "REJECT") break;
        if (event.review.reopen.length === 0) task.rejected = true;
        for (const id of event.review.reopen) {
          const named = this.tasks.get(id);
          if (named?.done && !named.doneByPerson) named.mayReopen = true;
        }
        break;
    }
  }

  #fail(task: KnownTask): void {
    task.failures++;
    if (task.recovered) task.rejected = true;
  }

  /** What sets free holds at once; what forbids, once it is certain that the word was not refused. */
  #hear(said: PersonSaid): void {
    const task = said.task === null ? null : this.tasks.get(said.task);
    const wasApproved = task?.approvedByPerson ?? false;
    if (said.action === "resume" && said.task === null) this.paused = false;
    if (said.action === "waive" && said.criterion !== null) task?.waived.add(said.criterion);
    if (said.action === "approve" && task) task.approvedByPerson = true;
    if (said.action === "retry" && task) task.isAskedFor = true;
    if (["approve", "retry", "waive", "cancel"].includes(said.action)) {
      task?.forget();
      if (said.action !== "cancel" && task) task.cancelled = false;
      if (task === null) for (const one of this.tasks.values()) one.forget();
    }
    this.#word = { said, refusal: this.appended + 1, wasApproved };
  }

  #settleWord(seen: Observation): void {
    const word = this.#word;
    this.#word = null;
    if (word === null) return;
    const isRefused =
      seen.type === "journal.appended" &&
      seen.entry.seq === word.refusal &&
      seen.entry.event.type === "event.refused" &&
      seen.entry.event.refused === "person.said";
    if (!isRefused) this.#applyWord(word.said);
    else if (word.said.action === "approve" && word.said.task !== null) {
      const task = this.tasks.get(word.said.task);
      if (task) task.approvedByPerson = word.wasApproved;
    }
  }

  #applyWord({ id: word, action, task: id }: PersonSaid): void {
    if (this.#heard.has(word)) this.heardTwice ??= word;
    this.#heard.add(word);
    const named = id === null ? [...this.tasks.values()] : [this.tasks.get(id)];
    if (action === "pause" && id === null) this.paused = true;
    for (const task of named) {
      if (action === "cancel" && task && !task.done) task.cancelled = true;
      if (action === "reject" && task) task.rejected = true;
    }
  }
}

/** The least that a failing provider is waited for, in milliseconds. */
const leastBackoff = 30_000;
