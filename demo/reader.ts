import type { ModelReply, ModelTurn } from "../harness/scripted-model.ts";

/** What settles a question for the scripted reader: a line with these words in this file. */
interface Evidence {
  readonly file: string;
  readonly quote: string;
  readonly reason: string;
}

/** By words of the criterion. */
const criteria: readonly (Evidence & { readonly about: RegExp })[] = [
  {
    about: /constant time/,
    file: "src/password.js",
    quote: "timingSafeEqual(actual, expected)",
    reason: "Keys of equal length are compared by timingSafeEqual.",
  },
  {
    about: /unknown e-mail address/,
    file: "src/routes/accounts.js",
    quote: "user?.passwordHash ?? (await decoyHash())",
    reason: "An unknown address is checked against a decoy hash, and one branch answers both.",
  },
];

/** By label of the final task. */
const reviews: Readonly<Record<string, readonly Evidence[]>> = {
  F1: [
    { file: "src/password.js", quote: "randomBytes(SALT_BYTES)", reason: "Each password has its own salt." },
    { file: "src/jwt.js", quote: '!== "HS256"', reason: "No algorithm but HS256 is accepted." },
  ],
  F2: [
    {
      file: "src/routes/accounts.js",
      quote: "await verifyPassword(",
      reason: "The password check is awaited.",
    },
  ],
  F3: [
    {
      file: ".omo/evidence/task-1-wrong-password.txt",
      quote: "fail 0",
      reason: "Task 1 left a passing run.",
    },
    { file: ".omo/evidence/task-4-login.txt", quote: "fail 0", reason: "Task 4 left a passing run." },
  ],
  F4: [{ file: "README.md", quote: "GET /me", reason: "The README describes what Tasks 4 and 5 built." }],
};

/** The judge: reads the files in question, then gives a verdict for each criterion it was asked about. */
export function judge(turn: ModelTurn): ModelReply {
  const questions = [...turn.prompt.matchAll(/^### Criterion (-?\d+)\n(.+)$/gm)].map((match) => ({
    criterion: Number(match[1]),
    evidence: criteria.find((entry) => entry.about.test(match[2] ?? "")),
  }));
  const known = questions.flatMap(({ evidence }) => evidence ?? []);
  if (turn.step === 0 && known.length > 0) return open(known);

  const verdicts = questions.map(({ criterion, evidence }) => {
    if (!evidence) {
      return {
        criterion,
        verdict: "cannot-tell",
        citation: "none",
        reason: "Nothing read here settles this.",
      };
    }
    const line = lineOf(turn, evidence.quote);
    return line === null
      ? { criterion, verdict: "fail", citation: evidence.file, reason: `No line says ${evidence.quote}` }
      : { criterion, verdict: "pass", citation: `${evidence.file}:${line}`, reason: evidence.reason };
  });
  return answer({ verdicts });
}

/** The final reviewer: reads the files that its task turns on, and approves when they say what they should. */
export function review(turn: ModelTurn, label: string): ModelReply {
  const wanted = reviews[label];
  if (!wanted) return answer({ verdict: "REJECT", reasons: [`No review of ${label} is known here.`] });
  if (turn.step === 0) return open(wanted);

  const found = wanted.map((evidence) => ({ ...evidence, line: lineOf(turn, evidence.quote) }));
  const missing = found.filter(({ line }) => line === null);
  if (missing.length > 0) {
    const reasons = missing.map(({ file, quote }) => `${file}: no line says ${quote}`);
    return answer({ verdict: "REJECT", reasons });
  }
  const reasons = found.map(({ file, line, reason }) => `${file}:${line}: ${reason}`);
  return answer({ verdict: "APPROVE", reasons });
}

function open(evidence: readonly Evidence[]): ModelReply {
  const files = new Set(evidence.map(({ file }) => file));
  return { toolCalls: [...files].map((filePath) => ({ name: "read", args: { filePath } })) };
}

/** The number of the line that holds the words, in what the read tool has shown; null when none does. */
function lineOf(turn: ModelTurn, words: string): number | null {
  for (const { role, text } of turn.messages) {
    if (role !== "tool") continue;
    const line = text.split("\n").find((shown) => shown.includes(words));
    const number = line === undefined ? null : /^\s*(\d+)\s*[:|]/.exec(line)?.[1];
    if (number) return Number(number);
  }
  return null;
}

/** The JSON that the prompt asks for, as a model writes it. */
function answer(value: Readonly<Record<string, unknown>>): ModelReply {
  return { text: JSON.stringify(value) };
}
