import type { PersonSaid } from "../src/event.ts";
import type { Observe, Role } from "./observation.ts";
import type { MadePlan } from "./plans.ts";
import { Random } from "./random.ts";
import { Timeline } from "./timeline.ts";
import type { Weather } from "./weather.ts";

/** A session as the agents' server keeps it, whichever process runs. */
export interface Session {
  readonly role: Role;
  readonly task: string;
  /** Positions of criteria that a judge was asked about. */
  asked: readonly number[];
  prompts: number;
}

/** What outlives a process of the executor: time, disk, files, sessions, people's words. */
export class Scene {
  readonly weather: Weather;
  readonly observe: Observe;
  readonly made: MadePlan;
  readonly timeline: Timeline;
  /** Decides what is neither good nor bad: how long things take, in which order. */
  readonly random: Random;
  /** Texts of the plan that runs have kept, by run and number. */
  readonly kept = new Map<string, string>();
  /** Calls of those who watch the plan. */
  readonly planWatchers = new Set<() => void>();
  #planText: string | null;
  #away: string | null = null;
  /** Files of the tree, by path. */
  files = new Map<string, string>();
  /** What the tree was at moments that git has kept. */
  readonly snapshots = new Map<string, ReadonlyMap<string, string>>();
  /** The journals, by run. */
  readonly journals = new Map<string, string>();
  readonly sessions = new Map<string, Session>();
  /** The notepads of the plan, by name. */
  readonly notepads = new Map<string, string>();
  /** Words that nobody has taken, in their order. */
  inbox: PersonSaid[] = [];
  /** Calls of those who watch for words. */
  readonly watchers = new Set<() => void>();
  /** Until when nothing can be written, in milliseconds of the timeline. */
  fullUntil = 0;
  pids = 1_000;
  /** Words that were ever left. */
  words = 0;

  constructor(seed: number, weather: Weather, made: MadePlan, observe: Observe) {
    this.weather = weather;
    this.observe = observe;
    this.made = made;
    this.timeline = new Timeline(new Random(seed, "order"));
    this.random = new Random(seed, "time");
    this.#planText = made.text;
    this.bringInOrder();
  }

  /** Puts what final tasks look at into the state that they ask for, and the plan back in its place. */
  bringInOrder(): void {
    for (const { final, path, criteria } of this.made.tasks.values())
      if (final) this.files.set(path, criteria.map(({ word }) => word).join(" "));
    this.bringBack();
  }

  /** The plan is put away. */
  putAway(): void {
    this.#away = this.planText ?? this.#away;
    this.planText = null;
  }

  /** The plan is where it was, as it was. */
  bringBack(): void {
    this.planText ??= this.#away;
    this.#away = null;
  }

  /** The plan file; null while it is away. */
  get planText(): string | null {
    return this.#planText;
  }

  set planText(text: string | null) {
    if (text === this.#planText) return;
    this.#planText = text;
    for (const look of this.planWatchers) look();
  }

  /** Throws as the system does where nothing can be written. */
  needSpace(): void {
    if (this.timeline.now < this.fullUntil)
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
  }

  /** How long something takes, in milliseconds, that mostly takes about so long. */
  lasting(usual: number): number {
    const factor = this.weather.strikes("slow") ? 100 : 1;
    return this.random.between(0, 2 * usual) * factor;
  }
}
