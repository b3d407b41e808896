import { List } from "immutable";

/**
 * Rows by name, in an order that stays: a change gives a new table and leaves the old one as it was, at a cost that
 * hardly grows with the number of rows.
 */
export class Table<T> implements Iterable<[string, T]> {
  readonly #rows: List<T>;
  readonly #positions: ReadonlyMap<string, number>;

  private constructor(rows: List<T>, positions: ReadonlyMap<string, number>) {
    this.#rows = rows;
    this.#positions = positions;
  }

  /** A table of rows in their order. Of several by one name the last counts. */
  static of<T>(rows: Iterable<readonly [string, T]>): Table<T> {
    const unique = new Map(rows);
    return new Table(List(unique.values()), new Map([...unique.keys()].map((name, i) => [name, i])));
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The row of a name; undefined where there is none. */
  get(name: string): T | undefined {
    const position = this.#positions.get(name);
    return position === undefined ? undefined : this.at(position);
  }

  has(name: string): boolean {
    return this.#positions.has(name);
  }

  /** Where a name stands, from 0; undefined where it does not. */
  position(name: string): number | undefined {
    return this.#positions.get(name);
  }

  /** The row at a position from 0 to below `size`. */
  at(position: number): T {
    return this.#rows.get(position) as T;
  }

  /** The same table with another row at a position. */
  with(position: number, row: T): Table<T> {
    return new Table(this.#rows.set(position, row), this.#positions);
  }

  keys(): IterableIterator<string> {
    return this.#positions.keys();
  }

  values(): IterableIterator<T> {
    return this.#rows.values();
  }

  *[Symbol.iterator](): Generator<[string, T]> {
    for (const [name, position] of this.#positions) yield [name, this.at(position)];
  }
}
