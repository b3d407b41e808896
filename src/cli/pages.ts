import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The page of a code, as it lies in the package; null for a code without one. */
export function readPage(code: string): string | null {
  const file = join(pagesFolder(), `${code}.md`);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** `grammar/codes` of the package that this program is part of, wherever in it the program lies. */
function pagesFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let folder = here; ; folder = dirname(folder)) {
    const pages = join(folder, "grammar", "codes");
    if (existsSync(pages) || folder === dirname(folder)) return pages;
  }
}
