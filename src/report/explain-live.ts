import type { TellingState } from "../schedule/why.ts";
import type { TaskRecord } from "../state.ts";
import { timeText } from "./amounts.ts";
import { type Known, latest, type Phrase } from "./explain-known.ts";
import { momentText } from "./runs.ts";

/** A state in which something is done about a task just now. */
export type LiveState = Extract<
  TellingState,
  { readonly name: "running" | "checking" | "recovering" | "integrating" | "reopening" }
>;

const livePast: Readonly<Record<LiveState["name"], string>> = {
  running: "running",
  checking: "being checked",
  recovering: "being stopped, after too many failures,",
  integrating: "about to be ticked",
  reopening: "being sent back by a final review",
};

/** What is said of a task that was under way when nobody worked on its run any more. */
export function leftPhrase({ name }: LiveState, { standing }: Known): Phrase {
  const end = standing === "cut-off" ? "was cut off" : "ended";
  return { text: `was ${livePast[name]} when the run ${end}`, details: [] };
}

/** What is said of a task that is under way, or would be once a run begins. */
export function livePhrase(state: LiveState, { spec, attempts }: TaskRecord, known: Known): Phrase {
  if (known.standing === null) return { text: "would start at once", details: [] };
  const begun = known.since.get(spec.id);
  const since =
    begun === undefined
      ? ""
      : `, since ${momentText(new Date(begun).toISOString())} (${timeText(Math.max(0, known.now - begun))})`;
  switch (state.name) {
    case "running": {
      const what = spec.final ? "is in review" : `is running, attempt ${attempts}`;
      return { text: `${what}${since}`, details: [...sessionDetails(spec.id, state.session, known)] };
    }
    case "checking":
      return {
        text: `is being checked: its criteria are put to the test${since}`,
        details: awaitedSlots(null, known),
      };
    case "recovering":
      return {
        text: `has failed too often: it is stopped, and advice is asked for${since}`,
        details: awaitedSlots(null, known),
      };
    case "integrating":
      return { text: "is settled, and its box is about to be ticked", details: [] };
    case "reopening":
      return { text: "was sent back by a final review, and its box is about to be emptied", details: [] };
  }
}

function sessionDetails(task: string, session: string | null, known: Known): string[] {
  const opened = latest(known, task, "session.opened");
  const other = latest(known, task, "model.fell-back");
  if (session === null || opened === undefined)
    return ["Its session is about to be opened.", ...awaitedSlots(null, known)];
  const isLater = other !== undefined && other.attempt >= opened.attempt;
  const { model } = isLater ? other.next : opened;
  return [
    `Session ${session}: ${opened.agent}, ${model ?? "the default model"}.`,
    ...awaitedSlots({ model }, known),
  ];
}

/** What is said of slots that the run waits for. @param of only those that a model is counted under; null for all */
function awaitedSlots(of: { readonly model: string | null } | null, { slots }: Known): string[] {
  return slots
    .filter(({ key }) => of === null || keysOf(of.model).includes(key))
    .map(({ key, limit, holders }) => {
      const what = key === "default" ? "the default model" : key.replace(/^(?:model|provider):/, "");
      const all = limit === 1 ? "the only one is" : `all ${limit} are`;
      return `This session or another one of the run waits for a slot of ${what}: ${all} held by ${holders.join(", ") || "nobody any more"}.`;
    });
}

/** What slots of a model may be counted under: which of them it is, the configuration says. */
function keysOf(model: string | null): string[] {
  return model === null ? ["default"] : [`model:${model}`, `provider:${model.split("/", 1)[0]}`];
}
