import type { Plan } from "../../plan.ts";
import type { Span } from "../../source.ts";
import { type Source, textOf } from "../../source.ts";
import type { Rule } from "../rule.ts";

/** A final wave that waits for a person's word. omo asks for none: it ends when the reviews have passed. */
export const humanApproval: Rule = {
  code: "OMO502",
  name: "human-approval",
  severity: "info",
  check({ source, plan }) {
    const span = approvalIn(source, plan);
    if (!span) return [];
    return [
      {
        message: "the final wave waits for a person's approval",
        span,
        label: "a person has to say so",
        related: [],
        help: "a run asks nobody and ends when the reviews have passed: read its report before you merge",
      },
    ];
  },
};

/** Words that ask for a user's okay, most common first. */
const phrases: readonly RegExp[] = [
  /\b(?:get|wait for|obtain|await)s? (?:an |the )?(?:user['’]?s? )?explicit (?:user )?["“'`]?(?:okay|ok|approval|confirmation|sign-?off)\b["”'`]?/i,
  /\bexplicit user (?:okay|ok|approval|confirmation|sign-?off)\b/i,
  /\bwait(?:s|ing)? for (?:the )?user['’]s (?:explicit )?(?:okay|ok|approval|confirmation)\b/i,
  /\b(?:before|until) (?:getting |receiving )?(?:the )?user['’]s (?:explicit )?(?:okay|ok|approval)\b/i,
  /(?:取得|获取|等待|获得)(?:用户)?(?:的)?明确(?:的)? ?["“「]?(?:okay|ok|确认|批准|同意)["”」]?|用户(?:最终|明确)确认/i,
  /사용자(?:의|로부터)? ?(?:명시적(?:인|으로)? ?)?["“]?(?:okay|ok|승인|확인)["”]?(?:을|를)? ?(?:받|대기|기다)/i,
  /\b(?:obtenir|attendre) (?:un |l['’])?[«“" ]*(?:okay|approbation|accord)(?: ?[»”"])*(?: explicite)?/i,
  /\b(?:obtener|esperar)\S* (?:el |la |un )?["“]?(?:okay|aprobación|confirmación) explícit[oa]/i,
  /\b(?:obter|aguardar) (?:o |a |um )?["“]?(?:okay|aprovação|confirmação) explícit[oa]/i,
  /(?:получить|дождаться|дождитесь|ждать) (?:явно\S+ )?["«“]?(?:okay|ok|одобрени\S+|подтверждени\S+)/i,
  /\b(?:tunggu|dapatkan) (?:["“]?okay["”]?|persetujuan|konfirmasi)(?: eksplisit)? (?:dari )?(?:user|pengguna)/i,
];

function approvalIn(source: Source, { outline, waves, tasks }: Plan): Span | null {
  const places = [
    ...outline.filter(({ names }) => names === "final").map(({ span }) => span),
    ...waves.filter(({ name }) => name === "final").map(({ span }) => span),
    ...tasks.filter(({ final }) => final).map(({ span }) => span),
  ];
  for (const place of places) {
    const text = textOf(source, place);
    for (const phrase of phrases) {
      const match = phrase.exec(text);
      if (match) {
        const start = place.start + match.index;
        return { start, end: start + match[0].length };
      }
    }
  }
  return null;
}
