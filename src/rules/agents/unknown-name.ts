import type { Fix } from "../../diagnostic.ts";
import type { Spanned } from "../../source.ts";
import { closest } from "../../suggest.ts";
import type { Finding } from "../rule.ts";

/** What kind of name it is that nothing has, and what there is instead. */
export interface Names {
  /** In the singular: `category`. */
  readonly kind: string;
  readonly known: readonly string[];
  /** What happens to the task, or what to do, where no known name is near. */
  readonly otherwise: string;
}

/** The finding on a name that nothing has, with the name most likely meant; null for one that is known. */
export function unknownName(name: Spanned<string>, { kind, known, otherwise }: Names): Finding | null {
  const wanted = name.value.toLowerCase();
  if (known.some((one) => one.toLowerCase() === wanted)) return null;
  const variant = known.find((one) => plain(one) === plain(wanted));
  const meant = variant ?? closest(name.value, known);
  return {
    message: `there is no ${kind} \`${name.value}\``,
    span: name.span,
    label: `unknown ${kind}`,
    related: [],
    help: meant ? `did you mean \`${meant}\`?` : otherwise,
    ...(meant ? { fix: respelling(name, meant, variant === undefined ? "unsafe" : "safe") } : {}),
  };
}

/** What is left of a name when it is written with other hyphens, underscores or blanks. */
function plain(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, "");
}

function respelling({ span }: Spanned<string>, meant: string, safety: Fix["safety"]): Fix {
  return { title: `write \`${meant}\``, safety, edits: [{ span, text: meant }] };
}
