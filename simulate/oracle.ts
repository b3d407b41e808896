import { type HeldInvariant, invariants } from "./invariants.ts";
import { Known } from "./known.ts";
import type { Observation } from "./observation.ts";
import type { MadePlan } from "./plans.ts";

/** An invariant that did not hold. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/** What is held at each kind of observation. */
const heldAt = new Map<Observation["type"], HeldInvariant[]>();
for (const invariant of invariants)
  for (const type of invariant.on) heldAt.set(type, [...(heldAt.get(type) ?? []), invariant]);

/** Looks on from outside, and holds what it sees against all that must hold. */
export class Oracle {
  readonly known: Known;
  /** The first violation: what comes after it may come of it. */
  violation: Violation | null = null;

  constructor(made: MadePlan, slotLimit: number) {
    this.known = new Known(made, slotLimit);
  }

  see(seen: Observation): void {
    if (seen.type === "entry.shown") this.known.take(seen);
    for (const { name, holds } of heldAt.get(seen.type) ?? []) {
      const what = holds(seen, this.known);
      if (what !== null) this.accuse(name, what);
    }
    if (seen.type !== "entry.shown") this.known.take(seen);
  }

  accuse(invariant: string, what: string): void {
    this.violation ??= { invariant, what };
  }
}
