/** Names of files that stand at the root of a repository and hardly mean another one. */
const rootFiles =
  /^(?:\.(?:gitignore|gitattributes|editorconfig|env\.example|dockerignore|nvmrc|npmrc|prettierrc|eslintrc)(?:\.\w+)?|package\.json|tsconfig\.json|README\.md|CHANGELOG\.md|CONTRIBUTING\.md|AGENTS\.md|CLAUDE\.md|LICENSE|Dockerfile|Makefile|docker-compose\.ya?ml|pyproject\.toml|Cargo\.toml|go\.mod|pom\.xml)$/;
const extensions =
  "[cm]?[jt]sx?|d\\.ts|jsonc?|md|mdx|ya?ml|toml|css|scss|less|html?|vue|svelte|astro|py|pyi|rb|php|go|rs|java|kts?|swift|c|h|cc|cpp|hpp|cs|dart|ex|exs|lua|sh|bash|ps1|sql|prisma|graphql|proto|xml|svg|png|jpe?g|gif|webp|ico|txt|csv|env|ini|cfg|conf|lock|tf|gradle|properties|plist|db|zip|pdf|wasm|cmake|vim|tmpl|hbs|ejs|blade\\.php|example|snap|log|mp3|woff2?|ttf|whl|exe|vsix|j2";
const inFolder = new RegExp(
  `^(?:\\./)?(?:[\\w@.()\\[\\]+-]+/)+(?:\\.?[\\w@.()\\[\\]+-]*\\.(?:${extensions})|Dockerfile|Makefile|LICENSE)$`,
);
const folder = /^(?:\.\/)?(?:[\w@.-]+\/)+$/;
const knownFolder =
  /^(?:\.\/)?(?:src|lib|apps?|packages|tests?|__tests__|docs?|scripts|components|pages|public|dist|build|cmd|internal|pkg|crates|backend|frontend|server|client|api|config|examples?|\.github|\.omo|\.sisyphus|\.vscode)\/[\w@./-]*\w$/;

/**
 * A path below the root that a piece of code names, without `./` and the slash at its end; null for other code,
 * for routes, modules and globs, and for a bare name that may lie in any folder.
 */
export function pathIn(code: string): string | null {
  const text = code.trim();
  if (/(?:^|\/)\.\.(?:\/|$)/.test(text) || /^@[\w-]+\/[\w-]+$/.test(text)) return null;
  const isPath = rootFiles.test(text) || inFolder.test(text) || folder.test(text) || knownFolder.test(text);
  return isPath ? text.replace(/^\.\//, "").replace(/\/$/, "") : null;
}
