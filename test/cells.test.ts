import fc from "fast-check";
import { expect, test } from "vitest";
import { cellsOf } from "../src/report/cells.ts";
import { effort } from "./effort.ts";

/** Scripts and symbols that plans are written in, and what combines with its neighbours. */
const character = fc.oneof(
  fc.constantFrom(..."aé—→│、あ漢한글яΩ（\t"),
  fc.constantFrom(..."\u0301\u200D\uFE0F\u1100\u11A8\u3099\u0483", "👩", "🇩", "🏽", "⚠"),
  fc.integer({ min: 0x20, max: 0xffff }).map((code) => String.fromCharCode(code)),
);

test("cuts a line where Unicode says that one thing ends and the next begins", () => {
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  const line = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(""));
  fc.assert(
    fc.property(line, (text) => {
      expect(cellsOf(text).map(({ start }) => start)).toEqual(
        [...graphemes.segment(text)].map(({ index }) => index),
      );
    }),
    { numRuns: effort(2_000) },
  );
});

test("cuts each character of the scripts without combining marks like Unicode does", () => {
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  for (let code = 0x20; code <= 0xffff; code++) {
    const text = `a${String.fromCharCode(code)}漢`;
    expect(cellsOf(text).length, code.toString(16)).toBe([...graphemes.segment(text)].length);
  }
});
