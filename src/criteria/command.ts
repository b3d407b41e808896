/**
 * Tells commands from other code: `npm test` from `useEffect`, `GET /health` or `src/a.ts`. A command is known by
 * its first word; what cannot be run as it stands (placeholders) or does not end by itself (servers) is none.
 */

/** Tools whose name alone, or with anything after it, is a command. */
const runners = words(`
  pytest tsc vitest jest mocha eslint biome prettier stylelint playwright cypress ctest ruff mypy pyright basedpyright
  flake8 pylint black tox nox phpunit pest phpstan pint rubocop rspec golangci-lint shellcheck hadolint actionlint
  yamllint make just tsx turbo nx gradle gradlew mvn mvnw sbt swiftlint ktlint detekt`);

/** Tools that need something after their name to be a command, since the name is also a word. */
const tools = words(`
  npm npx pnpm pnpx yarn bun bunx node deno corepack lerna vite webpack python python3 pip pip3 uv uvx poetry pdm hatch
  pipenv conda alembic php composer artisan ruby bundle rake rails perl lua luacheck nvim julia cargo rustc rustfmt go
  gofmt zig cmake ninja gcc g++ clang meson bazel java javac kotlinc scala dotnet swift xcodebuild flutter dart adb mix
  elixir git gh docker docker-compose podman kubectl helm oc kustomize terraform nix ansible curl wget http grep egrep
  fgrep rg ag ast-grep sg find fd ls cat head tail wc diff cmp jq yq sed awk sort uniq cut xargs test [ [[ stat file
  tree bash sh zsh env timeout echo printf xmllint openssl sqlite3 psql redis-cli mysql supabase firebase wrangler
  prisma drizzle-kit electron-builder vsce tar unzip du nc`);

/** A path to something executable. */
const scriptPath =
  /^(?:\.{1,2}\/[\w@./-]+|(?:[\w@.-]+\/)+[\w@.-]+\.(?:sh|bash)|(?:vendor|node_modules\/\.|\.venv\/)bin\/[\w.-]+)$/;
/** What stands before the command proper. */
const prefix =
  /^\s*(?:(?:[A-Z_][A-Z0-9_]*=(?:"[^"]*"|'[^']*'|[^\s"']*)\s+)|(?:cd\s+[^\s;&|]+\s*(?:&&|;)\s*)|(?:sudo|time|command|exec|!)\s+|timeout\s+[\d.]+[smh]?\s+)*/;
/** Parts to be filled in: `<id>`, `{name}` in a path, `[file]` at the end, dots for more. */
const placeholder = /<[a-z][\w -]*>|\/\{\w+\}|\s\[[a-z ]+\]$|…|(?<![./\w])\.\.\.(?!\/)|\bYOUR_|\bxxx+\b/i;
/** Commands that run until somebody ends them. */
const endless =
  /(?:^|[;&|]\s*)(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?:dev|start|serve|watch|preview)(?![\w-])|\b(?:vite|next dev|nodemon|uvicorn|gunicorn|http-server|flask run|rails s(?:erver)?|artisan serve|flutter run|spring-boot:run|runserver)\b(?!\s+build)|\s--watch\b(?!=false)|docker(?:-| )compose up(?!.*\s-d\b)|\btail -[a-z]*f\b|\bemulators:start\b/;

/** Whether a piece of inline code is a value more often than a command: only what exits is the command. */
export function isTruthValue(code: string): boolean {
  return /^(?:true|false)$/.test(code.trim());
}

/** Whether a piece of inline code is a command that can be run and ends. */
export function isCommand(code: string): boolean {
  const text = code.trim();
  if (text === "" || placeholder.test(text)) return false;
  if (endless.test(text) && !/\btimeout\s+\d|&\s*(?:$|sleep\b|\n)/.test(text)) return false;
  const command = text.replace(prefix, "");
  const word = /^\S+/.exec(command)?.[0] ?? "";
  const rest = command.slice(word.length).trim();
  if (runners.has(word) || scriptPath.test(word)) return true;
  return tools.has(word) && rest !== "" && !/^(?:[=:]|is\b|are\b)/.test(rest);
}

/**
 * Whether a command ends in looking for something, and so exits 1, and not 0, when there is nothing to find: under
 * pipefail a `grep` decides also when only counters and pagers follow it.
 */
export function isSearch(code: string): boolean {
  const text = code.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "''");
  return text.split("||").every((alternative) => {
    const stages = (alternative.split(/&&|;/).at(-1) ?? "").replace(prefix, "").split("|");
    while (stages.length > 1 && /^\s*(?:wc|head|tail|cat|sort|uniq)\b/.test(stages.at(-1) ?? ""))
      stages.pop();
    return /^\s*(?:[efz]?grep|rg|git grep)\s/.test(stages.at(-1) ?? "");
  });
}

/** Whether a command succeeds only when the files it names exist. */
export function isLookup(code: string): boolean {
  return /^\s*(?:ls|stat|test|\[)\s[^|;&]*$/.test(code.trim().replace(prefix, ""));
}

/** Whether a command asks a web server. */
export function isRequest(code: string): boolean {
  return /(?:^|[\s;&|(])(?:curl|wget|http)\s/.test(code);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
