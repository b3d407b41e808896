import type { PlanContext } from "../plan.ts";
import type { Scan } from "../scan.ts";
import type { Spanned } from "../source.ts";
import { readBlocks } from "./blocks.ts";
import type { SectionName } from "./names.ts";
import { readProse } from "./prose.ts";
import { type Section, sectionWith } from "./sections.ts";

/** Reads what the plan says of itself: TL;DR, Context, Must Have, Must NOT Have. `sections` are those of no task. */
export function readContext(scan: Scan, sections: readonly Section[]): PlanContext {
  const summary = sectionWith(sections, "summary");
  const background = sectionWith(sections, "context");
  return {
    summary: summary && readProse(scan, scan.lines[summary.heading]?.end ?? 0, summary.from, summary.to),
    background:
      background &&
      readProse(scan, scan.lines[background.heading]?.end ?? 0, background.from, background.close),
    mustHave: itemsOf(scan, sections, "mustHave"),
    mustNotHave: itemsOf(scan, sections, "mustNotHave"),
  };
}

/** The items of a section, nested ones within the item they belong to; its paragraphs where it has no items. */
function itemsOf(scan: Scan, sections: readonly Section[], name: SectionName): Spanned<string>[] {
  const section = sectionWith(sections, name);
  if (!section) return [];
  const blocks = readBlocks(scan, section.from, section.close).filter(
    (block) => block.line.kind !== "heading",
  );
  const items = blocks.filter((block) => block.kind === "item");
  return (items.length > 0 ? items : blocks.filter((block) => block.kind === "text")).map((block) => ({
    value: block.text,
    span: block.span,
  }));
}
