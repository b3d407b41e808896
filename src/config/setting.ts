import type { Source, Span } from "../source.ts";

/** Whose word a file is: of whoever uses the machine, or of whoever can write to the repository. */
export type Owner = "user" | "repository";

/** One thing that a file says: a value that is no object, or an object with nothing in it. */
export interface Setting {
  /** Keys from the top of the file. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** Where the value stands. */
  readonly span: Span;
}

/** A configuration file, as far as it counts. */
export interface Layer {
  readonly source: Source;
  readonly owner: Owner;
  /** Absolute: the folder that relative paths in it start from. */
  readonly base: string;
  readonly settings: readonly Setting[];
}

/** Puts the leaves of a configuration together to the object that they came from, or would have. */
export function assemble(settings: readonly Pick<Setting, "path" | "value">[]): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const { path, value } of settings) {
    let object = root;
    for (const key of path.slice(0, -1)) {
      const below = Object.hasOwn(object, key) ? object[key] : undefined;
      object = (
        isObject(below) ? below : define(object, key, Object.create(null) as Record<string, unknown>)
      ) as Record<string, unknown>;
    }
    const last = path.at(-1);
    if (last !== undefined) define(object, last, isObject(value) ? { ...value } : value);
  }
  return root;
}

/** Whether a path leads to a place at or below another. */
export function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.length <= path.length && start.every((key, i) => path[i] === key);
}

/** A key may be `__proto__`: it is one like any other. */
function define<T>(object: Record<string, unknown>, key: string, value: T): T {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
