import { wordPattern } from "../../letters.ts";

/**
 * Words that say no more than "it is good". Each pattern is a whole clause: what is vague is that nothing else is
 * said. `works` alone is as vague as `works correctly`; `displays the total` is not, `displays correctly` is.
 */

/** Subject and verb of a short clause, in languages with words between blanks. */
const subject = String.raw`(?:[\p{L}\p{N}'’/&+-]+\s+){0,6}?`;

/** What may stand behind a subject. */
const predicates: readonly string[] = [
  // "Refresh button still works", "everything functions as expected"
  String.raw`(?:works|(?<=s\s|\bto\s)work|working|functions|functional|behaves?|operates?)(?:\s+(?:correctly|properly|as (?:expected|intended|designed|before)|fine|well|great|smoothly|perfectly|nicely|reliably|end-to-end|normally|unchanged))?`,
  // "Charts render correctly", "Errors are handled appropriately"
  String.raw`(?:is|are|gets?|still|be)?\s*(?:display|render|load|handle|update|show|implement|integrate|configure|format|process|function|manage|style|initiali[sz]e|respond|perform|behave)(?:s|d|ed)?\s+(?:correctly|properly|appropriately|as (?:expected|intended)|well|nicely|smoothly|perfectly|cleanly|gracefully)`,
  String.raw`(?:is|are)?\s*(?:correctly|properly|appropriately|well)[ -](?:displayed|rendered|loaded|handled|updated|shown|implemented|integrated|configured|formatted|processed|managed|styled|initiali[sz]ed|organi[sz]ed|structured|documented|designed|written|tested)`,
  // "Layout looks good", "code is clean"
  String.raw`(?:looks?|feels?|seems?)\s+(?:good|nice|great|fine|right|ok(?:ay)?|correct|clean|professional|modern|polished|natural|consistent)`,
  String.raw`(?:is|are)\s+(?:good|nice|great|fine|ok(?:ay)?|correct|proper|right|intuitive|user-friendly|reasonable|appropriate|acceptable|robust|clean|readable|maintainable|high[- ]quality|performant|responsive enough)`,
  String.raw`funcionan?(?:\s+(?:correctamente|bien|como se espera))?`,
  String.raw`(?:se\s+)?(?:muestran?|renderizan?|cargan?|visualizan?)\s+correctamente`,
  String.raw`funcionam?\s+(?:corretamente|bem|como esperado)`,
  String.raw`fonctionn(?:e|ent)(?:\s+(?:correctement|bien|comme prévu))?`,
  String.raw`(?:работа(?:ет|ют)\s+(?:корректно|правильно|нормально|как ожидается)|(?:корректно|правильно|нормально)\s+(?:работа(?:ет|ют)|отображается|отображаются))`,
  String.raw`(?:berfungsi|bekerja|berjalan|tampil)\s+(?:dengan\s+)?(?:baik|benar|normal|lancar)`,
  String.raw`(?:doğru|düzgün)(?:\s+(?:şekilde|bir şekilde))?\s+çalış(?:ır|ıyor|ıyorlar)`,
];

/** Whole clauses. */
const clauses: readonly string[] = [
  String.raw`(?:good|nice|clean|proper|correct|high[- ]quality|reasonable|appropriate|robust|smooth)\s+(?:[\p{L}-]+\s+)?(?:ux|ui|code|design|layout|performance|quality|behaviou?r|handling|styling|formatting|structure|error handling|user experience)`,
  String.raw`[\p{L}\p{N} /]{0,14}(?:(?:功能|工作|运行|显示|渲染|处理|逻辑|效果|布局|样式|交互|行为|表现|状态)(?:均|都|应)?(?:正常|正确|良好|合理|没问题)|(?:可以?|能够?)?(?:正常|正确)(?:工作|运行|显示|渲染|处理|使用|调用|加载|协作|响应))`,
  String.raw`[\p{L}\p{N} /]{0,24}(?:정상(?:적으로)?|올바르게|제대로|잘)\s*(?:작동|동작|표시|렌더링|처리|출력)(?:함|됨|한다|된다|하는지 확인|되는지 확인)?`,
  String.raw`[\p{L}\p{N} ]{0,16}(?:正しく|正常に|適切に)(?:動作|表示|機能|処理)(?:する|される|すること|されること)?`,
];

// One pattern of all: letters of every script take long to compile, so they should be in few.
const vague = wordPattern(
  new RegExp(`^(?:${subject}(?:${predicates.join("|")})|${clauses.join("|")})$`, "iu"),
);

/** What can be observed by itself, whatever else is said of it. */
const observable =
  /\b(?:compil|build|builds|built|tests?|specs?|suite|lint|typecheck|types?|parse[sd]?|cover(?:s|age)|asserts?|exit|merge|rebase|install|appear|open)\w*/i;

/** Whether a criterion says nothing that can be observed: a short clause of praise, without a value, a name or code. */
export function isVague(markdown: string): boolean {
  // Longer ones say more than that, and there are many of them.
  if (markdown.length > 80) return false;
  if (/[`"“”«»「」→=<>≥≤%]|\d|https?:|\w[./]\w|\n\s*\S/.test(markdown)) return false;
  const text = markdown
    .replace(/[*_~]/g, "")
    .replace(/^\s*(?:verify|ensure|check|confirm|make sure)(?: that)?\s+/i, "")
    .replace(/^\s*(?:验证|确认|确保)[:：]?\s*/, "")
    .replace(/[\s.。!！;；]+$/, "")
    .trim();
  return !observable.test(text) && vague.test(text);
}
