import type { Outcome } from "./matcher.ts";

/**
 * Whether a source file exports a symbol, told by how declarations begin in the language of its extension. `open`
 * where the symbol is there in another form, or the language is unknown: a reader tells.
 */
export function exportsSymbol(path: string, text: string, symbol: string): Outcome {
  const name = symbol.replace(/\$/g, "\\$&");
  const mentioned = new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text);
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const forms = declarations(extension, name);
  if (forms.some((form) => form.test(text))) return "holds";
  const passedOn = /^\s*export\s*\*\s*from|^from \S+ import \*/m.test(text);
  return mentioned || passedOn ? "open" : "fails";
}

function declarations(extension: string, name: string): RegExp[] {
  const end = "(?![\\w$])";
  switch (true) {
    case /^[cm]?[jt]sx?$|^vue$|^svelte$/.test(extension): {
      const word = "(?:async\\s+)?(?:function\\s*\\*?|class|const|let|var|type|interface|enum|namespace)";
      return [
        new RegExp(
          `^\\s*export\\s+(?:default\\s+)?(?:declare\\s+)?(?:abstract\\s+)?${word}\\s*${name}${end}`,
          "m",
        ),
        new RegExp(`^\\s*export\\s+default\\s+${name}${end}`, "m"),
        new RegExp(`^\\s*export\\s+(?:type\\s+)?\\{[^}]*(?<![\\w$])${name}${end}(?!\\s+as\\s)[^}]*\\}`, "m"),
        new RegExp(`^\\s*(?:module\\.)?exports\\.${name}\\s*=`, "m"),
        new RegExp(`^\\s*module\\.exports\\s*=\\s*\\{[^}]*(?<![\\w$])${name}${end}[^}]*\\}`, "m"),
      ];
    }
    case /^pyi?$/.test(extension):
      return [new RegExp(`^(?:(?:async\\s+)?def|class)\\s+${name}${end}|^${name}\\s*[:=]`, "m")];
    case extension === "go":
      return /^[A-Z]/.test(name)
        ? [new RegExp(`^(?:func\\s+(?:\\([^)]*\\)\\s*)?|(?:type|var|const)\\s+)${name}${end}`, "m")]
        : [];
    case extension === "rs":
      return [
        new RegExp(
          `^\\s*pub(?:\\([^)]*\\))?\\s+(?:\\w+\\s+)*(?:fn|struct|enum|trait|type|mod|const|static)\\s+${name}${end}`,
          "m",
        ),
      ];
    default:
      return [];
  }
}
