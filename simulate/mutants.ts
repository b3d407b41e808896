/** A deliberate bug: some text of a source, and what stands in its place. */
export interface Mutant {
  readonly name: string;
  /** What goes wrong with it, for people. */
  readonly bug: string;
  /** Path of the source below the root. */
  readonly file: string;
  /** Must be there once. */
  readonly find: string;
  readonly replace: string;
}

/** The bugs that the simulation must find, by where they are. `simulate/README.md` lists them. */
export const mutants: readonly Mutant[] = [
  {
    name: "dependencies-ignored",
    bug: "a task starts whatever it waits for",
    file: "src/schedule/agenda.ts",
    find: "if (isMet(asked, state)) continue;",
    replace: 'if (state.name !== "skipped" || isMet(asked, state)) continue;',
  },
  {
    name: "one-dependency-suffices",
    bug: "a task starts once the first of those it waits for is done",
    file: "src/schedule/agenda.ts",
    find: "unmet ??= on;",
    replace: "if (outline.dependencies[position]?.[0] === on) unmet ??= on;",
  },
  {
    name: "limit-off-by-one",
    bug: "one task more than allowed is under way",
    file: "src/schedule/advance.ts",
    find: "state.agenda.counts.places < state.limits.maxParallel",
    replace: "state.agenda.counts.places <= state.limits.maxParallel",
  },
  {
    name: "back-off-not-waited",
    bug: "a failing provider is asked again at once",
    file: "src/schedule/agenda.ts",
    find: "if (notBefore !== null)",
    replace: "if (notBefore !== null && notBefore < 0)",
  },
  {
    name: "budget-ignored",
    bug: "tasks start although the budget is used up",
    file: "src/schedule/advance.ts",
    find: "return !paused && exhausted === null &&",
    replace: "return !paused && (exhausted === null || !paused) &&",
  },
  {
    name: "pause-ignored",
    bug: "tasks start in a paused run",
    file: "src/schedule/advance.ts",
    find: "return !paused && exhausted === null &&",
    replace: "return (!paused || exhausted === null) && exhausted === null &&",
  },
  {
    name: "keep-going-always",
    bug: "tasks start after one has failed, although they must not",
    file: "src/schedule/advance.ts",
    find: "(limits.keepGoing || agenda.counts.failed === 0)",
    replace: "(limits.keepGoing || agenda.counts.failed >= 0)",
  },
  {
    name: "hard-stop-is-soft",
    bug: "at a hard bound what runs goes on",
    file: "src/schedule/advance.ts",
    find: "exhausted !== null && before.limits.budget.hard",
    replace: "exhausted !== null && before.limits.maxParallel < 0",
  },
  {
    name: "blocked-for-good",
    bug: "what waits for a task that a person has moved on stays blocked",
    file: "src/schedule/agenda.ts",
    find: 'if (one.name === "blocked")\n',
    replace: 'if (one.name === "blocked" && task < 0)\n',
  },
  {
    name: "nothing-is-called-off",
    bug: "what a person calls off, or a hard bound, is told to end, and nobody hears it",
    file: "src/run/perform.ts",
    find: 'if (command.type === "abort") return this.#running.get(task)?.abort();',
    replace: 'if (command.type === "abort") return;',
  },
  {
    name: "tick-before-checks",
    bug: "an agent's word that it is done is proof",
    file: "src/schedule/task.ts",
    find: 'return newCheck(calm, { name: "checking", attempt: state.attempt, session: state.session, round: 1 }, null);',
    replace:
      'return become(calm, { name: "integrating", attempt: state.attempt, by: "proof", judged: false }, { type: "tick", task: record.spec.id, notes: null });',
  },
  {
    name: "silence-approves",
    bug: "a reviewer who gives no answer has approved",
    file: "src/schedule/task.ts",
    find: 'if (review?.verdict === "APPROVE")',
    replace: 'if (review?.verdict !== "REJECT")',
  },
  {
    name: "attempts-not-counted",
    bug: "a task that fails is tried as often as it likes",
    file: "src/schedule/failures.ts",
    find: "if (record.attempts >= limits.maxAttempts)",
    replace: "if (record.attempts >= limits.maxAttempts + 2)",
  },
  {
    name: "advice-without-end",
    bug: "a task that fails with advice is tried once more",
    file: "src/schedule/failures.ts",
    find: "if (record.recovered) return",
    replace: "if (record.recovered && strikes < 0) return",
  },
  {
    name: "doubt-passes",
    bug: "a judge who cannot tell has passed the criterion",
    file: "src/verdict.ts",
    find: 'if (results.length === 0 || results.some((r) => r.verdict === "unsure")) return "unsure";',
    replace: 'if (results.length === 0) return "unsure";',
  },
  {
    name: "one-waiver-waives-all",
    bug: "a task with a waived criterion is held against none",
    file: "src/schedule/records.ts",
    find: "return results.filter(({ index }) => !waivers.some((waiver) => waiver.index === index));",
    replace: "return waivers.length > 0 ? [] : results;",
  },
  {
    name: "done-again-on-resume",
    bug: "a resumed run does anew what is done",
    file: "src/schedule/resume.ts",
    find: "return changeTask(record, { state: { ...state, retrying: state.unticked !== null } });",
    replace: 'return state.by === "proof" ? anew(record) : record;',
  },
  {
    name: "tick-again-on-resume",
    bug: "a resumed run ticks every box once more",
    file: "src/schedule/resume.ts",
    find: "retrying: state.unticked !== null",
    replace: "retrying: true",
  },
  {
    name: "word-taken-twice",
    bug: "a word that was journalled before a crash has its effect once more",
    file: "src/schedule/person.ts",
    find: 'if (state.said.has(word.id)) return "this has been said already";',
    replace: "",
  },
  {
    name: "cancel-goes-on",
    bug: "what was called off works on",
    file: "src/schedule/person.ts",
    find: 'const isRunning = isUnderWay(state) && "attempt" in state;',
    replace: 'const isRunning = false && isUnderWay(state) && "attempt" in state;',
  },
  {
    name: "reviewer-overrules-people",
    bug: "a reviewer sends back what a person has called done",
    file: "src/schedule.ts",
    find: 'record.state.by === "user" || record.spec.final',
    replace: "record.spec.final",
  },
  {
    name: "journal-not-awaited",
    bug: "events have their consequences before they are on the disk",
    file: "src/run/runner.ts",
    find: "await world.journal.sync();",
    replace: "void world.journal.sync().catch(() => {});",
  },
  {
    name: "journal-tells-other-times",
    bug: "the machine is told another time than the journal",
    file: "src/run/runner.ts",
    find: "step(state, event, at);",
    replace: "step(state, event, at + 1);",
  },
  {
    name: "refusal-takes-back-the-end",
    bug: "a word that is refused at the end keeps the run from ending",
    file: "src/run/runner.ts",
    find: "if (!isOfNoEffect || isEnd) over = isEnd;",
    replace: "over = isEnd;",
  },
  {
    name: "bells-not-waited",
    bug: "a run ends while a task waits for its provider",
    file: "src/run/runner.ts",
    find: "while (!((over || stopped || failure) && isAtRest()))",
    replace: "while (!isAtRest())",
  },
  {
    name: "criteria-of-another-task",
    bug: "a task is held against the criteria of the plan's first one",
    file: "src/run/acceptance.ts",
    find: "const runTask = taskOf(context, command.task);",
    replace:
      'const runTask = { ...taskOf(context, [...context.state().tasks.keys()][0] ?? ""), id: command.task };',
  },
  {
    name: "fallback-loops",
    bug: "a failing model is gone back to within the same attempt",
    file: "src/run/prompting.ts",
    find: "nextCandidate(candidates, context.state().resting, now(), tried)",
    replace: "nextCandidate(candidates, context.state().resting, now())",
  },
  {
    name: "slots-not-given-back",
    bug: "a session keeps its slot when it is over",
    file: "src/run/prompting.ts",
    find: "slot.release();",
    replace: "",
  },
  {
    name: "usage-of-the-last-model",
    bug: "what the model before a fallback has used is forgotten",
    file: "src/run/prompting.ts",
    find: "usage = addUsage(usage, outcome.usage);",
    replace: "usage = outcome.usage;",
  },
  {
    name: "server-left-running",
    bug: "the server outlives the run",
    file: "src/run/server.ts",
    find: "current = null;\n        await runtime.close();",
    replace: "current = null;",
  },
  {
    name: "recovery-spares-nobody",
    bug: "taking a task back takes back what others have written",
    file: "src/run/recovery.ts",
    find: "if (shared.length > 0) {",
    replace: "if (shared.length < 0) {",
  },
  {
    name: "agents-tick-counts",
    bug: "a box that an agent has ticked is a person's word on the next resume",
    file: "src/run/opening.ts",
    find: " && !end.ticked.includes(id))",
    replace: ")",
  },
  {
    name: "torn-line-kept",
    bug: "a line that was torn by a crash is read as if it were whole",
    file: "src/run/journal.ts",
    find: "const length = bytes.lastIndexOf(0x0a) + 1;",
    replace: "const length = bytes.length;",
  },
];
