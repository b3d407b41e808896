import type { PersonAction } from "../src/event.ts";
import { setBox } from "./conduct.ts";
import type { Life } from "./life.ts";
import type { MadeTask } from "./plans.ts";
import type { Scene } from "./scene.ts";
import { nature, type Owner } from "./timeline.ts";
import type { Kind } from "./weather.ts";

/** The longest after the start of a process that something is set to come between, in milliseconds. */
const horizon = 3_000_000;

/** Sets what is to come between while a process runs. `interrupt` is what Ctrl-C does. */
export function setMeanwhile(scene: Scene, life: Life, interrupt: () => void): void {
  const { weather, timeline } = scene;
  const at = (kind: Kind, owner: Owner, happen: () => void) => {
    for (let times = 0; times < 4 && weather.strikes(kind); times++)
      timeline.after(weather.random(kind).magnitude(horizon), owner, () => {
        if (!weather.calm) happen();
      });
  };
  at("interrupt", life, interrupt);
  at("word", life, () => say(scene));
  at("plan-edit", nature, () => editPlan(scene));
  at("clock", nature, () => {
    const random = weather.random("clock");
    timeline.offset += random.magnitude(7_200_000) * (random.chance(0.5) ? 1 : -1);
  });
  at("disk-full", nature, () => {
    scene.fullUntil = timeline.now + weather.random("disk-full").magnitude(300_000);
  });
}

const actions: readonly PersonAction[] = [
  "approve",
  "reject",
  "retry",
  "waive",
  "adopt",
  "pause",
  "resume",
  "cancel",
];

/** A person says something that comes to their mind. */
export function say(scene: Scene): void {
  const random = scene.weather.random("word");
  const action = random.pick(actions);
  const mayBeOfAll = action === "cancel" || action === "adopt";
  const isOfAll = action === "pause" || action === "resume" || (mayBeOfAll && random.chance(0.3));
  const task = isOfAll ? null : random.pick([...scene.made.tasks.values()]);
  const criterion = action === "waive" ? random.below(3) : null;
  for (let times = scene.weather.strikes("answer-twice") ? 2 : 1; times > 0; times--)
    leave(scene, action, task?.id ?? null, criterion);
}

/** Leaves a word for the run. */
export function leave(
  scene: Scene,
  action: PersonAction,
  task: string | null,
  criterion: number | null = null,
): void {
  const id = `w${++scene.words}`.padStart(6, "0");
  scene.inbox.push({ type: "person.said", id, action, task, text: "", criterion });
  for (const look of scene.watchers) look();
}

/** A person edits the plan file. */
export function editPlan(scene: Scene): void {
  const random = scene.weather.random("plan-edit");
  const task = random.pick([...scene.made.tasks.values()]);
  const edits = [
    () => setBox(scene, task, random.pick(["x", " ", "X", "~"])),
    () => retitle(scene, task),
    () => takeOut(scene, task),
    () => putAway(scene),
    () => addRemark(scene),
  ];
  random.pick(edits)();
}

function addRemark(scene: Scene): void {
  if (scene.planText !== null) scene.planText = `${scene.planText}\nA remark.\n`;
}

function retitle(scene: Scene, { id, title }: MadeTask): void {
  scene.planText =
    scene.planText?.replace(new RegExp(`^(- \\[.\\] ${id}\\. )${title}$`, "m"), `$1${title} anew`) ?? null;
}

function takeOut(scene: Scene, { id, title }: MadeTask): void {
  scene.planText =
    scene.planText?.replace(new RegExp(`^- \\[.\\] ${id}\\. ${title}\\n(?:\\n| .*\\n)*`, "m"), "") ?? null;
}

/** As while another branch is checked out. */
function putAway(scene: Scene): void {
  scene.putAway();
  scene.timeline.after(scene.weather.random("plan-edit").magnitude(60_000), nature, () => scene.bringBack());
}
