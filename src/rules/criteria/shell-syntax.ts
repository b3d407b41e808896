import type { Rule } from "../rule.ts";
import { commandsOf } from "./commands.ts";

/** A command that bash cannot parse: it fails whatever has been done. */
export const shellSyntax: Rule = {
  code: "OMO307",
  name: "shell-syntax",
  severity: "warning",
  check: (compiled) =>
    commandsOf(compiled).flatMap((command) => {
      const [error] = command.script.errors;
      if (!error) return [];
      const length = command.check.script.length;
      const start = Math.min(error.offset, Math.max(0, length - 1));
      return {
        message: `bash cannot parse this command: ${error.message}`,
        span: command.place({ start, end: start + 1 }),
        label: "it goes wrong here",
        related: [],
        help: "the check fails whatever has been done; `bash -n` tells whether a command parses",
      };
    }),
};
