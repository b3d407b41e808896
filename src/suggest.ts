/**
 * Finds what a mistyped word was meant to be: the only option there is if it has the same letters in
 * another case, else the nearest by edit distance, at most a third of the word or 1 away.
 * Of several equally near the first wins. Null when nothing is near.
 */
export function closest(word: string, options: readonly string[]): string | null {
  const lower = word.toLowerCase();
  const sameLetters = options.find((option) => option.toLowerCase() === lower);
  if (sameLetters !== undefined) return sameLetters;
  let best: string | null = null;
  let bestDistance = Math.max(Math.floor(word.length / 3), 1) + 1;
  for (const option of options) {
    // The difference in length is the least the distance can be.
    if (Math.abs(option.length - word.length) >= bestDistance) continue;
    const distance = editDistance(lower, option.toLowerCase());
    if (distance < bestDistance) {
      best = option;
      bestDistance = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`, row by row of the matrix. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
          ? (beforeLast[j - 2] ?? 0) + 1
          : Number.POSITIVE_INFINITY;
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
