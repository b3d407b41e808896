import type { PlanEdited, TaskChange, TaskSpec } from "../event.ts";
import { isUnderWay, type RunState, type TaskRecord } from "../state.ts";
import type { RunnablePlan } from "./compile.ts";
import type { Emit } from "./emit.ts";
import type { Revisions } from "./revisions.ts";
import type { PlanFile } from "./world.ts";

/** What the plan file's text makes of a run. */
export type Comparison = Pick<PlanEdited, "problem" | "changes">;

/** How a text of the plan differs from what the tasks of a run go by. Pure. */
export function compareWithRun(state: RunState, revisions: Revisions, present: RunnablePlan): Comparison {
  const known = new Set(revisions.first.blockers.map(({ code }) => code));
  const [blocker] = present.blockers.filter(({ code }) => !known.has(code));
  if (blocker) return { problem: `${blocker.code}: ${blocker.message}`, changes: [] };
  const specs = new Map(present.specs.map((spec) => [spec.id, spec]));
  const changes: TaskChange[] = [];
  for (const [id, record] of state.tasks) {
    const spec = specs.get(id) ?? null;
    const kind = spec === null ? "removed" : kindOf(record, spec, revisions.task(state, id), present);
    if (kind !== null) changes.push({ task: id, kind, spec });
  }
  for (const spec of present.specs)
    if (!state.tasks.has(spec.id)) changes.push({ task: spec.id, kind: "added", spec });
  // Counted, and not named: nobody can tell which of them an edit is about.
  const isUnnamed = ({ task, kind }: TaskChange) =>
    task.startsWith("@") && kind !== "ticked" && kind !== "emptied";
  if (changes.some(isUnnamed))
    return {
      problem: "tasks without labels have moved or changed, and none can be told from another",
      changes: [],
    };
  return { problem: null, changes };
}

function kindOf(
  { state, spec: before, claim }: TaskRecord,
  spec: TaskSpec,
  old: { readonly meaning: string; readonly task: { readonly box: unknown } },
  present: RunnablePlan,
): TaskChange["kind"] | null {
  if (present.tasks.get(spec.id)?.meaning !== old.meaning) return "changed";
  const isTicked = spec.claimed === "user";
  if (state.name === "done") {
    if (!isTicked && old.task.box !== null && state.unticked === null) return "emptied";
  } else if (isTicked && !isUnderWay(state) && claim === null) return "ticked";
  const isMoved =
    spec.dependsOn.join("\n") !== before.dependsOn.join("\n") ||
    spec.final !== before.final ||
    // What a person has made of a task that was set aside still holds, as long as the plan says the same of it.
    (spec.claimed === "set-aside") !== (before.claimed === "set-aside");
  return isMoved && state.name !== "done" ? "moved" : null;
}

/** What looking after the plan file needs. */
export interface PlanWatch {
  readonly planFile: PlanFile;
  readonly state: () => RunState;
  readonly revisions: Revisions;
  /** Compiles a text as the run does. */
  readonly compile: (text: string) => RunnablePlan;
  /** Makes ready what the tasks of a text need beyond those the run has; why that cannot be, or null. */
  readonly prepare: (plan: RunnablePlan) => Promise<string | null>;
  /** Whether the user has said that what a text means may be done. */
  readonly isTrusted: (plan: RunnablePlan) => boolean;
  readonly emit: Emit;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
}

/** Tells the run of each edit of its plan file, until it is told to stop. Resolves once the file was looked at first. */
export async function watchPlan(watch: PlanWatch): Promise<() => void> {
  let seen: string | null = null;
  let mistrusted: RunnablePlan | null = null;
  const look = async () => {
    const text = watch.planFile.read();
    // A file that is not there just now may be on its way from an editor.
    if (text === null) return;
    const isTrustedNow = mistrusted !== null && watch.isTrusted(mistrusted);
    if (text === seen && !isTrustedNow) return;
    seen = text;
    mistrusted = await tellEdit(watch, text);
  };
  await look();
  return watch.planFile.watch(() => void look().catch(() => {}));
}

/** Gives back the text's plan where nothing is done about it as long as nobody trusts it. */
async function tellEdit(watch: PlanWatch, text: string): Promise<RunnablePlan | null> {
  const { planFile, state, revisions, emit } = watch;
  const present = watch.compile(text);
  // Whatever has changed of a task, it may go by the new text from now on.
  const isOther = compareWithRun(state(), revisions, present).changes.length > 0;
  const isMistrusted = isOther && !watch.isTrusted(present);
  const unprepared = isMistrusted ? mistrust : isOther ? await watch.prepare(present) : null;
  // Whoever goes on with the run looks at the plan anew.
  if (watch.signal.aborted) return null;
  // The run may have gone on meanwhile.
  const compared = compareWithRun(state(), revisions, present);
  const problem = compared.problem ?? unprepared;
  const changes = problem === null ? compared.changes : [];
  const before = state();
  // Ticks of our own, or nothing that a task is about.
  if (changes.length === 0 && problem === null && before.held.size === 0 && before.problem === null)
    return null;
  const revision = before.revision + 1;
  planFile.keep(revision, text);
  if (problem === null) revisions.add(revision, present);
  await emit({ type: "plan.edited", revision, problem, changes });
  return isMistrusted ? present : null;
}

/** An agent may have made the edit, and could have anything run. */
const mistrust = "you have not said that you trust it as it is now: `omo plan trust` shows what it can do";
