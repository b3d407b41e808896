import { defineConfig } from "tsdown";

/**
 * One self-contained file: a user's install resolves no packages at start, and each dynamic import stays
 * a lazily evaluated section of the bundle, so a command pays only for what it runs.
 */
export default defineConfig({
  entry: { cli: "src/cli/main.ts" },
  platform: "node",
  target: "node20",
  format: "esm",
  outDir: "dist",
  outExtensions: () => ({ js: ".js" }),
  dts: false,
  clean: true,
  deps: { alwaysBundle: [/.*/], onlyBundle: false },
  // jsonc-parser's CommonJS build hides its requires from bundlers; its ES build does not.
  inputOptions: { resolve: { mainFields: ["module", "main"] } },
  outputOptions: { codeSplitting: false },
});
