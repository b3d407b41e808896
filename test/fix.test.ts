import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Diagnostic, Edit, Fix } from "../src/diagnostic.ts";
import { applyFixes, fixUntilStable } from "../src/fix.ts";
import { createSource } from "../src/source.ts";

/** A finding whose fix makes these edits, each `[start, end, text]`. */
function finding(
  edits: readonly (readonly [number, number, string])[],
  safety: Fix["safety"] = "safe",
): Diagnostic {
  return {
    code: "OMO999",
    name: "made-up",
    severity: "warning",
    message: JSON.stringify(edits),
    span: { start: 0, end: 0 },
    label: "",
    related: [],
    help: null,
    fix: {
      title: "mend it",
      safety,
      edits: edits.map(([start, end, text]): Edit => ({ span: { start, end }, text })),
    },
  };
}

const apply = (text: string, fixes: readonly Diagnostic[], unsafe = false) => {
  const fixed = applyFixes(text, fixes, { unsafe });
  return { text: fixed.text, applied: fixed.applied.length, skipped: fixed.skipped.length };
};

describe("fixes", () => {
  test.each([
    {
      name: "replace, insert and delete",
      fixes: [finding([[0, 1, "X"]]), finding([[2, 2, "Y"]]), finding([[4, 6, ""]])],
      text: "XbYcd",
      applied: 3,
      skipped: 0,
    },
    {
      name: "may touch",
      fixes: [finding([[0, 2, "X"]]), finding([[2, 4, "Y"]])],
      text: "XYef",
      applied: 2,
      skipped: 0,
    },
    {
      name: "are made in any order of places",
      fixes: [finding([[4, 5, "E"]]), finding([[0, 1, "A"]])],
      text: "AbcdEf",
      applied: 2,
      skipped: 0,
    },
    {
      name: "that overlap: the first one wins",
      fixes: [finding([[0, 3, "X"]]), finding([[2, 4, "Y"]])],
      text: "Xdef",
      applied: 1,
      skipped: 1,
    },
    {
      name: "that insert at one place: the first one wins",
      fixes: [finding([[2, 2, "X"]]), finding([[2, 2, "Y"]])],
      text: "abXcdef",
      applied: 1,
      skipped: 1,
    },
    {
      name: "are made wholly or not at all",
      fixes: [
        finding([[2, 3, "X"]]),
        finding([
          [0, 1, "Y"],
          [2, 3, "Y"],
        ]),
      ],
      text: "abXdef",
      applied: 1,
      skipped: 1,
    },
    {
      name: "that contradict themselves are left out",
      fixes: [
        finding([
          [0, 3, "X"],
          [1, 2, "Y"],
        ]),
      ],
      text: "abcdef",
      applied: 0,
      skipped: 1,
    },
    {
      name: "outside of the text are left out",
      fixes: [finding([[5, 9, "X"]])],
      text: "abcdef",
      applied: 0,
      skipped: 1,
    },
    {
      name: "that may be wrong are not made",
      fixes: [finding([[0, 1, "X"]], "unsafe")],
      text: "abcdef",
      applied: 0,
      skipped: 0,
    },
  ])("$name", ({ fixes, text, applied, skipped }) => {
    expect(apply("abcdef", fixes)).toEqual({ text, applied, skipped });
  });

  test("that may be wrong are made on demand", () => {
    expect(apply("abc", [finding([[0, 1, "X"]], "unsafe")], true).text).toBe("Xbc");
  });

  test("use the line breaks of the text", () => {
    expect(apply("a\r\nb", [finding([[4, 4, "\nc\r\nd"]])]).text).toBe("a\r\nb\r\nc\r\nd");
    expect(apply("a\nb", [finding([[3, 3, "\nc\r\nd"]])]).text).toBe("a\nb\nc\nd");
  });

  test("leave a byte order mark where it is", () => {
    expect(apply("\uFEFFabc", [finding([[0, 0, "X"]])]).text).toBe("\uFEFFXabc");
    expect(apply("\uFEFFabc", [finding([[0, 2, "X"]])]).text).toBe("\uFEFFXbc");
  });

  test("touch nothing outside of their edits", () => {
    const edit = fc.tuple(fc.nat(30), fc.nat(6), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 30 }),
        fc.array(fc.array(edit, { minLength: 1, maxLength: 3 })),
        (text, lists) => {
          const fixes = lists.map((list) =>
            finding(list.map(([start, length, put]) => [start, start + length, put])),
          );
          const fixed = applyFixes(text, fixes, { unsafe: false });
          const edits = fixed.applied
            .flatMap(({ fix }) => fix?.edits ?? [])
            .sort((a, b) => a.span.start - b.span.start);
          // What lies between the edits is there, in order, and nothing else but their texts.
          let rest = fixed.text;
          let from = 0;
          for (const { span, text: put } of [
            ...edits,
            { span: { start: text.length, end: text.length }, text: "" },
          ]) {
            const expected = text.slice(from, span.start) + put;
            expect(rest.slice(0, expected.length)).toBe(expected);
            rest = rest.slice(expected.length);
            from = span.end;
          }
          expect(rest).toBe("");
          expect(fixed.applied.length + fixed.skipped.length).toBe(fixes.length);
        },
      ),
    );
  });
});

describe("fixing until nothing is left to fix", () => {
  const stable = (text: string, find: (text: string) => Diagnostic[]) =>
    fixUntilStable(createSource("a.md", text), (source) => find(source.text), { unsafe: false });
  /** Replaces the first of some letters by another text. */
  const replace = (letter: string, by: string) => (text: string) => {
    const at = text.indexOf(letter);
    return at < 0 ? [] : [finding([[at, at + 1, by]])];
  };

  test("makes those that come up by others", () => {
    const { source, applied, diagnostics } = stable("aaa", replace("a", "b"));
    expect(source.text).toBe("bbb");
    expect(applied).toHaveLength(3);
    expect(diagnostics).toEqual([]);
  });

  test("ends where fixes undo each other", () => {
    const { source } = stable("a", (text) => [...replace("a", "b")(text), ...replace("b", "a")(text)]);
    expect(["a", "b"]).toContain(source.text);
  });

  test("ends where fixes never end", () => {
    expect(stable("a", replace("a", "aa")).source.text.length).toBeLessThan(100);
  });
});
