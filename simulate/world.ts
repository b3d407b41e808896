import type { FileDemand } from "../src/criteria/check.ts";
import { formatEntry, hasEntry, notepadHead, notepads, parseNotepad, trimNotes } from "../src/notes.ts";
import { writeError } from "../src/run/errors.ts";
import type { ShellResult } from "../src/run/shell.ts";
import type { Slots } from "../src/run/slots.ts";
import { type BoxOwner, type BoxResult, findBoxIn } from "../src/run/tick.ts";
import type { World } from "../src/run/world.ts";
import type { Life } from "./life.ts";
import { criterionOfDemand, criterionOfScript } from "./plans.ts";
import type { Scene } from "./scene.ts";

/** Where a simulated run believes to be. */
export const place = { root: "/repository", planFile: "/repository/plans/p.md", file: "plans/p.md" };

/** A scene as a process of the executor meets it: the whole of its world but journal and agents. */
export function simulatedWorld(scene: Scene, life: Life, run: string, slots: Slots): World {
  const { timeline, weather, random } = scene;
  return {
    clock: {
      now: () => timeline.clock(),
      // As a timer does: it counts from when it was set, whatever is done to the clock.
      ring: (at, ring) => life.later(at - timeline.clock(), ring),
    },
    tree: simulatedTree(scene, life),
    planFile: {
      read: () => life.act(() => scene.planText),
      tick: (owner) => changeBox(scene, life, owner, "tick") as BoxResult<"ticked">,
      untick: (owner) => changeBox(scene, life, owner, "untick") as BoxResult<"unticked">,
      keep: (revision, text) =>
        life.act(() => {
          needSpaceFor(scene, `revision ${revision}`);
          scene.kept.set(keptName(run, revision), text);
        }),
      watch: (look) => watchIn(scene, life, scene.planWatchers, look),
    },
    notepads: {
      append: (task, title, notes) =>
        life.act(() => {
          scene.observe({ type: "notes.kept", task });
          scene.needSpace();
          const trimmed = trimNotes(notes);
          const key = { file: place.file, task, run };
          for (const notepad of notepads) {
            const text = scene.notepads.get(notepad) ?? notepadHead(notepad);
            if (trimmed[notepad].length > 0 && !hasEntry(text, key))
              scene.notepads.set(notepad, text + formatEntry(title, { ...key, notes: trimmed[notepad] }));
          }
        }),
      read: () => {
        const read = (notepad: string) => parseNotepad(scene.notepads.get(notepad) ?? "");
        return { learnings: read("learnings"), decisions: read("decisions"), issues: read("issues") };
      },
    },
    inbox: {
      read: () => life.act(() => [...scene.inbox]),
      drop: (id) =>
        life.act(() => {
          scene.inbox = scene.inbox.filter((word) => word.id !== id);
        }),
      watch: (look) => watchIn(scene, life, scene.watchers, look),
    },
    slots,
    redact: null,
    shell: ({ script, mark, timeout, signal }) => {
      const criterion = criterionOfScript(scene.made, script);
      if (criterion === null) throw new Error(`no script of the plan: ${script}`);
      const command = { ...criterion, mark, signal };
      life.act(() => scene.observe({ type: "command.started", command }));
      const fault = weather.strikes("shell-fails")
        ? random.pick(["timed-out", "not-started"] as const)
        : null;
      const end = (how: ShellResult["end"], duration: number): ShellResult => {
        const isMet = how === "exited" && holds(scene, criterion);
        const verdict = isMet ? "pass" : how === "exited" || how === "timed-out" ? "fail" : "unsure";
        scene.observe({ type: "command.ended", command, verdict });
        return how === "exited"
          ? { end: how, status: isMet ? 0 : 1, output: "", duration }
          : { end: how, status: null, output: "", duration };
      };
      return new Promise((resolve) => {
        const began = timeline.now;
        const answer = (how: ShellResult["end"]) => () => {
          takeBack();
          signal.removeEventListener("abort", onAbort);
          resolve(end(how, timeline.now - began));
        };
        const wait = fault === "timed-out" ? timeout : scene.lasting(2_000);
        let takeBack = life.later(wait, answer(fault ?? "exited"));
        const onAbort = () => {
          takeBack();
          takeBack = life.later(lateness(scene), answer("cancelled"));
        };
        if (signal.aborted) onAbort();
        else signal.addEventListener("abort", onAbort, { once: true });
      });
    },
    keepFailures: (task) =>
      life.act(() => {
        scene.observe({ type: "failures.kept", task });
        needSpaceFor(scene, `failures of ${task}`);
        return `.omo/runs/${run}/failures/${task}.md`;
      }),
  };
}

