/** A sentence taken apart: `lead` command, command `said` — with the items nested below it. */
export interface Sentence {
  readonly lead: string;
  readonly commands: readonly string[];
  /** What stands after the last command. */
  readonly rest: string;
  readonly nested: readonly string[];
}

/**
 * Commands that stand in a sentence without marks, `npm test → PASS`. Many a tool's name is a word too, so that
 * only forms count that nobody writes in prose: a tool with a subcommand or an option of its own.
 */
const command =
  /^(?:(?:run|execute|执行|运行)[:：]?\s+)?((?:cd [\w./-]+ && )?(?:(?:npm|pnpm|yarn|bun) (?:test|ci|install|build|lint|typecheck|run [\w:.-]+)|npx [\w@/.-]+|cargo (?:build|test|check|clippy|fmt)|go (?:test|build|vet) (?=[.-])|ctest -|(?:uv run |poetry run )?(?:pytest|ruff check|mypy)|python3? -[mc] ?|tsc (?=-)|mvn |dotnet (?:build|test)|\.?\/gradlew |curl -|grep -|rg -)(?:"[^"]*"|'[^']*'|[^\s→—–"'`]|(?<=[\w"'.)]) (?=["'-]|[\w@./:-]*[./:=]|&& ))*)\s*((?:→|->|=>|⇒|--|—|–|[:：](?= ))\s*\S.*|(?:must |should |will )?(?:pass(?:es)?|succeeds?|exits? .*|fails?|returns? .*|成功|通过|返回.*)[\s\S]*)$/i;

const atRoot = / (?:from|in|at) (?:the )?(?:repo(?:sitory)? |project )?root\.?$/i;

/** The sentence around a command without marks; null for any other text. */
export function bareCommand(text: string): Sentence | null {
  const [first = "", ...nested] = text.split("\n");
  if (first.includes("`")) return null;
  const bare = first.replace(/^[*_]+/, "").trim();
  // "Run" alone asks for success.
  const plain = bare.replace(atRoot, "").replace(/\.$/, "");
  const match = command.exec(bare) ?? (/^run\s/i.test(bare) ? command.exec(`${plain} passes`) : null);
  if (!match) return null;
  const [, script = "", said = ""] = match;
  const rest = said.replace(/^[:：]/, "→");
  return {
    lead: "",
    commands: [script.replace(/\s*--$/, "").trim()],
    rest: ` ${rest.replace(/^--\s/, "→ ")}`,
    nested,
  };
}
