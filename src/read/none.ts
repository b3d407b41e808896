import { wordPattern } from "../letters.ts";
import { spellings } from "./names.ts";

/** Words that say "nothing" at the beginning of a value, by language; a word may be the first of several. */
const nothing = `
    en: none, nothing, no, not blocked, not blocking, unblocked, n/a, na, nil, independent
    zh: 无, 無, 没有, 不阻塞, 不依赖, 未阻塞, 独立
    ko: 없음, 독립
    ja: なし
    es: ningun, ninguno, ninguna, nada, sin, no, independiente
    fr: aucun, aucune, rien, non bloqué, non bloquée, pas de, pas bloqué, pas bloquée, sans
    pt: nenhum, nenhuma, nada, sem, não bloqueado, não bloqueada, não bloqueia
    de: kein, keine, keinen, keiner, nichts, nicht blockiert
    ru: нет, ничего, ничто, без, отсутствует, отсутствуют, не заблокировано, не заблокирована, не блокирует
    ru: не блокируется
    id: tidak ada, tidak diblokir, tidak memblokir, tanpa
    tr: yok, engellenmemiş`;

/** Words that say it at the end, or say that the work can begin. They count where no task is named. */
const free = `
    en: start immediately, starts immediately, begin immediately, start at once, start now, begin now, immediate
    en: immediately, ready to start
    zh: 立即, 马上开始, 直接开始
    ko: 없음, 즉시, 바로 시작
    ja: なし, すぐに開始, 即時
    es: inmediatamente, de inmediato
    fr: immédiat, immédiatement, tout de suite
    pt: imediatamente, de imediato
    de: sofort
    ru: сразу, немедленно
    id: langsung, segera
    tr: yok, hemen`;

const inSigns = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}]$/u;

/** Words end and begin where there is no letter, but for the scripts that are written without blanks. */
function anyOf(vocabulary: string, before: string): string {
  const all = spellings(vocabulary);
  const signs = all.filter((word) => inSigns.test(word)).join("|");
  const words = all.filter((word) => !inSigns.test(word)).join("|");
  return String.raw`(?:${signs}|${before}(?:${words})(?![\p{L}\p{N}]|-\p{L}))`;
}

const atStart = wordPattern(new RegExp(String.raw`^(?:-(?!\w)|[–—∅]|${anyOf(nothing, "")})`, "iu"));
const anywhere = wordPattern(new RegExp(anyOf(free, String.raw`(?<![\p{L}\p{N}])`), "iu"));

/** The word for "nothing" that a value begins with; null when it begins with none. */
export function leadingNone(value: string): string | null {
  return atStart.exec(value)?.[0] ?? null;
}

/** Whether a value that names no task says that there is nothing to wait for. */
export function saysFree(value: string): boolean {
  return anywhere.test(value);
}
