import { wordPattern } from "../letters.ts";

const no = wordPattern(
  /^(?:no|n|none|false|skip|否|不|不可|不需要|不提交|아니오|아니요|없음|いいえ|non|não|нет|tidak|hayır)(?![\p{L}\p{N}])/iu,
);
const yes = wordPattern(
  /^(?:yes|y|true|是|可|需要|예|네|はい|s[ií]|sim|oui|ja|да|ya|evet)(?![\p{L}\p{N}])(?!\s*[|/]\s*no?\b)/iu,
);

/** Whether a text begins with a yes or a no, in the languages plans are written in; null when with neither. */
export function readYesNo(plain: string): { readonly value: boolean; readonly word: string } | null {
  const denied = no.exec(plain);
  if (denied) return { value: false, word: denied[0] };
  const said = yes.exec(plain);
  return said && { value: true, word: said[0] };
}
