const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A longer timer of Node's fires at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Reads a time span as people write it: `90s`, `10m`, `1.5h`, `500ms`; a bare number is seconds.
 * @returns milliseconds, more than 0 and at most 2,147,483,647 (596 h); null for anything else
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  if (!match) return null;
  const milliseconds = Number(match[1]) * (units[match[2] ?? "s"] ?? 0);
  return milliseconds > 0 && milliseconds <= longestTimer ? Math.ceil(milliseconds) : null;
}
