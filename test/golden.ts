import { writeFileSync } from "node:fs";
import { expect } from "vitest";

/**
 * Holds what was rendered against the file that has the expected text. With UPDATE=1 the file is written
 * instead, to be read before it is committed.
 */
export function expectGolden(
  file: URL,
  expected: string,
  actual: string,
  write: (actual: string) => string,
): void {
  if (process.env.UPDATE === "1") writeFileSync(file, write(actual));
  else expect(actual).toBe(expected);
}
