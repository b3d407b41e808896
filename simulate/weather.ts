import { Random } from "./random.ts";

/** What can go wrong in a simulated world, or come between, by its name. */
export const kinds = {
  "agent-fails": "an attempt ends early: too many steps, a full conversation, a refusal, no answer",
  "agent-lies": "an agent says that it is done, and did little or nothing",
  "agent-stops": "an agent stops with open todos, or asks a person",
  "agent-hangs": "an agent gives no sign until a limit cuts it off",
  "agent-meddles": "an agent ticks boxes in the plan, or writes files of other tasks",
  "answer-late": "what was told to stop takes long to, or ends well in that very moment",
  "answer-twice": "a judge gives several verdicts on one criterion, or a person says the same thing twice",
  provider: "a provider fails: rate limits, quotas, logins, unknown models, its own errors",
  "judge-unsure": "a judge cannot tell, answers in no form, or gives no answer",
  "review-rejects": "a final reviewer rejects, and may name tasks to be done again",
  "server-dies": "the agents' server dies, or does not start",
  "session-lost": "the server does not know a session any more, or opens none",
  crash: "the executor dies at some step, and what it had not synced may be lost or torn",
  interrupt: "a person presses Ctrl-C",
  word: "a person approves, rejects, retries, waives, pauses, resumes or cancels",
  "plan-edit": "a person edits the plan: titles, boxes, tasks taken out, the whole file away for a while",
  clock: "the system's clock jumps, ahead or back",
  "disk-full": "nothing can be written for a while",
  "git-fails": "git gives no snapshot, or takes nothing back",
  "shell-fails": "a command hangs, or bash does not start",
  slow: "something takes a hundred times as long",
} as const;

/** The name of something that can go wrong. */
export type Kind = keyof typeof kinds;

/** All names. */
export const allKinds = Object.keys(kinds) as Kind[];

/** How often something strikes where it can; most histories know a few kinds only, and some of them much. */
const rates = [0.03, 0.1, 0.3, 0.6];

/**
 * What strikes in one history. Each kind has a stream of its own, so that the others strike as before when one is
 * switched off.
 */
export class Weather {
  /** How often each kind has struck. */
  readonly tally = new Map<Kind, number>();
  /** Nothing strikes any more. */
  calm = false;
  readonly #streams = new Map<Kind, { readonly random: Random; readonly rate: number }>();

  /** @param only kinds that may strike at all; null for every one */
  constructor(seed: number, only: ReadonlySet<Kind> | null) {
    for (const kind of allKinds) {
      const random = new Random(seed, kind);
      const isOn = random.chance(0.35) && (only === null || only.has(kind));
      this.#streams.set(kind, { random, rate: isOn ? random.pick(rates) : 0 });
    }
  }

  /** Whether something strikes here and now; counted when it does. */
  strikes(kind: Kind): boolean {
    const { random, rate } = this.#of(kind);
    if (this.calm || rate === 0 || !random.chance(rate)) return false;
    this.tally.set(kind, (this.tally.get(kind) ?? 0) + 1);
    return true;
  }

  /** What decides how something strikes. */
  random(kind: Kind): Random {
    return this.#of(kind).random;
  }

  #of(kind: Kind): { readonly random: Random; readonly rate: number } {
    const stream = this.#streams.get(kind);
    if (stream === undefined) throw new Error(`no kind ${kind}`);
    return stream;
  }
}

/** Whether a word is the name of something that can go wrong. */
export function isKind(name: string): name is Kind {
  return Object.hasOwn(kinds, name);
}
