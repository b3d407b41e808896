/** The oldest opencode that omo was measured with: major and minor. */
export const oldestOpencode: readonly [number, number] = [1, 18];

/** Whether a version, as opencode tells it, is older than that; one that is no number is taken as new. */
export function isTooOld(version: string): boolean {
  const [major, minor] = /(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number) ?? [];
  if (major === undefined || minor === undefined) return false;
  const [least, leastMinor] = oldestOpencode;
  return major < least || (major === least && minor < leastMinor);
}
