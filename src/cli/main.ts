#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { cacheCompiledCode } from "./code-cache.ts";
import { commands } from "./commands.ts";
import { processContext } from "./context.ts";
import { describeCrash, runProgram } from "./program.ts";

const context = processContext();
process.on("uncaughtException", (error) => {
  context.stderr.write(describeCrash(error, context.env));
  process.exit(2);
});
// Each of the many patterns is used on many lines: V8 would compile it twice, a quick way first.
setFlagsFromString("--no-regexp-tier-up");
cacheCompiledCode(context.env);
runProgram(process.argv.slice(2), commands, context).then(async (code) => {
  await Promise.all([process.stdout, process.stderr].map(flush));
  // Whatever a library may have left open must not keep omo alive.
  process.exit(code);
});

/** Resolves when all that was written is out, or cannot be. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}
