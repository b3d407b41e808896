import type { Root } from "mdast";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import { unified } from "unified";

const parser = unified().use(remarkParse).use(remarkGfm).freeze();

/** The standard's own reading of a text, with GitHub's extensions: what scan and tables are held against. */
export function parseMarkdown(text: string): Root {
  return parser.parse(text);
}
