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
  prisma drizzle-kit electron-builder vsce tar unzip du nc kill pkill lsof`);

/** A path to something executable. */
const scriptPath =
  /^(?:\.{1,2}\/[\w@./-]+|(?:[\w@.-]+\/)+[\w@.-]+\.(?:sh|bash)|(?:vendor\/|node_modules\/\.|\.venv\/)bin\/[\w.-]+)$/;
/** Checks that lack the file to be checked, as where a sentence names a tool. */
const incomplete =
  /^(?:python3? -m (?:py_compile|json\.tool)|node (?:-c|--check)|(?:ba)?sh -n|php -l|helm (?:template|lint|install)|terraform|ruby -c|(?:kubectl|oc|helm|docker(?:-| )compose)\s.*\s-f)$/;
/** A folder, or a file that no one executes by its path. */
const data = /\/$|\.(?:md|mdx|json|jsonc|ya?ml|toml|css|html?|tsx?|jsx?|svg|png|txt|lock|vue|svelte)$/;
/** What `test` looks at; without it the word is a noun or a verb. */
const condition = /^(?:!|-[a-zA-Z]\s|["'$(\\]|\S+\s+(?:==?|!=|<|>|-[a-z]{2})\s)/;
/** What stands before the command proper. */
const prefix =
  /^\s*(?:(?:[A-Z_][A-Z0-9_]*=(?:"[^"]*"|'[^']*'|[^\s"']*)\s+)|(?:cd\s+[^\s;&|]+\s*(?:&&|;)\s*)|(?:sudo|time|command|exec|!)\s+|timeout\s+[\d.]+[smh]?\s+)*/;
/** Parts to be filled in: `<id>`, `{name}` in a path, `[file]` at the end, dots for more. */
const placeholder =
  /<(?!(?:title|html|head|body|main|nav|div|span|script|style|link|meta|form|input|button|img|svg|a|p|h\d)>)[a-z][\w -]*>|\/\{\w+\}|\s\[[a-z ]+\]$|…|(?<![./\w])\.\.\.|\bYOUR_|\bxxx+\b/i;
/** Words of a sentence that hardly any command takes for an argument; and a path that bash does not understand. */
const prose =
  /\s(?:with|without|no|not|the|or|and|of|is|are|should|must|that|when|each|appears|shows|passes|succeeds|exits|returns|contains|matches|exists|puis|dan|und)(?=[\s.,;]|$)|(?:^|\s)[A-Za-z]:\\|[；，。：（）]/;
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
  const command = text.replace(prefix, "");
  // Most code is none by its first word, so that this is looked at before all else.
  const word = /^\S+/.exec(command)?.[0] ?? "";
  const rest = command.slice(word.length).trim();
  if (!startsCommand(word, rest, text)) return false;
  return (
    !placeholder.test(text) &&
    !isEndless(text) &&
    !incomplete.test(command) &&
    !prose.test(withoutQuotes(command))
  );
}

function startsCommand(word: string, rest: string, text: string): boolean {
  if (runners.has(word)) return true;
  if (word === "test") return condition.test(rest);
  if (rest !== "" && tools.has(word)) return !/^(?:[=:]|is\b|are\b)/.test(rest);
  if (word.includes("/") && !data.test(word) && scriptPath.test(word)) return true;
  if (rest === "") return false;
  return (
    /^\/(?:tmp|usr|bin)\/[\w./-]+$/.test(word) ||
    (/^[a-z][\w-]*$/.test(word) && /^[A-Z_][A-Z0-9_]*=\S+\s/.test(text))
  );
}

/** Whether a command runs until somebody ends it, and stands neither in the background nor under a time limit. */
export function isEndless(code: string): boolean {
  return endless.test(code) && !/\btimeout\s+\d|&\s*(?:$|sleep\b|\n)/.test(code);
}

/** Whether a piece of code can be run where the words around it say that it is to be: any tool may be meant. */
export function isRunnable(code: string): boolean {
  const text = code.trim();
  if (placeholder.test(text) || endless.test(text) || prose.test(withoutQuotes(text))) return false;
  return /^[a-z][\w.-]*(?:\s+\S.*)?$/.test(text.replace(prefix, "")) && !/^\w+\(|[;{}]\s*$/.test(text);
}

/**
 * Whether a command ends in looking for something, and so exits 1, and not 0, when there is nothing to find: under
 * pipefail a `grep` decides also when only counters and pagers follow it.
 */
export function isSearch(code: string): boolean {
  return withoutQuotes(code)
    .split("||")
    .every((alternative) => {
      const stages = (alternative.split(/&&|;/).at(-1) ?? "").replace(prefix, "").split("|");
      while (stages.length > 1 && /^\s*(?:wc|head|tail|cat|sort|uniq)\b/.test(stages.at(-1) ?? ""))
        stages.pop();
      const last = stages.at(-1) ?? "";
      // With -L the files are listed in which nothing is found.
      return (
        /^\s*(?:[efz]?grep|rg|git grep)\s/.test(last) && !/\s(?:-\w*L\w*|--files-without-match)\b/.test(last)
      );
    });
}

/** Whether a command ends in printing how many there are: `grep -c`, `… | wc -l`, `jq length`. */
export function isCounter(code: string): boolean {
  const last =
    withoutQuotes(code)
      .split(/&&|;|\|\|/)
      .at(-1) ?? "";
  const stages = last.replace(prefix, "").split("|");
  const stage = stages.at(-1)?.trim() ?? "";
  if (/^wc\b/.test(stage) || /^(?:[efz]?grep|rg|git grep)\s(?:\S+\s)*?-(?:\w*c\w*\b|-count)/.test(stage))
    return true;
  return (
    /^jq\b.*\blength\b/.test(code.split("|").at(-1)?.trim() ?? "") || /\|\s*length\s*['"]?\s*$/.test(code)
  );
}

/** Whether a command succeeds only when the files it names exist. */
export function isLookup(code: string): boolean {
  return /^\s*(?:ls|stat|test|\[)\s[^|;&]*$/.test(code.trim().replace(prefix, ""));
}

/** Tools that are run for how they end: what they return is their exit status, and no number that they print. */
const verifier =
  /^(?:(?:npx|bunx|pnpm exec|uv run|poetry run) )?(?:pytest|tsc|vitest|jest|mocha|eslint|biome|prettier|ruff|mypy|pyright|phpunit|rspec)(?![\w-])|^(?:npm|pnpm|yarn|bun|cargo|go|dotnet|deno|flutter|swift|mix) (?:run )?(?:test|build|lint|check|vet|clippy|type-?check)(?![\w-])/;

/** Whether a command ends in a tool that is run for how it ends. */
export function isVerifier(code: string): boolean {
  const last = withoutQuotes(code).split(/&&|;/).at(-1) ?? "";
  return !last.includes("|") && verifier.test(last.trim().replace(prefix, ""));
}

/** Whether a command asks a web server. */
export function isRequest(code: string): boolean {
  return /(?:^|[\s;&|(])(?:curl|wget|http)\s/.test(code);
}

/** The same with every quoted text empty, so that what stands in quotes is no operator. */
function withoutQuotes(code: string): string {
  return code.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "''");
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
