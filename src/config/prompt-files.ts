import type { Diagnostic } from "../diagnostic.ts";
import { configFindings } from "./findings.ts";
import type { Layer, Setting } from "./setting.ts";

const scheme = "file://";

/**
 * Puts the text of a file in the place of a `file://` address that names it, wherever a prompt is added to. One that
 * cannot be read adds nothing, and is told.
 * @param readText the text at a path; null when it cannot be had
 */
export function inlinePrompts(
  layer: Layer,
  readText: (path: string) => string | null,
): [Layer, Diagnostic[]] {
  const missing: Diagnostic[] = [];
  const settings = layer.settings.flatMap((setting): Setting[] => {
    const { path, value, span } = setting;
    if (path.at(-1) !== "prompt_append" || typeof value !== "string" || !value.startsWith(scheme))
      return [setting];
    const text = readText(value.slice(scheme.length));
    if (text !== null) return [{ ...setting, value: text.trim() }];
    missing.push({
      ...configFindings.value,
      severity: "warning",
      message: `\`${path.join(".")}\` names a file that cannot be read: it is left out`,
      span,
      label: "no such file, or not one that may be read",
      related: [],
      help: "a path starts from the folder that holds `.omo/`; a repository's must stay in it",
    });
    return [];
  });
  return [{ ...layer, settings }, missing];
}
