import { addUsage, noUsage, type Usage } from "../../usage.ts";
import type { Activity, PromptLimits } from "../runtime.ts";
import { faultOfRetry } from "./fault.ts";
import type { Stop } from "./outcome.ts";
import { type Failure, type ServerEvent, type Status, usageOf } from "./wire.ts";

/**
 * Keeps the limits of one prompt. Fed with events and statuses, and asked whether a limit is exceeded; it
 * looks at no clock: `now` is always milliseconds of a clock that never jumps, and stands while the machine sleeps.
 */
export class Watch {
  /** The last error event of the session itself. */
  error: Failure | null = null;
  /** The session itself was seen at work on the prompt. */
  begun = false;
  /** Sessions that it started were heard of. */
  hasChildren = false;

  readonly #limits: PromptLimits;
  readonly #started: number;
  /** When the session last gave a sign of life, or will when it waits for a provider. */
  #sign: number;
  #stop: Stop | null = null;
  readonly #turns = new Set<string>();
  readonly #tools = new Set<string>();
  readonly #usage = new Map<string, Usage>();

  constructor(limits: PromptLimits, now: number) {
    this.#limits = limits;
    this.#started = now;
    this.#sign = now;
  }

  /** Any sign of life of the session or its children. */
  sign(now: number): void {
    this.#sign = Math.max(this.#sign, now);
  }

  /**
   * Takes in an event; returns what is worth showing of it, if anything.
   * @param child the event is of a session that the prompted one started
   */
  take(event: ServerEvent, child: boolean, now: number, date: number): Activity | null {
    if (child) this.hasChildren = true;
    switch (event.type) {
      case "session.error":
        if (!child && event.properties.error) this.error = event.properties.error;
        return null;
      case "session.status":
        if (!child && event.properties.status.type !== "idle") this.begun = true;
        return this.status(event.properties.status, now, date);
      case "message.updated":
        if (event.properties.info.role === "assistant")
          this.#usage.set(event.properties.info.id, usageOf(event.properties.info));
        return null;
      case "message.part.updated": {
        const { part } = event.properties;
        if (part.type === "tool") return this.#tool(part);
        this.#turns.add(part.id);
        // The turn that ends the work may be the last one allowed.
        if (part.reason === "tool-calls" && this.#turns.size >= this.#limits.steps)
          this.#stop ??= stop("step-cap", `no end after ${this.#limits.steps} model turns`);
        return null;
      }
      default:
        return null;
    }
  }

  /**
   * Takes in the status of a session, as an event or a poll tells it.
   * @param date milliseconds since 1970, in which a retry is announced
   */
  status(status: Status, now: number, date: number): Activity | null {
    if (status.type !== "retry") return null;
    const said = status.message ?? "no reason given";
    const wait = (status.next ?? date) - date;
    this.sign(now + wait);
    const { providerWait, providerRetries } = this.#limits;
    if (wait > providerWait)
      this.#stop ??= {
        ...stop("provider", `asked to wait ${seconds(wait)}: ${said}`),
        fault: faultOfRetry(said),
      };
    else if (providerRetries !== null && (status.attempt ?? 1) > providerRetries)
      this.#stop ??= { ...stop("provider", said), fault: faultOfRetry(said) };
    return { kind: "retry", text: said };
  }

  /** The limit that is exceeded, or null. */
  exceeded(now: number): Stop | null {
    if (this.#stop) return this.#stop;
    const { stall: patience, total } = this.#limits;
    if (now - this.#started >= total) this.#stop = stop("timed-out", `not done after ${seconds(total)}`);
    else if (now - this.#sign >= patience)
      this.#stop = stop("stalled", `no sign of progress for ${seconds(patience)}`);
    return this.#stop;
  }

  /** Milliseconds until a limit can be exceeded by the mere passing of time. */
  remaining(now: number): number {
    return Math.min(this.#started + this.#limits.total, this.#sign + this.#limits.stall) - now;
  }

  /** What the events told of tokens and cost: all there is once the server is gone. */
  usage(): Usage {
    return [...this.#usage.values()].reduce(addUsage, noUsage);
  }

  #tool(part: { callID: string; tool: string; state: { status: string; input: Record<string, unknown> } }) {
    // Before it runs, the arguments are still coming in.
    if (part.state.status === "pending" || this.#tools.has(part.callID)) return null;
    this.#tools.add(part.callID);
    const { filePath, path, command, pattern, description } = part.state.input;
    const subject = [filePath, path, command, pattern, description].find(
      (value) => typeof value === "string",
    );
    const text = subject ? `${part.tool} ${subject}` : part.tool;
    return { kind: "tool" as const, text: text.split("\n")[0] ?? part.tool };
  }
}

function stop(reason: Stop["reason"], message: string): Stop {
  return { reason, message, fault: null };
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}
