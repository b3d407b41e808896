import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { Source } from "../source.ts";
import type { Style } from "./style.ts";

/** What changes between two texts of one file, as `patch -p0` takes it; empty when nothing does. */
export function unifiedDiff(before: Source, after: Source, { colors }: Style): string {
  if (before.text === after.text) return "";
  const { file } = before;
  const patch = createTwoFilesPatch(file, file, before.text, after.text, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const paint = (line: string) => {
    if (/^(---|\+\+\+) /.test(line)) return colors.bold(line);
    if (line.startsWith("@@")) return colors.cyan(line);
    if (line.startsWith("+")) return colors.green(line);
    return line.startsWith("-") ? colors.red(line) : line;
  };
  return patch
    .split("\n")
    .map((line) => (line === "" ? line : paint(line)))
    .join("\n");
}
