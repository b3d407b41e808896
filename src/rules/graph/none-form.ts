import { textOf } from "../../source.ts";
import type { Finding, Rule } from "../rule.ts";
import { taskName } from "./names.ts";
import { placeOfField } from "./places.ts";

/** Ways to say that there is nothing, besides `None`, `[]` and the words of other languages. */
const oddNone = /^(?:nothing|n\/?a|nil|no|no (?:blockers?|dependenc(?:y|ies)|blocks)|[-–—∅])\.?$/i;

/** A Blocked By or Blocks that says "none" in a way of its own. */
export const noneForm: Rule = {
  code: "OMO216",
  name: "none-form",
  severity: "info",
  check({ source, plan, graph }) {
    return plan.tasks.flatMap((task, index) =>
      (["blockedBy", "blocks"] as const).flatMap((field): Finding[] => {
        if (task[field]?.length !== 0) return [];
        const span = placeOfField(source, task, field);
        const written = textOf(source, span);
        if (!oddNone.test(written)) return [];
        const says = field === "blockedBy" ? "waits for nothing" : "blocks nothing";
        return [
          {
            message: `\`${written}\` is an unusual way to say that ${taskName(graph, index)} ${says}`,
            span,
            label: "read as None",
            related: [],
            help: "write `None`",
            fix: { title: "write `None`", safety: "safe", edits: [{ span, text: "None" }] },
          },
        ];
      }),
    );
  },
};
