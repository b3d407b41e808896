import type { Event } from "../event.ts";
import type { JournalEntry } from "../run/journal.ts";
import { step } from "../schedule.ts";
import { type Command, initialState, isUnderWay, type RunState, type TaskRecord } from "../state.ts";
import { usageText } from "./amounts.ts";
import { oneLine, wrapWords } from "./cells.ts";
import { type Block, blockLines } from "./log-block.ts";
import { commandBlock, type EventPlace, eventBlock, mannerOf, runBlock } from "./log-events.ts";
import { stateMark, stateText } from "./run.ts";
import { momentText } from "./runs.ts";
import { createStyle, type Style } from "./style.ts";

/** What a log is to tell, and where it finds what the journal has not. */
export interface LogOptions {
  readonly task: string;
  /** Number of the only attempt to be told of; null for all that is known. */
  readonly attempt: number | null;
  readonly outputFile: EventPlace["outputFile"];
}

/**
 * Tells all that a journal knows of one task, entry by entry, so that it can be followed while it grows. What the
 * scheduler made of each entry is worked out anew, since journals hold facts alone.
 */
export class TaskLog {
  readonly #options: LogOptions;
  readonly #style: Style;
  #state: RunState = initialState;
  /** When the latest attempt began, in milliseconds since 1970. */
  #begun: number | null = null;

  constructor(options: LogOptions, style: Style) {
    this.#options = options;
    this.#style = style;
  }

  /** The task as the entries so far have it. */
  get record(): TaskRecord | undefined {
    return this.#state.tasks.get(this.#options.task);
  }

  /** Whether nothing more is done about the task unless somebody asks for it. */
  get isSettled(): boolean {
    const state = this.record?.state;
    if (state === undefined) return false;
    return ["done", "failed", "skipped", "cancelled"].includes(state.name) && !isUnderWay(state);
  }

  /** The run and the task, above all else. */
  head(run: string, plan: string, title: string): string[] {
    const { task } = this.#options;
    const { colors, width } = this.#style;
    return [
      ...wrapWords(oneLine(`${task}. ${title}`), width).map(colors.bold),
      ...wrapWords(oneLine(`${plan}, run ${run}; times are UTC`), width).map(colors.dim),
    ];
  }

  /** Takes the next entry, and gives the lines that it adds. */
  add({ event, at }: JournalEntry): string[] {
    const { task, attempt: wanted } = this.#options;
    const before = this.record;
    const now = Date.parse(at);
    const [state, commands] = step(this.#state, event, now);
    this.#state = state;
    const latest = before?.attempt ?? 0;
    const lines: string[] = [];
    const tell = (attempt: number, told: readonly string[]) => {
      if (wanted === null || wanted === attempt) lines.push(...told);
    };
    const block = (one: Block | null) => (one === null ? [] : blockLines(at, one, this.#style));

    tell("attempt" in event ? event.attempt : latest, block(this.#eventBlock(event, now, before)));
    for (const command of commands) {
      if (!("task" in command) || command.task !== task) continue;
      const attempt = "attempt" in command ? command.attempt : latest;
      if (command.type === "attempt" || command.type === "review") {
        this.#begun = now;
        tell(attempt, this.#heading(command, at));
      } else tell(attempt, block(commandBlock(command, this.#style)));
    }
    tell(latest, block(this.#change(before)));
    return lines;
  }

  /**
   * How it stands with the task, below all else.
   * @param alive whether a process works on the run just now
   */
  foot(alive: boolean): string[] {
    const { record } = this;
    if (record === undefined) return [];
    const { width } = this.#style;
    const text = `${stateText(record, alive, createStyle(false, width))} · ${usageText(record.usage)}`;
    const [first = "", ...others] = wrapWords(text, width - 2);
    return ["", `${stateMark(record, this.#style)} ${first}`, ...others.map((line) => `  ${line}`)];
  }

  #eventBlock(event: Event, at: number, before: TaskRecord | undefined): Block | null {
    const place = { begun: this.#begun, at, outputFile: this.#options.outputFile };
    if ("task" in event && event.task === this.#options.task) return eventBlock(event, place, this.#style);
    if (event.type === "person.said" && event.task === null) return eventBlock(event, place, this.#style);
    return before !== undefined && isUnderWay(before.state) ? runBlock(event, this.#style) : null;
  }

  #heading(command: Extract<Command, { type: "attempt" | "review" }>, at: string): string[] {
    const { colors, width } = this.#style;
    const { attempts = command.attempt } = this.record ?? {};
    const name = `${command.type === "review" ? "Review" : "Attempt"} ${command.attempt}`;
    const facts = [
      attempts === command.attempt ? name : `${name} (counts as ${attempts})`,
      momentText(at),
      ...(command.type === "review" ? [] : [mannerOf(command)]),
    ];
    return ["", ...wrapWords(facts.join(" · "), width).map(colors.bold)];
  }

  /** A state that the task has come into and that is not told by what is done about it. */
  #change(before: TaskRecord | undefined): Block | null {
    const { record } = this;
    if (record === undefined || record.state === before?.state) return null;
    const { state } = record;
    const { colors } = this.#style;
    const plain = createStyle(false, this.#style.width);
    switch (state.name) {
      case "waiting": {
        if (state.notBefore !== null)
          return {
            text: `→ waits until ${momentText(new Date(state.notBefore).toISOString())}`,
            paint: colors.yellow,
          };
        return state.resume === null ? null : { text: "→ is to be gone on with", paint: colors.yellow };
      }
      case "failed":
      case "awaiting":
      case "blocked":
      case "skipped":
      case "cancelled":
        return { text: `→ ${stateText(record, true, plain)}`, paint: colors.yellow };
      default:
        return null;
    }
  }
}
