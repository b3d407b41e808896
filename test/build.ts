import { execFileSync } from "node:child_process";

/** Builds `dist/cli.js` once before the tests: they run the program that users run. */
export default function build(): void {
  execFileSync(process.execPath, ["node_modules/tsdown/dist/run.mjs", "--log-level", "error"], {
    stdio: "inherit",
  });
}
