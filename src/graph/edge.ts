import type { Span } from "../source.ts";

/** `task` waits for `on`; both are indices in the plan. */
export interface Edge {
  readonly task: number;
  readonly on: number;
}

/** Where a dependency is stated, in order of authority: what the task says itself outweighs all else. */
export type Authority = "blocked-by" | "matrix" | "blocks";

/** A dependency as it is stated at `span`. */
export interface Statement extends Edge {
  readonly authority: Authority;
  readonly span: Span;
}

/** A statement left out, since it would close a cycle with what has as much authority or more. */
export interface Dropped {
  readonly statement: Statement;
  /** The way from what it says to wait for back to the task that would wait, each step as it is stated. */
  readonly chain: readonly Statement[];
}
