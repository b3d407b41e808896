import type { Nodes } from "mdast";
import { describe, expect, test } from "vitest";
import { type Scan, scan } from "../src/scan.ts";
import { createSource } from "../src/source.ts";
import { parseMarkdown } from "./markdown.ts";
import { corpus, corpusPresent } from "./read-corpus.ts";

function scanText(text: string): Scan {
  return scan(createSource("x.md", text));
}

/** Each line as `kind: content`, with what else the scan found out about it. */
function lines(text: string): string[] {
  const { lines, source } = scanText(text);
  return lines.map((line) => {
    const extra = [
      line.marker,
      line.box && `[${line.box.mark}]`,
      line.level > 0 && `h${line.level}`,
      line.depth > 0 && `depth ${line.depth}`,
    ];
    const content = source.text.slice(line.content, line.contentEnd);
    return [line.kind, ...extra.filter(Boolean), content].filter(Boolean).join(" ");
  });
}

describe("lines", () => {
  test("headings, with and without a box", () => {
    expect(
      lines(
        "# Title\n## Two ##\n### - [x] 0. Boxed\n#### Task 1: Boxed at the end [ ]\n#hash\n#\n    # code",
      ),
    ).toEqual([
      "heading h1 Title",
      "heading h2 Two",
      "heading [x] h3 0. Boxed",
      "heading [ ] h4 Task 1: Boxed at the end",
      "text #hash",
      "heading h1",
      "text # code",
    ]);
  });

  test("items, their boxes and how deep they are nested", () => {
    expect(lines("- [ ] a\n  - b\n    1. [X] c\n- [~] d\n* e\n-f\n- [P1] g\n\t- h")).toEqual([
      "item - [ ] a",
      "item - depth 1 b",
      "item 1. [X] depth 2 c",
      "item - [~] d",
      "item * e",
      "text -f",
      "item - [P1] g",
      "item - depth 1 h",
    ]);
  });

  test("rules, tables, quotes and blank lines", () => {
    expect(lines("---\n* * *\n| a | b |\n> - [ ] quoted\n   \n- - -")).toEqual([
      "rule ---",
      "rule * * *",
      "table | a | b |",
      "item - [ ] quoted",
      "blank",
      "rule - - -",
    ]);
  });

  test("front matter and comments hold nothing", () => {
    expect(lines("---\ntitle: x\n---\n# A\n<!-- one -->\n<!--\n- [ ] 1. hidden\n-->\n- [ ] 2. seen")).toEqual(
      [
        ...["raw ---", "raw title: x", "raw ---", "heading h1 A", "raw <!-- one -->"],
        ...["raw <!--", "raw - [ ] 1. hidden", "raw -->", "item - [ ] 2. seen"],
      ],
    );
    expect(lines("---\n\n# No front matter\n\n---")).toContain("heading h1 No front matter");
    expect(lines("- [ ] 1. seen <!-- why -->\n## Seen <!-- too -->")).toEqual([
      "item - [ ] 1. seen",
      "heading h2 Seen",
    ]);
    expect(lines("<!-- never closed\n- [ ] 1. seen")).toContain("item - [ ] 1. seen");
  });
});

describe("line ends", () => {
  test("are LF, CRLF, or a CR by itself", () => {
    const expected = ["heading h1 A", "blank", "item - b", "text c"];
    for (const end of ["\n", "\r\n", "\r"])
      expect(lines(["# A", "", "- b", "c"].join(end))).toEqual(expected);
    expect(lines("# A\r\n\r- b\nc")).toEqual(expected);
  });
});

describe("the prefix of a listing", () => {
  test("is left out where nearly every line has it", () => {
    expect(lines("#QT|# A\n#KM|\n#ZZ|- [ ] 1. b\n#AB|  c\n#XY|- [x] 2. d\nno prefix")).toEqual([
      "heading h1 A",
      "blank",
      "item - [ ] 1. b",
      "text c",
      "item - [x] 2. d",
      "text no prefix",
    ]);
    expect(lines("12#QT|## A\n13#KM|b")).toEqual(["heading h2 A", "text b"]);
  });

  test("is text where few lines have it", () => {
    expect(lines("#QT|# A\nb\nc")).toEqual(["text #QT|# A", "text b", "text c"]);
  });
});

