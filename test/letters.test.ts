import { describe, expect, test } from "vitest";
import { wordPattern } from "../src/letters.ts";

const words =
  "task Tâche größe ação Überprüfung ελέγχω задача Ёлка 任务 任務 依赖 々 タスク ウェーブ ひらがな 태스크 ㄅ Ａｂ";
const signs = "0-9 / . , : ； （ ） 「 」 、 。 — → ✅ 🚀 \u00A0 _ ` * |";

describe("patterns over letters", () => {
  test.each([...words.replaceAll(" ", "")])("%s is a letter", (character) => {
    expect(wordPattern(/^\p{L}$/u).test(character)).toBe(true);
    expect(wordPattern(/[^\p{L}]/u).test(character)).toBe(false);
  });

  test.each([...signs])("%o is none", (character) => {
    expect(wordPattern(/\p{L}/u).test(character)).toBe(false);
  });

  test("say the same of every character of ASCII and of Latin with diacritics", () => {
    for (const pattern of [/\p{L}/u, /[^\p{N}]/u, /[\p{L}\p{N}_]/u, /(?<!\p{L})e?(?!\p{L})/iu])
      for (let code = 0; code < 0x250; code++) {
        const character = String.fromCharCode(code);
        // What is written above the line, and fractions, count for nothing in a plan.
        if (/[\p{No}]/u.test(character)) continue;
        expect(wordPattern(pattern).test(character), `${pattern} on U+${code.toString(16)}`).toBe(
          pattern.test(character),
        );
      }
  });

  test("keep the other flags, and what is escaped", () => {
    const pattern = wordPattern(/\[\p{L}\]/giu);
    expect(pattern.flags).toBe("gi");
    expect("[a] [Ж] [1]".match(pattern)).toEqual(["[a]", "[Ж]"]);
  });

  test.each([/\P{L}/u, /\p{Script=Han}/u, /[✅🚀]/u, /\u{1F680}/u])("%s stays as it is", (pattern) => {
    expect(wordPattern(pattern)).toBe(pattern);
  });
});
