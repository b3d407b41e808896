import { findContainment } from "../src/host/contained.ts";

/**
 * Whether programs are contained where these tests run, for tests that are of it alone. Says why not, once a test file:
 * a test left out in silence looks like one that passed.
 */
export async function isContained(): Promise<boolean> {
  const containment = await findContainment(process.env);
  if (containment.by !== null) return true;
  console.warn(`left out, since bubblewrap is ${containment.why}: tests of programs that end with omo`);
  return false;
}
