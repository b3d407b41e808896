/** One thing that must hold of what a command has printed. Plain data: a check can be shown before it is run. */
export type Matcher =
  | { readonly kind: "contains"; readonly text: string }
  | { readonly kind: "lacks"; readonly text: string }
  /** The whole output, or its last line, is this text; quotes around it do not matter. */
  | { readonly kind: "equals"; readonly text: string }
  /** Some part of the output matches this regular expression. */
  | { readonly kind: "matches"; readonly pattern: string }
  /** So many lines that are not blank. */
  | { readonly kind: "lines"; readonly is: Comparison; readonly count: number }
  /** The number that stands by `of`, or the only number there is where `of` is null. */
  | {
      readonly kind: "number";
      readonly of: string | null;
      readonly unit: "%" | "ms" | null;
      readonly is: Comparison;
      readonly value: number;
    }
  /** No count of these other than 0. */
  | { readonly kind: "none"; readonly of: "failures" | "errors" | "warnings" }
  /** The output is a JSON value that has at least these fields. */
  | { readonly kind: "json"; readonly fields: Json };

/** How a number is held against the one that is expected. */
export type Comparison = "=" | "≥" | ">" | "≤" | "<";

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `open`: the output does not settle it, and a reader must. */
export type Outcome = "holds" | "fails" | "open";

/** Holds one matcher against an output. Pure and total. */
export function matchOutput(matcher: Matcher, output: string): Outcome {
  const outcome = matchWhole(matcher, output);
  // What was left out of a long output may be what decides.
  const settled = outcome === "holds" && (matcher.kind === "contains" || matcher.kind === "matches");
  return !settled && leftOut.test(output) ? "open" : outcome;
}

const leftOut = /^\[\d+ bytes left out\]$/m;

function matchWhole(matcher: Matcher, output: string): Outcome {
  switch (matcher.kind) {
    case "contains":
      return verdict(holdsText(output, matcher.text));
    case "lacks":
      return verdict(!holdsText(output, matcher.text));
    case "equals":
      return equals(output, matcher.text);
    case "matches":
      return matches(output, matcher.pattern);
    case "lines":
      return verdict(compare(linesOf(output).length, matcher.is, matcher.count));
    case "number":
      return number(output, matcher);
    case "none":
      // A title or a log line may count something of the same name: a reader tells.
      return counts[matcher.of].test(output) ? "open" : "holds";
    case "json":
      return json(output, matcher.fields);
  }
}

function verdict(holds: boolean): Outcome {
  return holds ? "holds" : "fails";
}

function linesOf(output: string): string[] {
  return output.split("\n").filter((line) => line.trim() !== "");
}

/** Whether a text stands in the output; one that begins or ends with a letter is no part of a longer word. */
function holdsText(output: string, text: string): boolean {
  const word = /[\p{L}\p{N}_]/u;
  for (let at = output.indexOf(text); at >= 0; at = output.indexOf(text, at + 1)) {
    const before = word.test(text.charAt(0)) && word.test(output.charAt(at - 1));
    const after = word.test(text.charAt(text.length - 1)) && word.test(output.charAt(at + text.length));
    if (!before && !after) return true;
  }
  return false;
}

