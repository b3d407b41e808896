/**
 * Criteria that only a person can settle. Such a criterion keeps a plan from running, so the words must leave no
 * doubt: a person other than the reader of the screen has to do something. "User can log in" speaks of the product.
 */
const phrases: readonly RegExp[] = [
  /\b(?:the )?(?:user|human|developer|stakeholder|customer|owner|person|reviewer|someone|QA team)s? (?:must |should |will |needs? to |has to |have to )?(?:manually|visually|personally) (?:verif|confirm|check|test|approv|review|inspect|validat)\w*/i,
  /\b(?:user|human|developer|stakeholder|customer|person) (?:must |should |will |needs? to |has to )?(?:verif(?:y|ies)|approves?|reviews?|inspects?|signs? off)\b(?! (?:their|his|her|his\/her|the link|email))/i,
  /\b(?:user|human|developer|stakeholder|customer) (?:must |should |will |needs? to |has to )?confirms? (?:that|it|the (?:UI|design|layout|look|result|output|behaviou?r|feature|fix)|visually|manually)\b/i,
  /^(?:please )?(?:ask|have|get|let|wait for|request) (?:the |a )?(?:user|human|developer|stakeholder|customer|owner)\b[^.]{0,30}\b(?:confirm|verif|approv|check|test|review|okay|sign)\w*/i,
  /\bmanual(?:ly)? (?:check|verification|verified|testing|tested|test|review|QA|inspection|approval|sign-off|confirmation)(?: \w+){0,2} by (?:the |a )?(?:user|human|developer|person|stakeholder|team|owner)\b/i,
  /\b(?:requires?|needs?|awaiting|waits? for|pending|subject to) (?:explicit |manual |the |a )*(?:user|human|developer|stakeholder|customer|owner)(?:'s)? (?:manual |explicit |visual )?(?:verification|approval|confirmation|review|testing|sign-?off|okay|inspection|action)\b/i,
  /(?:^|[，。；、,;\s])(?:由|请|需要?|等待?)?(?:用户|人工|开发者)(?:手动|亲自|人工|自行)(?:确认|验证|检查|测试|审核|批准)|等(?:待)?用户(?:明确)?(?:确认|批准|同意)|需要?用户(?:确认|批准|验证)|人工(?:验收|确认|审核|验证)/,
  /사용자(?:가|의)? ?(?:직접|수동으로|눈으로|육안으로) ?\S{0,10}(?:확인|검증|테스트|승인)|사용자(?:의)? ?(?:수동 )?(?:승인|확인)(?:을|이)? ?(?:필요|대기|받)/,
  /ユーザーが(?:手動|目視|自分)\S{0,6}(?:確認|検証|テスト)/,
  /(?:el |la )?(?:usuari[oa]|persona) (?:debe |tiene que )?(?:verific|confirm|prueb|revis|aprueb)\w* manualmente|verificaci[oó]n manual (?:por|del) (?:el )?usuario/i,
  /l['’]utilisateur (?:doit )?(?:vérifie|confirme|teste|valide)r? manuellement|vérification manuelle par (?:l['’])?utilisateur/i,
  /o usuário (?:deve )?(?:verific|confirm|test|aprov)\w* manualmente/i,
  /пользовател\S+ (?:должен )?(?:вручную|лично|сам) (?:провер|подтвер|тестир)\S*|ручная проверка пользовател\S+/i,
  /(?:pengguna|user) (?:harus )?(?:memverifikasi|mengonfirmasi|mengecek|menguji|verifikasi|cek) secara manual/i,
  /kullanıcı(?:nın)? (?:elle|manuel olarak) \S*(?:doğrula|kontrol|onayla)\S*/i,
];

/** A person or a hand, without which no phrase above matches: most criteria name neither. */
const person =
  /user|human|developer|stakeholder|customer|owner|person|reviewer|someone|QA team|manual|用户|人工|开发者|사용자|ユーザー|usuari|usuári|utilisateur|пользовател|pengguna|kullanıcı/i;

const negation =
  /\b(?:no|not|without|never|zero|avoid|instead of|rather than|don't|doesn't|isn't|nothing requires)\b[^.;]{0,40}$|(?:无需|不需要|没有|不要|禁止|无须)[^，。；]{0,12}$|without$/i;
const negatedAfter =
  /^[^.;。；]{0,30}(?:\bnot (?:needed|required|allowed|necessary)\b|불필요|필요 없|없이|금지|不需要|不要)/i;

/** The words that make a text something only a person can do; null when none do, or when they are negated or quoted. */
export function humanPhrase(text: string): string | null {
  if (!person.test(text)) return null;
  const prose = text
    .replace(/`[^`]*`/g, (code) => " ".repeat(code.length))
    .replace(/["“][^"”\n]*["”]/g, (quote) => " ".repeat(quote.length));
  for (const pattern of phrases) {
    const match = pattern.exec(prose);
    if (!match) continue;
    if (
      negation.test(prose.slice(0, match.index)) ||
      negatedAfter.test(prose.slice(match.index + match[0].length))
    )
      continue;
    return match[0].trim();
  }
  return null;
}
