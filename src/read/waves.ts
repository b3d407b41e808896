import { wordPattern } from "../letters.ts";
import type { WaveName } from "../plan.ts";

/** A wave named in a text, and where: offsets into that text. */
export interface WaveMention {
  readonly name: WaveName;
  readonly start: number;
  readonly end: number;
}

/** `2`, `IV`, or a capital letter; that it is one is checked apart, since the words around it may be in any case. */
const number = String.raw`(\d+(?!\d|\.\d)|[ivx]+(?![\p{L}\p{N}])|[a-h](?![\p{L}\p{N}]))`;
const final = String.raw`(final(?!\p{L}))`;

/**
 * `Wave 2`, `Wave IV`, `Wave FINAL`, `Phase 1`, `Phase B`, `第 2 波`, `웨이브 3`; waves before phases, as in
 * `Phase 3 [Wave 2]`.
 */
const mentions: readonly RegExp[] = [
  wordPattern(
    new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?:waves?|ola|oleada|onda|vague|welle|волна|волны|gelombang|dalga|웨이브|ウェーブ|波次)[\s:#-]*(?:${number}|${final})`,
      "giu",
    ),
  ),
  /第\s*(\d+)\s*(?:波次?|阶段|階段)/g,
  wordPattern(
    new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?:phases?|stage|fase|этап|фаза|aşama|tahap|단계|페이즈|阶段|フェーズ)\s*#?\s*(?:${number}|${final})`,
      "giu",
    ),
  ),
];
/** What a text has in it that names any. Most name none, and this tells so at a tenth of the cost. */
const words =
  /wave|ola|oleada|onda|vague|welle|волн|gelombang|dalga|웨이브|ウェーブ|[波阶階]|phase|stage|fase|этап|фаза|aşama|tahap|단계|페이즈|フェーズ/;
const finalWave = wordPattern(/(?<![\p{L}\p{N}])final(?: verification)? wave(?!\p{L})/iu);

/** The wave a heading or a field value names: the first one that is not merely waited for. */
export function waveIn(text: string): WaveName | null {
  return waveMentions(text)[0]?.name ?? (finalWave.test(text) ? "final" : null);
}

/** All waves a text names, first to last, but those after words of waiting: `After Wave 1`, `depends on Phase 2`. */
export function waveMentions(text: string, waitedFor = false): WaveMention[] {
  if (!words.test(text.toLowerCase())) return [];
  for (const pattern of mentions) {
    const found: WaveMention[] = [];
    for (const match of text.matchAll(pattern)) {
      if (
        !waitedFor &&
        /(?:after|depends on|depend on|needs|依赖|之后|blocks?)\s*:?\s*(?:all )?$/i.test(
          text.slice(0, match.index),
        )
      )
        continue;
      const name = match[2] !== undefined ? "final" : toNumber(match[1] ?? "");
      if (name !== null) found.push({ name, start: match.index, end: match.index + match[0].length });
    }
    if (found.length > 0) return found;
  }
  return [];
}

function toNumber(written: string): number | null {
  if (/^\d+$/.test(written)) return Number(written);
  if (/^[a-h]$/i.test(written)) return /[A-H]/.test(written) ? written.charCodeAt(0) - 64 : null;
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10 };
  const digits = [...written.toLowerCase()].map((digit) => values[digit] ?? 0);
  return digits.reduce((sum, value, i) => (value < (digits[i + 1] ?? 0) ? sum - value : sum + value), 0);
}
