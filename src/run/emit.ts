import type { Event } from "../event.ts";

/** Tells the scheduler what happened; resolves once that is on the disk, and rejects where it cannot be. See `Runner`. */
export type Emit = (event: Event) => Promise<void>;
