const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads a time span as people write it: `90s`, `10m`, `1.5h`, `500ms`; a bare number is seconds.
 * @returns milliseconds, more than 0; null for anything else
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim());
  if (!match) return null;
  const milliseconds = Number(match[1]) * (units[match[2] ?? "s"] ?? 0);
  return milliseconds > 0 ? Math.ceil(milliseconds) : null;
}
