import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { corpus, corpusPresent } from "../read-corpus.ts";

/** The most of a real text that one input begins with: whole plans would make each input slow, and no better. */
const mostTaken = 10_000;

/** What decides where sections, tasks and fields of a plan begin and end, and what no author would write. */
const pieces = [
  ...["# Plan", "## TODOs", "### Wave 2", "## Final Verification Wave", "### Dependency Matrix", "---", ""],
  ...["- [ ] 1. One", "- [x] **T2. Two**", "- [~] F1. **Audit** — `oracle`", "### - [ ] 3. Three"],
  ...["### Task 4: Four", "- [ ] ", "- [BLOCKED] 7. Seven", "  - [] nested", "- [ ] 1. One again"],
  ...[
    "  **Blocked By**: 1-3, Wave 2, (T9",
    "  **Blocks**: 1, 2",
    "**Depends On**: None",
    "  **Blockd By**: 1",
  ],
  ...[
    "  **Category**: `deep` or `quik`",
    "  **Skills**: [`a`,",
    "  **Parallel**: NO",
    "  **Acceptance Criteria**:",
  ],
  ...[
    "  - [ ] `npm test | tail` → PASS",
    "  - [ ] `curl /x` → 200",
    "  - [ ] `true`",
    "  - [ ] works correctly",
  ],
  ...[
    "  - [ ] `if [`",
    "  - [ ] user confirms that it works",
    "  ```bash",
    "```",
    "~~~",
    "````md",
    "  Scenario: x",
  ],
  ...[
    "    Tool: Bash",
    "    Expected Result: 3 passed",
    "    Evidence: .omo/evidence/1.txt",
    "| Task | Depends On |",
  ],
  ...[
    "|---|---|",
    "| 1-3 | — |",
    "├── Task 1: a",
    "Critical Path: 1 → 2",
    "<!-- omo-ignore OMO301: x -->",
    "-->",
  ],
  ...[
    "<!-- omo-ignore-file OMO999 -->",
    "> quoted",
    "\t- [ ] 5. Tab",
    "<your-name>",
    "**受入基準**：",
    "- [ ] １．全角",
  ],
  ...[
    "\0",
    "\r",
    "\u2028",
    "\uFEFF",
    "\uD800",
    "\u202E",
    "👩‍🔧",
    "`",
    "**",
    "[",
    "\\",
    "|",
    "1.1.1.1",
    "$(",
    "'",
  ],
];

const mutation = fc.record({
  kind: fc.constantFrom("insert", "line", "delete", "double", "move", "byte", "truncate"),
  at: fc.nat(1 << 20),
  length: fc.nat(300),
  to: fc.nat(1 << 20),
  piece: fc.constantFrom(...pieces),
});

/** One change to a text; places are taken modulo its length, so that any number is one. */
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

/** Texts to begin with: real plans where they are at hand, else those of the project. */
export const seeds: readonly string[] = corpusPresent ? corpus("plans").map(({ text }) => text) : ownTexts();

/** Real texts, damaged; and texts put together from pieces. */
export const input: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({
        inTodos: fc.boolean(),
        seed: fc.nat(seeds.length - 1),
        from: fc.nat(1 << 20),
        length: fc.integer({ min: 200, max: mostTaken }),
        mutations: fc.array(mutation, { maxLength: 8 }),
      })
      .map(({ inTodos, seed, from, length, mutations }) => {
        const text = seeds[seed] ?? "";
        const place = from % Math.max(1, text.length - length / 2);
        const start = inTodos ? Math.max(text.indexOf("\n- [ ]", place) + 1, 0) : place;
        const piece = text.slice(start, start + length);
        return mutations.reduce(mutate, inTodos ? `# Plan\n\n## TODOs\n\n${piece}` : piece);
      }),
  },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 10 })), {
        maxLength: 40,
      })
      .map((lines) => lines.join("\n")),
  },
);

function mutate(text: string, { kind, at: anywhere, length, to, piece }: Mutation): string {
  const at = anywhere % (text.length + 1);
  const end = Math.min(at + length, text.length);
  switch (kind) {
    case "insert":
      return text.slice(0, at) + piece + text.slice(at);
    case "line": {
      const start = text.indexOf("\n", at) + 1;
      return `${text.slice(0, start)}${piece}\n${text.slice(start)}`;
    }
    case "delete":
      return text.slice(0, at) + text.slice(end);
    case "double":
      return text.slice(0, end) + text.slice(at);
    case "move": {
      const rest = text.slice(0, at) + text.slice(end);
      const target = to % (rest.length + 1);
      return rest.slice(0, target) + text.slice(at, end) + rest.slice(target);
    }
    case "byte": {
      const bytes = Buffer.from(text);
      if (bytes.length > 0) bytes[anywhere % bytes.length] = to % 256;
      return bytes.toString();
    }
    case "truncate":
      return text.slice(0, Math.max(at, 100));
  }
}

/** Without the corpus: the project's plans, fixtures and grammar. */
function ownTexts(): string[] {
  return ["plans", "grammar", "test/fixtures"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => readFileSync(`${folder}/${name}`, "utf8")),
  );
}
