/**
 * Time as this process lives it. A machine that sleeps, and a process that is stopped, let every timer ring at once
 * when they wake, before anything that has arrived meanwhile is heard: who waits for others has to begin by listening.
 * So bounds on what others may take are kept in this time, which stands still while the process does.
 */

/** How often the time is taken, and the most that counts between two times: more is no work, however slow. Milliseconds. */
const beat = 500;
const longestBeat = 1_000;

/** The longest that Node's timers wait; a longer one rings at once. Milliseconds. */
const longestTimer = 2 ** 31 - 1;

/** Milliseconds counted up to the last beat, and when that was. */
let counted = 0;
let last: number | null = null;

/** Milliseconds for which this process has been awake since some moment; never jumps. */
export function awakeTime(): number {
  const now = performance.now();
  if (last === null) {
    last = now;
    // Keeps nobody from ending.
    setInterval(awakeTime, beat).unref();
  }
  counted += Math.min(now - last, longestBeat);
  last = now;
  return counted;
}

/** Rings once this process has been awake for so many milliseconds. Returns how to call it off. */
export function ringAfter(milliseconds: number, ring: () => void): () => void {
  const due = awakeTime() + milliseconds;
  let timer: NodeJS.Timeout;
  const wait = () => {
    const left = due - awakeTime();
    // Node's timers may ring a fraction of a millisecond early.
    if (left < 1) ring();
    else timer = setTimeout(wait, Math.min(left, longestTimer));
  };
  timer = setTimeout(wait, Math.min(milliseconds, longestTimer));
  return () => clearTimeout(timer);
}
