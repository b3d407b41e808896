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
