/**
 * Whether a text is what a pattern stands for, as opencode has it: `*` is anything, `?` one character, what follows the
 * last blank may be nothing (`git *` stands for `git` too), and both slashes are one.
 */
export function matches(text: string, pattern: string): boolean {
  const escaped = slashes(pattern)
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*/g, ".*")
    .replace(/\?/g, ".");
  const optional = escaped.endsWith(" .*") ? `${escaped.slice(0, -3)}( .*)?` : escaped;
  return new RegExp(`^${optional}$`, "s").test(slashes(text));
}

/** Whether everything that one pattern stands for, the other does too. It may say no where that is hard to tell. */
export function covers(wide: string, narrow: string): boolean {
  return formsOf(narrow).every((form) => formsOf(wide).some((outer) => includes(outer, form)));
}

/** A pattern without its own rule for what follows the last blank: one or two that have no such rule. */
function formsOf(pattern: string): string[] {
  const plain = slashes(pattern);
  return plain.endsWith(" *") ? [plain, plain.slice(0, -2)] : [plain];
}

/** Step by step: a `*` takes any part of the other pattern, and nothing else takes a `*`. */
function includes(wide: string, narrow: string): boolean {
  let reached = new Set([0]);
  for (const sign of wide) {
    const next = new Set<number>();
    for (const at of reached) {
      const taken = narrow[at];
      if (sign === "*") for (let i = at; i <= narrow.length; i++) next.add(i);
      else if (taken !== undefined && taken !== "*" && (sign === "?" || (taken !== "?" && sign === taken)))
        next.add(at + 1);
    }
    reached = next;
  }
  return reached.has(narrow.length);
}

function slashes(text: string): string {
  return text.replaceAll("\\", "/");
}
