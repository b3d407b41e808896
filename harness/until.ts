/**
 * Waits until `look` gives something that is not null, undefined or false, and resolves with it; rejects with
 * `what` after `patience` milliseconds. For what gives no other sign, e.g. a file that another process writes.
 */
export async function until<T>(
  what: string,
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  patience = 20_000,
): Promise<T> {
  for (const end = performance.now() + patience; performance.now() < end; ) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited ${patience} ms in vain: ${what}`);
}
