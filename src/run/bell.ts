/** The longest that Node's timers wait; a longer one rings at once. Milliseconds. */
const longest = 2 ** 31 - 1;

/** Rings once at a moment, in milliseconds since 1970, or at once where it has passed. Returns how to take the bell away. */
export function ringAt(at: number, ring: () => void): () => void {
  let timer: NodeJS.Timeout;
  const set = () => {
    const left = at - Date.now();
    timer = left > longest ? setTimeout(set, longest) : setTimeout(ring, Math.max(0, left));
  };
  set();
  return () => clearTimeout(timer);
}
