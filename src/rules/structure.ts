import type { Rule } from "./rule.ts";
import { duplicateLabel } from "./structure/duplicate-label.ts";
import { emptyTodoSection } from "./structure/empty-todo-section.ts";
import { fieldOutsideTask } from "./structure/field-outside-task.ts";
import { htmlPlaceholder } from "./structure/html-placeholder.ts";
import { missingLabel } from "./structure/missing-label.ts";
import { noBox } from "./structure/no-box.ts";
import { noTasks } from "./structure/no-tasks.ts";
import { notABox } from "./structure/not-a-box.ts";
import { numberingGap } from "./structure/numbering-gap.ts";
import { unknownField } from "./structure/unknown-field.ts";

/** What a plan is made of: sections, labels, fields, boxes. Codes OMO1xx. */
export const structureRules: readonly Rule[] = [
  noTasks,
  duplicateLabel,
  emptyTodoSection,
  missingLabel,
  fieldOutsideTask,
  unknownField,
  htmlPlaceholder,
  numberingGap,
  noBox,
  notABox,
];
