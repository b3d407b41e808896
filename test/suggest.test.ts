import fc from "fast-check";
import { expect, test } from "vitest";
import { closest } from "../src/suggest.ts";

test.each([
  { word: "lnit", options: ["show", "lint"], meant: "lint" },
  { word: "categorys", options: ["model", "categories"], meant: "categories" },
  { word: "MODEL", options: ["modem", "model"], meant: "model" },
  { word: "modle", options: ["model"], meant: "model" },
  { word: "variants", options: ["model", "variant"], meant: "variant" },
  { word: "shw", options: ["show"], meant: "show" },
  { word: "status", options: ["show", "lint", "run"], meant: null },
  { word: "7", options: ["17", "1"], meant: "17" },
  { word: "x", options: [], meant: null },
])("$word means $meant among $options", ({ word, options, meant }) => {
  expect(closest(word, options)).toBe(meant);
});

test("a word with one letter changed is found, one that is not near never is", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{3,12}$/), fc.nat(), (word, at) => {
      const place = at % word.length;
      expect(closest(`${word.slice(0, place)}0${word.slice(place + 1)}`, ["0".repeat(30), word])).toBe(word);
      expect(closest(word, ["0".repeat(word.length)])).toBe(null);
    }),
  );
});