describe("fences", () => {
  /** The fences as `first-last language`, lines from 1; `open` for one that has no closing marks. */
  function fences(text: string): string[] {
    return scanText(text).fences.map((fence) =>
      `${fence.open + 1}-${fence.closed ? fence.end + 1 : `${fence.end} open`} ${fence.language}`.trim(),
    );
  }

  test("are closed by marks of the same kind that are as long", () => {
    expect(fences("```bash\na\n```\n~~~\n```\n~~~")).toEqual(["1-3 bash", "4-6"]);
    expect(fences("````\n```\n````")).toEqual(["1-3"]);
    expect(fences("```js\n```js\n```")).toEqual(["1-3 js"]);
    expect(fences("``` a`b\ntext")).toEqual([]);
  });

  test("in an item go on over code that is not indented", () => {
    expect(fences("- a\n  ```\n  x\ny\n  ```\n- b")).toEqual(["2-5"]);
    expect(fences("- ```sh\n  x\n  ```")).toEqual(["1-3 sh"]);
  });

  test("that were left open end before the next heading or work item", () => {
    expect(fences("```\nWave 1:\n├── 1\n\n## TODOs\n- [ ] 1. a")).toEqual(["1-4 open"]);
    expect(fences("```\ntree\n- [ ] 1. a\n- [ ] 2. b")).toEqual(["1-2 open"]);
    expect(fences("```\nno sign of an end")).toEqual(["1-2 open"]);
  });

  test("that close only after work items or sections were left open before them", () => {
    expect(fences("```\ntree\n\n- [ ] 1. a\n\n  **What to do**: b\n\n```\ncode\n```")).toEqual([
      "1-3 open",
      "8-10",
    ]);
    expect(fences("- [ ] 1. a\n  ```\n  x\n- [ ] 2. b\n  ```\n  y\n  ```")).toEqual(["2-3 open", "5-7"]);
    expect(fences("```ts\nx\n\n## Next\n\n```ts\ny\n```")).toEqual(
      ["1-3 open", "6-8 ts"].map((f, i) => (i === 0 ? `${f} ts` : f)),
    );
  });

  /** The lines, from 1, with marks that close nothing. */
  function strays(text: string): number[] {
    return scanText(text).strays.map((line) => line + 1);
  }

  test("are left open too where marks are missing before a field", () => {
    const text = "- [ ] 1. a\n  ```sh\n  x\n\n  **QA**: y\n  ```\n  z\n  ```\n- [ ] 2. b";
    expect(fences(text)).toEqual(["2-4 open sh", "6-8"]);
    // Where all marks have a counterpart, what looks like a field is quoted.
    expect(fences("```sh\nx\n**QA**: y\n```\n- [ ] 2. b")).toEqual(["1-4 sh"]);
  });

  test("closed twice, or never opened, leave marks that close nothing", () => {
    expect(strays("```sh\nx\n```\n```\n\n- [ ] 1. a\n```\ny\n```")).toEqual([4]);
    expect(fences("```sh\nx\n```\n```\n\n- [ ] 1. a\n```\ny\n```")).toEqual(["1-3 sh", "7-9"]);
    expect(strays("Wave 1:\n├── 1\n```\n\n## TODOs")).toEqual([3]);
    expect(strays("- [ ] 1. a\n  ```\n\n  **Commit**: NO\n- [ ] 2. b")).toEqual([2]);
    expect(strays("```\nx\n```\n```\ny\n```\n## A")).toEqual([]);
    expect(strays("```\nx\n```\n```\n**A**: y\n```\nz\n```\n## A")).toEqual([4]);
    expect(strays("````md\n```\nx\n```\n````\n## A")).toEqual([]);
  });

  test("may show a list of work items, or a whole plan", () => {
    expect(fences("```\nWave 1\n- [x] Task 1: a\n- [x] Task 2: b\n```")).toEqual(["1-5"]);
    expect(fences("```markdown\n## TODOs\n\n- [ ] 1. a\n\n  **What to do**: b\n```")).toEqual([
      "1-7 markdown",
    ]);
    expect(fences("```bash\n## a comment\nls\n```")).toEqual(["1-4 bash"]);
  });
});

/**
 * The standard's own parser, on every third plan. Where both see the same fences they see the same headings and
 * the same boxes at the root. Where they do not, a fence was left open, or code in a list item is not indented,
 * which ends the item for the standard.
 */
describe.skipIf(!corpusPresent)("held against remark", () => {
  test("the scan sees the same headings, boxes and fences", { timeout: 120_000 }, () => {
    const plans = corpus("plans").filter((_, i) => i % 3 === 0);
    const different: string[] = [];
    for (const source of plans) {
      const standard = outlineOf(parseMarkdown(source.text), source.text);
      const own = outlineOfScan(scan(source));
      if (own.fences.join() !== standard.fences.join()) {
        different.push(source.file);
        continue;
      }
      expect(own.headings, source.file).toEqual(standard.headings);
      expect(own.boxes, source.file).toEqual(standard.boxes);
    }
    expect(different.length, different.join(", ")).toBeLessThan(plans.length / 15);
  });
});

/** Line numbers of headings and of boxes that stand at the root of a list, and `first-last` of fences. */
interface Outline {
  readonly headings: number[];
  readonly boxes: number[];
  readonly fences: string[];
}

function outlineOf(root: Nodes, text: string): Outline {
  const outline: Outline = { headings: [], boxes: [], fences: [] };
  const visit = (node: Nodes, depth: number) => {
    const { start, end } = node.position ?? {};
    if (!start || !end || node.type === "blockquote") return;
    // A line of text underlined with dashes is a heading to the standard; in plans it is a rule that lacks its blank line.
    if (node.type === "heading" && text.startsWith("#", start.offset)) outline.headings.push(start.line);
    if (node.type === "listItem" && depth === 0 && typeof node.checked === "boolean")
      outline.boxes.push(start.line);
    if (
      node.type === "code" &&
      /^(?:```|~~~)/.test(text.slice(start.offset, start.offset === undefined ? 0 : start.offset + 3))
    ) {
      outline.fences.push(`${start.line}-${end.line}`);
    }
    if ("children" in node)
      for (const child of node.children) visit(child, node.type === "listItem" ? depth + 1 : depth);
  };
  visit(root, 0);
  return outline;
}

function outlineOfScan({ lines, fences }: Scan): Outline {
  const numbers = (wanted: (line: (typeof lines)[number]) => boolean) =>
    lines.flatMap((line, i) => (wanted(line) ? [i + 1] : []));
  return {
    headings: numbers((line) => line.kind === "heading"),
    boxes: numbers(
      (line) =>
        line.kind === "item" && line.depth === 0 && !line.quoted && /[ xX]/.test(line.box?.mark ?? ""),
    ),
    fences: fences.map((fence) => `${fence.open + 1}-${fence.closed ? fence.end + 1 : fence.end}`),
  };
}
