import { isCommand } from "../../criteria/command.ts";
import { codeSpans } from "../../inline.ts";
import type { Task, TaskField } from "../../plan.ts";
import { type Source, textOf } from "../../source.ts";

/** Labels under which a task says how it is verified, though not by the name that is read. */
const label =
  /^(?:how to )?(?:(?:manual |automated )?(?:execution )?(?:verif(?:y|ication)|validat(?:e|ion))|done when|checks?)$|^(?:手动)?(?:验证|验证方式|验收)$|^(?:수동 )?검증$|^(?:確認|検証|проверка|verificación|verificação|vérification|verifikasi|doğrulama)$/i;

/** The part of a task that says how it is verified without being read as criteria; undefined where it has none. */
export function verificationOf({ fields }: Task): TaskField | undefined {
  return fields.find(
    (field) => (field.name === null || field.name === "other") && label.test(field.label.value),
  );
}

/** Whether a part of a task names a command: in a fence for a shell, or as code. */
export function hasCommand(source: Source, { span }: TaskField): boolean {
  const text = textOf(source, span);
  return (
    /^[ \t]*(?:```|~~~)(?:bash|sh|shell|zsh|console)[ \t]*$/m.test(text) ||
    codeSpans(text).some((code) => isCommand(code.text))
  );
}
