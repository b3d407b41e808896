/**
 * A pairing heap that is never changed: adding takes constant time, taking the first logarithmic time over many
 * (Fredman, Sedgewick, Sleator and Tarjan, 1986). Null is the empty one.
 */
export type Heap<T> = { readonly first: T; readonly below: Below<T> } | null;

/** Heaps whose first comes after that of the heap that holds them. */
type Below<T> = { readonly heap: NonNullable<Heap<T>>; readonly next: Below<T> } | null;

/** Negative where `a` comes before `b`. */
export type Order<T> = (a: T, b: T) => number;

/** The heap with one more. */
export function push<T>(heap: Heap<T>, value: T, order: Order<T>): NonNullable<Heap<T>> {
  return meld(heap, { first: value, below: null }, order);
}

/** The heap without its first. */
export function pop<T>({ below }: NonNullable<Heap<T>>, order: Order<T>): Heap<T> {
  // In pairs, then one pair after the other: what gives the heap its time. A loop, since there may be thousands.
  const pairs: NonNullable<Heap<T>>[] = [];
  for (let rest = below; rest !== null; ) {
    const { heap, next } = rest;
    pairs.push(next === null ? heap : meld(heap, next.heap, order));
    rest = next?.next ?? null;
  }
  return pairs.reduceRight<Heap<T>>((all, pair) => meld(all, pair, order), null);
}

function meld<T>(a: Heap<T>, b: NonNullable<Heap<T>>, order: Order<T>): NonNullable<Heap<T>> {
  if (a === null) return b;
  const [above, under] = order(b.first, a.first) < 0 ? [b, a] : [a, b];
  return { first: above.first, below: { heap: under, next: above.below } };
}
