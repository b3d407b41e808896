import type { LineBox } from "../scan.ts";
import type { Spanned } from "../source.ts";
import type { Region, Section } from "./sections.ts";

/** A line that introduces a work item, and the lines that belong to it. Line numbers index `Scan.lines`. */
export interface Head {
  readonly line: number;
  /** The first line after title and box; the title may stand below its box, the box below its heading. */
  readonly body: number;
  /** End of what belongs to the item. */
  readonly to: number;
  readonly label: Spanned<string> | null;
  /** Where the title stands, label left out; Markdown. */
  readonly title: { readonly start: number; readonly end: number };
  readonly box: LineBox | null;
  readonly section: Section;
  readonly region: Region;
  readonly heading: boolean;
}

/** A head whose end is not known yet. */
export type Start = Omit<Head, "to">;
