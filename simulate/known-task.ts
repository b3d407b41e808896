import type { Event, RunLimits, TaskSpec } from "../src/event.ts";

/** What is known of a task by its journal lines and by what was seen of it; never by what the machine thinks of it. */
export class KnownTask {
  /** As the plan reads that the task goes by. */
  spec: TaskSpec;
  /** Settled before the run, or brought into the plan file, or claimed by a person; false again once sent back. */
  done: boolean;
  /** On a person's word, so that no reviewer can send it back. */
  doneByPerson: boolean;
  /** Somebody else has ticked its box, and its criteria have not told yet whether that is so. */
  claimed = false;
  /** Its box may be emptied: it was sent back, or ticked by somebody else. */
  mayReopen = false;
  /** What each criterion came to when it was last looked at, since a worker last began; -1 is the task as a whole. */
  readonly verdicts = new Map<number, string>();
  /** What its reviewer has last said. */
  approvedByReviewer = false;
  approvedByPerson = false;
  readonly waived = new Set<number>();
  cancelled = false;
  /** A person wants it done, even if it was left out or set aside. */
  isAskedFor = false;
  /** Attempts that have failed by themselves since the task last started from nothing. */
  failures = 0;
  /** It has had its recovery, and a failure after that is the last. */
  recovered = false;
  /** A person or a reviewer has said no, and named nothing to be done again. */
  rejected = false;
  /** Not to go on before, as the system's clock has it; for a provider that failed. */
  notBefore = 0;

  constructor(spec: TaskSpec) {
    this.spec = spec;
    this.done = spec.claimed === "user" || spec.claimed === "proof";
    this.doneByPerson = spec.claimed === "user";
  }

  /** From nothing, as after a person's word or a resume. */
  forget(): void {
    this.failures = 0;
    this.recovered = false;
    this.rejected = false;
    this.notBefore = 0;
  }

  /** Has failed for good, as far as its lines tell. A tick of its box is put to the test all the same. */
  hasFailed({ maxAttempts }: RunLimits): boolean {
    if (this.claimed) return false;
    return this.rejected || this.failures >= maxAttempts;
  }
}

/** A line that says what became of a task. */
export type TaskLine = Exclude<Extract<Event, { task: string }>, { type: "event.refused" | "person.said" }>;

/** Whether a line says what became of a task; that something was said or refused becomes nothing. */
export function isOfTask(event: Event): event is TaskLine {
  return "task" in event && event.type !== "event.refused" && event.type !== "person.said";
}

/** Whether a line of a task may have consequences: what is called off has none. */
export function isCause(event: Event): event is TaskLine {
  return isOfTask(event) && event.type !== "usage.counted" && event.type !== "work.cancelled";
}

/** The task whose provider has failed, by a line; null for any other. */
export function faultyIn(event: Event): string | null {
  if (event.type === "attempt.ended")
    return event.end.kind === "failed" && event.end.fault !== null ? event.task : null;
  const hasFault = (event.type === "checks.ended" || event.type === "review.ended") && event.fault !== null;
  return hasFault ? event.task : null;
}