function equals(output: string, text: string): Outcome {
  const bare = (value: string) => value.trim().replace(/^(["'])([\s\S]*)\1$/, "$2");
  const wanted = bare(text);
  const lines = linesOf(output);
  if (bare(output) === wanted || bare(lines.at(-1) ?? "") === wanted) return "holds";
  // The rest may be a tool's own chatter.
  return holdsText(output, wanted) ? "open" : "fails";
}

function matches(output: string, pattern: string): Outcome {
  try {
    return verdict(new RegExp(pattern, "m").test(output));
  } catch {
    return "open";
  }
}

/** Whether a comparison of two numbers holds. */
function compare(found: number, is: Comparison, expected: number): boolean {
  switch (is) {
    case "=":
      return found === expected;
    case "≥":
      return found >= expected;
    case ">":
      return found > expected;
    case "≤":
      return found <= expected;
    case "<":
      return found < expected;
  }
}

/** Lines of a coverage report that give the sum of it. */
const coverage = /coverage|all files|total|statements|branches|functions|lines/i;

type NumberMatcher = Extract<Matcher, { kind: "number" }>;

/** Settled only where all numbers that can be meant agree. */
function number(output: string, { of, unit, is, value }: NumberMatcher): Outcome {
  const lines = linesOf(output).filter((line) =>
    of === null ? true : of === "coverage" ? coverage.test(line) : line.toLowerCase().includes(of),
  );
  const bare = lines.map((line) => line.replace(/(?<=\d),(?=\d{3}\b)/g, "")).join("\n");
  const all = (pattern: RegExp) => [...bare.matchAll(pattern)].map(([, digits]) => Number(digits));
  const withUnit =
    unit === null ? [] : all(unit === "%" ? /(\d+(?:\.\d+)?)\s*%/g : /(\d+(?:\.\d+)?)\s*ms\b/g);
  const found =
    withUnit.length > 0 || unit === "ms" ? withUnit : all(/(?<![\w.])(-?\d+(?:\.\d+)?)(?![\w.])/g);
  if (of === null && unit === null && found.length !== 1) return "open";
  const outcomes = new Set(found.map((one) => compare(one, is, value)));
  return outcomes.size === 1 ? verdict(outcomes.has(true)) : "open";
}

const counts: Readonly<Record<"failures" | "errors" | "warnings", RegExp>> = {
  failures: /(?<![\w.])[1-9]\d* (?:tests? )?fail(?:ed|ing|ures?|s)?\b|\bfail(?:ed|ures?)?: *[1-9]/i,
  errors: /(?<![\w.])[1-9]\d* errors?\b|\berrors?: *[1-9]/i,
  warnings: /(?<![\w.])[1-9]\d* warnings?\b|\bwarnings?: *[1-9]|\bwarning:/i,
};

function json(output: string, fields: Json): Outcome {
  const from = output.search(/[{[]/);
  const to = Math.max(output.lastIndexOf("}"), output.lastIndexOf("]"));
  if (from < 0 || to < from) return "fails";
  try {
    return verdict(covers(JSON.parse(output.slice(from, to + 1)), fields));
  } catch {
    return "open";
  }
}

function covers(found: unknown, expected: Json): boolean {
  if (expected === null || typeof expected !== "object") return found === expected;
  if (typeof found !== "object" || found === null) return false;
  return Object.entries(expected).every(([key, value]) =>
    covers((found as Record<string, unknown>)[key], value),
  );
}

/** A matcher in words that follow "the output": `contains "OK"`, `has at least 3 lines`. */
export function describeMatcher(matcher: Matcher): string {
  switch (matcher.kind) {
    case "contains":
      return `contains "${matcher.text}"`;
    case "lacks":
      return `does not contain "${matcher.text}"`;
    case "equals":
      return `is "${matcher.text}"`;
    case "matches":
      return `matches /${matcher.pattern}/`;
    case "lines":
      if (matcher.is === "=" && matcher.count === 0) return "is empty";
      return `has ${amount(matcher.is, matcher.count)} ${matcher.count === 1 ? "line" : "lines"}`;
    case "number":
      return `gives ${matcher.of ?? "a number"} ${matcher.is} ${matcher.value}${matcher.unit ?? ""}`;
    case "none":
      return `counts no ${matcher.of}`;
    case "json":
      return `is JSON with ${JSON.stringify(matcher.fields)}`;
  }
}

function amount(is: Comparison, count: number): string {
  const words = { "=": "", "≥": "at least ", ">": "more than ", "≤": "at most ", "<": "fewer than " };
  return `${words[is]}${count}`;
}
