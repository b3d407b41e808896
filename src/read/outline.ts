import { plainText } from "../inline.ts";
import type { Heading } from "../plan.ts";
import type { Scan } from "../scan.ts";
import type { Section } from "./sections.ts";

/** Every heading of the plan, with what it names and how far its section goes. */
export function readOutline(scan: Scan, sections: readonly Section[]): Heading[] {
  return sections.flatMap((section) => {
    const line = scan.lines[section.heading];
    if (!line) return [];
    return [
      {
        text: { value: plainText(section.text), span: { start: line.content, end: line.contentEnd } },
        level: section.level,
        names: section.name,
        span: { start: line.start, end: scan.lines[section.close - 1]?.end ?? line.end },
      },
    ];
  });
}
