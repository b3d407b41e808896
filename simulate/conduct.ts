import type { FailureReason, PromptRequest, ProviderFault, Usage } from "../src/runtime/runtime.ts";
import { noUsage } from "../src/usage.ts";
import type { Prompt } from "./observation.ts";
import type { MadeTask } from "./plans.ts";
import type { Scene, Session } from "./scene.ts";
import { holds } from "./world.ts";

/** How an agent conducts itself on one prompt. */
export interface Conduct {
  /** Milliseconds until it is done. */
  readonly duration: number;
  /** What it does to the world, at its end. */
  readonly act: () => void;
  readonly text: string;
  readonly answer: unknown;
  /** What it has left open of its own list. */
  readonly todos: readonly string[];
  readonly usage: Usage;
  readonly wrote: readonly string[];
  /** How it comes to no good end; null where it does. */
  readonly failure: {
    readonly reason: FailureReason;
    readonly fault: ProviderFault | null;
    readonly message: string;
  } | null;
}

/** Decides how an agent conducts itself. */
export function conductOf(scene: Scene, request: PromptRequest, prompt: Prompt): Conduct {
  const { weather, random } = scene;
  const session = scene.sessions.get(prompt.session) as Session;
  session.prompts++;
  const usage = usageOf(scene);
  const quiet = {
    duration: scene.lasting(60_000),
    act: () => {},
    text: "",
    answer: null,
    todos: [],
    usage,
    wrote: [],
  };
  const fails = (reason: FailureReason, fault: ProviderFault | null = null, duration = quiet.duration) => ({
    ...quiet,
    duration,
    failure: { reason, fault, message: "as it happens" },
  });
  if (session.prompts > 1 && weather.strikes("session-lost"))
    return { ...fails("no-such-session"), usage: noUsage, duration: 10 };
  if (weather.strikes("provider")) return fails("provider", faultOf(scene));
  if (weather.strikes("agent-hangs"))
    return random.chance(0.5)
      ? fails("stalled", null, request.limits.stall)
      : fails("timed-out", null, request.limits.total);
  if (weather.strikes("agent-fails"))
    return fails(random.pick(["step-cap", "refused", "no-answer", "cut-off", "context-overflow"] as const));
  switch (prompt.role) {
    case "work":
      return { ...quiet, failure: null, ...workOn(scene, prompt.task) };
    case "judge":
      return { ...quiet, failure: null, ...judge(scene, session, prompt, request.opening ?? request.text) };
    case "review":
      return { ...quiet, failure: null, ...review(scene, prompt) };
    case "advise":
      return { ...quiet, failure: null, answer: weather.strikes("judge-unsure") ? {} : advice };
  }
}

const advice = { conclusion: "It can be done.", plan: ["Do it."], effort: "Quick", risks: [] };

/** Sums of these are exact, whatever their order. */
function usageOf({ random }: Scene): Usage {
  const tokens = () => random.below(1_000);
  const cost = random.below(64) / 64;
  return { input: tokens(), output: tokens(), reasoning: 0, cacheRead: tokens(), cacheWrite: 0, cost };
}

function faultOf({ weather }: Scene): ProviderFault {
  const random = weather.random("provider");
  return random.chance(0.7)
    ? random.pick(["rate-limit", "server"] as const)
    : random.pick(["quota", "auth", "unknown-model"] as const);
}

function workOn(scene: Scene, id: string): Pick<Conduct, "act" | "text" | "todos" | "wrote"> {
  const { weather, random, made } = scene;
  const task = made.tasks.get(id) as MadeTask;
  const liar = weather.strikes("agent-lies");
  const words = task.criteria.map(({ word }) => word).filter(() => !liar || random.chance(0.4));
  const meddles = weather.strikes("agent-meddles");
  const other = random.pick([...made.tasks.values()]);
  const learnings = random.chance(0.5) ? [`how ${id} works`] : [];
  const asks = weather.strikes("agent-stops") && random.chance(0.3) ? "Which of the two?" : "";
  const notes = { learnings, decisions: [], issues: [], asks };
  const todos = weather.strikes("agent-stops") ? [`the rest of ${id}`, `more ${random.below(3)}`] : [];
  const text = `Done.\n\n\`\`\`json\n${JSON.stringify(notes)}\n\`\`\``;
  const act = () => {
    scene.files.set(task.path, ["work", ...words].join(" "));
    if (meddles && random.chance(0.5)) scene.files.set(other.path, "trampled");
    else if (meddles) setBox(scene, random.chance(0.5) ? task : other, random.pick(["x", "x", " "]));
  };
  return { act, text, todos, wrote: meddles ? [task.path, other.path] : [task.path] };
}

/** Changes a task's box in the plan, as one does who edits the file. */
export function setBox(scene: Scene, { id, title }: Pick<MadeTask, "id" | "title">, mark: string): void {
  const before = scene.planText;
  const after = before?.replace(new RegExp(`^- \\[.\\] (?=${id}\\. ${title})`, "m"), `- [${mark}] `) ?? null;
  scene.planText = after;
  if (after !== before) scene.observe({ type: "box.edited", task: id, mark });
}

function judge(
  scene: Scene,
  session: Session,
  prompt: Prompt,
  text: string,
): Pick<Conduct, "act" | "answer"> {
  const { weather, random } = scene;
  const questions = [...text.matchAll(/^### Criterion (-?\d+)$/gm)].map((match) => Number(match[1]));
  if (questions.length > 0) session.asked = questions;
  if (weather.strikes("judge-unsure") && random.chance(0.6))
    return { act: () => {}, answer: random.pick([null, {}, { verdicts: [{ criterion: 0 }] }]) };
  const verdicts = session.asked.map((criterion) => ({
    criterion,
    verdict: weather.strikes("judge-unsure")
      ? "cannot-tell"
      : holds(scene, { task: prompt.task, index: criterion })
        ? "pass"
        : "fail",
    citation: "src:1",
    reason: "as it is",
  }));
  const twice = weather.strikes("answer-twice") ? verdicts.slice(0, 1) : [];
  const given = [...verdicts, ...twice.map((one) => ({ ...one, verdict: random.pick(["pass", "fail"]) }))];
  const act = () => {
    for (const { criterion, verdict } of twice.length > 0 ? given.slice(1, -1) : given)
      prompt.verdicts.set(criterion, verdict);
  };
  return { act, answer: { verdicts: given } };
}

function review(scene: Scene, prompt: Prompt): Pick<Conduct, "act" | "answer"> {
  const { weather, random, made } = scene;
  if (weather.strikes("judge-unsure")) return { act: () => {}, answer: random.pick([null, {}, "APPROVE"]) };
  if (weather.strikes("review-rejects")) {
    const named = [...made.tasks.keys(), "nobody"].filter(() => random.chance(0.3));
    return { act: () => {}, answer: { verdict: "REJECT", reasons: ["it is not good"], reopen: named } };
  }
  const act = () => {
    prompt.approved = true;
  };
  return { act, answer: { verdict: "APPROVE", reasons: ["it is good"] } };
}
