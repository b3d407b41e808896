import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "tsdown";

/**
 * A self-contained program: a user's install resolves no packages at start. Each command is a chunk of its own,
 * so that it loads only what it needs, and all are CommonJS, which Node starts faster than ES modules.
 */
export default defineConfig({
  entry: { cli: "src/cli/main.ts", "lint-worker": "src/cli/lint-worker.ts" },
  define: { BUILD_ID: JSON.stringify(hashOf("src", "package.json", "package-lock.json")) },
  platform: "node",
  target: "node20",
  format: "cjs",
  outDir: "dist",
  outExtensions: () => ({ js: ".js" }),
  outputOptions: { chunkFileNames: "[name].js" },
  dts: false,
  clean: true,
  deps: { alwaysBundle: [/.*/], onlyBundle: false },
  // jsonc-parser's CommonJS build hides its requires from bundlers; its ES build does not.
  inputOptions: { resolve: { mainFields: ["module", "main"] } },
  plugins: [
    {
      name: "mark-as-commonjs",
      generateBundle() {
        this.emitFile({ type: "asset", fileName: "package.json", source: '{ "type": "commonjs" }\n' });
      },
    },
    {
      name: "keep-licences",
      generateBundle(_, bundle) {
        const modules = Object.values(bundle).flatMap((file) =>
          file.type === "chunk" ? file.moduleIds : [],
        );
        this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: licencesOf(modules) });
      },
    },
  ],
});

/** The licences of all packages that modules come from: each asks to go where its code goes. */
function licencesOf(modules: readonly string[]): string {
  const folders = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((path) => /^licen[cs]e/i.test(path));
    const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
    return `${name} ${version} (${license})\n${text}`;
  });
  return `dist/ holds code of these packages.\n\n${texts.join(`\n${"-".repeat(78)}\n\n`)}`;
}

/** Changes with the content and the name of any file below these paths. */
function hashOf(...paths: readonly string[]): string {
  const files = paths.flatMap((path) =>
    path.includes(".")
      ? [path]
      : readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name)),
  );
  const hash = createHash("sha256");
  for (const file of files.filter((path) => /\.(?:ts|json)$/.test(path)).sort())
    hash.update(`${file}\n`).update(readFileSync(file)).update("\n");
  return hash.digest("hex").slice(0, 16);
}
