import { readFileSync, statSync, writeFileSync } from "node:fs";
import { isSecretName } from "./environment.ts";

/** Takes the values of secrets out of a text; null where there is none to be taken out. */
export type Redact = ((text: string) => string) | null;

/** Shorter values are words that stand anywhere, and no secret worth the name. Characters. */
const shortest = 8;

/** Larger logs are left as they are; bytes. */
const largestLog = 50_000_000;

/** Knows the secrets of an environment by the names of its variables, and puts those names in their place. */
export function redactor(env: Readonly<Record<string, string | undefined>>): Redact {
  const names = new Map<string, string>();
  for (const [name, value = ""] of Object.entries(env))
    if (isSecretName(name) && value.length >= shortest) names.set(value, name);
  if (names.size === 0) return null;
  // The longest first: one may hold another.
  const values = [...names.keys()].sort((a, b) => b.length - a.length).map(literally);
  const pattern = new RegExp(values.join("|"), "g");
  return (text) => text.replace(pattern, (value) => `[${names.get(value)} left out]`);
}

/** The same value with all its texts redacted, at any depth. */
export function redacted<T>(value: T, redact: Redact): T {
  return redact === null ? value : (deep(value, redact) as T);
}

function deep(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((one) => deep(one, redact));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deep(one, redact)]));
}

/** Redacts a file in place, where it holds a secret. What cannot be read or written stays. */
export function redactFile(path: string, redact: Redact): void {
  if (redact === null) return;
  try {
    if (statSync(path).size > largestLog) return;
    // Bytes as characters, so that what is no text stays as it is.
    const before = readFileSync(path, "latin1");
    const after = redact(before);
    if (after !== before) writeFileSync(path, after, "latin1");
  } catch {
    // A log is help, and nothing depends on it.
  }
}

/** A text as a pattern that matches itself. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