/** The name under which a run keeps a text of its plan. */
export function keptName(run: string, revision: number): string {
  return `${run}/${revision}`;
}

/** Throws `RunError` where nothing can be written. */
function needSpaceFor(scene: Scene, path: string): void {
  try {
    scene.needSpace();
  } catch (error) {
    throw writeError(path, error);
  }
}

/** Calls back a while after something has changed, until it is told to stop. */
function watchIn(scene: Scene, life: Life, watchers: Set<() => void>, look: () => void): () => void {
  const watcher = () => void life.later(scene.random.between(0, 300), look);
  watchers.add(watcher);
  const stop = () => void watchers.delete(watcher);
  life.onDeath(stop);
  return stop;
}

/** How long what was told to stop takes to, in milliseconds. */
export function lateness(scene: Scene): number {
  return scene.weather.strikes("answer-late")
    ? scene.random.between(1_000, 60_000)
    : scene.random.between(0, 50);
}

function simulatedTree(scene: Scene, life: Life): World["tree"] {
  const { weather } = scene;
  const takesTime = <T>(usual: number, answer: () => T): Promise<T> => life.ask(scene.lasting(usual), answer);
  return {
    snapshot: () =>
      takesTime(100, () => {
        if (weather.strikes("git-fails") || scene.timeline.now < scene.fullUntil) return null;
        const name = `${scene.snapshots.size + 1}`.padStart(40, "0");
        scene.snapshots.set(name, new Map(scene.files));
        return name;
      }),
    diff: (base, files) => takesTime(50, () => `changes since ${base} of ${files.join(", ")}`),
    restore: (base, paths) => {
      life.act(() => scene.observe({ type: "tree.restored", paths }));
      return takesTime(100, () => {
        if (weather.strikes("git-fails")) throw new Error("git cannot write its index");
        const before = scene.snapshots.get(base);
        const changed = paths.filter((path) => before?.get(path) !== scene.files.get(path));
        for (const path of changed) {
          const content = before?.get(path);
          if (content === undefined) scene.files.delete(path);
          else scene.files.set(path, content);
        }
        return changed;
      });
    },
    changes: () => takesTime(50, () => [...scene.files.keys()].map((path) => `M ${path}`).join("\n")),
    look: ({ demands }) =>
      life.act(() => {
        const fails = demands.filter((demand) => !meets(scene, demand));
        for (const demand of demands) {
          const criterion = criterionOfDemand(scene.made, demand);
          if (criterion)
            scene.observe({
              type: "file.looked-at",
              ...criterion,
              verdict: meets(scene, demand) ? "pass" : "fail",
            });
        }
        return { outcome: fails.length > 0 ? "fails" : "holds", reason: `${fails.length} demands not met` };
      }),
    read: (path) => {
      const content = scene.files.get(path);
      return content === undefined ? null : Buffer.from(content);
    },
    documents: () => [],
  };
}

/** Whether the work of a criterion is done: its word stands in its task's file. */
export function holds(scene: Scene, { task, index }: { task: string; index: number }): boolean {
  const made = scene.made.tasks.get(task);
  const word = made?.criteria[index]?.word;
  const content = scene.files.get(made?.path ?? "") ?? "";
  return index === -1 ? content !== "" : word !== undefined && content.split(" ").includes(word);
}

function meets(scene: Scene, demand: FileDemand): boolean {
  const criterion = criterionOfDemand(scene.made, demand);
  return criterion !== null && holds(scene, criterion);
}

function changeBox(
  scene: Scene,
  life: Life,
  { task, meaning }: BoxOwner,
  change: "tick" | "untick",
): BoxResult<"ticked" | "unticked"> {
  return life.act(() => {
    const id = task.label?.value ?? task.title.value;
    scene.observe({ type: "box.changed", change, task: id });
    if (!task.box) return { outcome: "no-box", message: "" };
    if (scene.planText === null) return { outcome: "lost", message: "the plan file cannot be read (ENOENT)" };
    const [from, to] = change === "tick" ? [" ", "x"] : ["x", " "];
    const found = findBoxIn(Buffer.from(scene.planText), place.planFile, task, {
      from,
      to,
      meaning: change === "tick" ? meaning : null,
    });
    if ("outcome" in found) return found;
    needSpaceFor(scene, place.planFile);
    scene.planText = scene.planText.slice(0, found.offset) + to + scene.planText.slice(found.offset + 1);
    return { outcome: change === "tick" ? "ticked" : "unticked", message: "" };
  });
}
