import { describe, expect, test } from "vitest";
import type { Fix, Severity } from "../src/diagnostic.ts";
import { renderDiagnostic } from "../src/report/frame.ts";
import { createStyle } from "../src/report/style.ts";
import { createSource, type Span } from "../src/source.ts";

interface Case {
  readonly text: string;
  /** Words of the text to mark, the primary first, each with what is said of it. */
  readonly marks: readonly (readonly [words: string, says: string])[];
  readonly message?: string;
  readonly help?: string;
  readonly fix?: Fix;
  readonly width?: number;
  readonly color?: boolean;
  readonly severity?: Severity;
}

function render({ text, marks, message, help, fix, width, color, severity }: Case): string {
  const source = createSource("plans/a.md", text);
  const labels = marks.map(([words, says]) => {
    const start = text.indexOf(words);
    const span: Span = { start, end: start + words.length };
    return { span, text: says };
  });
  const [primary, ...related] = labels;
  if (primary === undefined) throw new Error("no mark");
  const diagnostic = {
    code: "OMO999",
    name: "made-up",
    severity: severity ?? "error",
    message: message ?? "it is wrong",
    span: primary.span,
    label: primary.text,
    related,
    help: help ?? null,
    ...(fix ? { fix } : {}),
  };
  return renderDiagnostic(source, diagnostic, createStyle(color ?? false, width ?? 100));
}

/** The frame without its two lines of heading. */
function frameOf(rendered: string): string {
  return rendered.split("\n").slice(2).join("\n");
}

describe("a finding", () => {
  test("has a heading, its place, a frame and help", () => {
    expect(render({ text: "one\ntwo 9", marks: [["9", "no task"]], help: "did you mean `8`?" })).toBe(
      `error[OMO999 made-up]: it is wrong
 --> plans/a.md:2:5
  |
2 | two 9
  |     ^ no task
  |
  = help: did you mean \`8\`?`,
    );
  });

  test("says what a fix would do, and whether it may be wrong", () => {
    const fixed = (safety: Fix["safety"], help?: string) =>
      render({
        text: "x",
        marks: [["x", ""]],
        fix: { title: "take it out", safety, edits: [] },
        ...(help ? { help } : {}),
      });
    expect(fixed("safe")).toMatch(/\n {2}\|\n {2}= fix: take it out$/);
    expect(fixed("unsafe", "look")).toMatch(/\n {2}\|\n {2}= help: look\n {2}= fix: take it out \(unsafe\)$/);
  });

  test("is called note when it is for information", () => {
    expect(render({ text: "x", marks: [["x", ""]], severity: "info" })).toMatch(/^note\[OMO999 made-up]: /);
  });

  test("in an empty file still has a place", () => {
    expect(render({ text: "", marks: [["", ""]] })).toContain(" --> plans/a.md:1:1\n  |\n1 |\n  | ^");
  });

  test("has colours only where they are wanted", () => {
    const plain = render({ text: "x 9", marks: [["9", "here"]] });
    const colored = render({ text: "x 9", marks: [["9", "here"]], color: true });
    expect(plain).not.toContain("\u001B");
    expect(colored).toContain("\u001B[31m");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colours are made of.
    expect(colored.replace(/\u001B\[\d+m/g, "")).toBe(plain);
  });

  test("lets nothing of the plan steer the terminal", () => {
    const rendered = render({
      text: "a\u001B[2J\u202Eb 9",
      marks: [["9", "here"]],
      message: "task \u001B]0;x\u0007",
    });
    expect(rendered).toContain("task �]0;x�");
    expect(rendered).toContain("1 | a�[2J�b 9\n  |         ^ here");
  });
});

describe("marks", () => {
  test.each<Case & { name: string; frame: string }>([
    {
      name: "of one line have their words below it, the last beside",
      text: "Blocked By: 1, 2, 9",
      marks: [
        ["9", "no task"],
        ["1", "first"],
        ["2", "second"],
      ],
      frame: `  |
1 | Blocked By: 1, 2, 9
  |             -  -  ^ no task
  |             |  |
  |             |  second
  |             first`,
    },
    {
      name: "on far lines leave out what is between",
      text: "first A\n2\n3\n4\n5\n6\n7\n8\n9\nlast B",
      marks: [
        ["B", "used again"],
        ["A", "first used"],
      ],
      frame: `   |
 1 | first A
   |       - first used
...
10 | last B
   |      ^ used again`,
    },
    {
      name: "on near lines keep the line between",
      text: "first A\nbetween\nlast B",
      marks: [
        ["A", "one"],
        ["B", "two"],
      ],
      frame: `  |
1 | first A
  |       ^ one
2 | between
3 | last B
  |      - two`,
    },
    {
      name: "stand below wide characters and tabs",
      text: "\t- 依赖: 任务 9 好",
      marks: [["任务 9", "没有"]],
      frame: `  |
1 |     - 依赖: 任务 9 好
  |             ^^^^^^ 没有`,
    },
    {
      name: "stand below what follows emoji and combining characters",
      text: "👨‍👩‍👧 e\u0301 x",
      marks: [["x", "here"]],
      frame: `  |
1 | 👨‍👩‍👧 e\u0301 x
  |      ^ here`,
    },
    {
      name: "over several lines are drawn on the first",
      text: "one\ntwo\nthree",
      marks: [["ne\ntwo", "both"]],
      frame: `  |
1 | one
  |  ^^ both`,
    },
    {
      name: "in a long line cut it on both sides",
      text: `${"word ".repeat(50)}NEEDLE ${"tail ".repeat(50)}`,
      marks: [["NEEDLE", "here"]],
      width: 50,
      frame: `  |
1 | … word word NEEDLE tail tail tail tail ta…
  |             ^^^^^^ here`,
    },
    {
      name: "at the end of a long line show the end",
      text: `${"word ".repeat(50)}NEEDLE`,
      marks: [["NEEDLE", "here"]],
      width: 50,
      frame: `  |
1 | …ord word word word word word word NEEDLE
  |                                    ^^^^^^
  |                                    |
  |                                    here`,
    },
    {
      name: "too far apart for one line show the primary, and the others below the ellipsis",
      text: `early ${"word ".repeat(30)}MAIN ${"tail ".repeat(30)}late`,
      marks: [
        ["MAIN", "here"],
        ["early", "on the left"],
        ["late", "on the right"],
      ],
      width: 50,
      frame: `  |
1 | …d word word MAIN tail tail tail tail tai…
  | -            ^^^^                        -
  | |            |                           |
  | |            |                  on the right
  | |            here
  | on the left`,
    },
    {
      name: "with words too long for the line have them below, over several lines",
      text: "Blocked By: 1, 9",
      marks: [
        ["9", "this is not a task of this plan, nor of any that it names, as far as one can tell"],
        ["1", "a task"],
      ],
      width: 60,
      frame: `  |
1 | Blocked By: 1, 9
  |             -  ^
  |             |  |
  |             |  this is not a task of this plan, nor of
  |             |  any that it names, as far as one can
  |             |  tell
  |             a task`,
    },
    {
      name: "at the right edge have their words further left",
      text: `${"word ".repeat(9)}9`,
      marks: [["9", "this is not a task of this plan, nor of any that it names"]],
      width: 60,
      frame: `  |
1 | word word word word word word word word word 9
  |                                              ^
  |                                              |
  |                         this is not a task of this
  |                         plan, nor of any that it names`,
    },
  ])("$name", ({ frame, ...one }) => {
    expect(frameOf(render(one))).toBe(frame);
  });
});
