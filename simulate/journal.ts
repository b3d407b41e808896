import { writeError } from "../src/run/errors.ts";
import type { JournalEntry } from "../src/run/journal.ts";
import { type Journal, lineOf, parseJournal } from "../src/run/journal.ts";
import { Gone, type Life } from "./life.ts";
import type { Scene } from "./scene.ts";

/** Opens a run's journal, as a process does that begins: a torn last line is cut off. Throws `RunError` for a damaged one. */
export function openJournal(
  scene: Scene,
  life: Life,
  run: string,
  path: string,
): { journal: Journal; entries: JournalEntry[] } {
  const { entries, length } = parseJournal(path, Buffer.from(scene.journals.get(run) ?? ""));
  scene.journals.set(run, (scene.journals.get(run) ?? "").slice(0, length));
  return { journal: writer(scene, life, run, path, entries.length), entries };
}

function writer(scene: Scene, life: Life, run: string, path: string, written: number): Journal {
  let seq = written;
  let lines = "";
  let inFlight = "";
  const put = (text: string) => scene.journals.set(run, (scene.journals.get(run) ?? "") + text);
  const putPart = () => {
    put(inFlight.slice(0, scene.random.between(0, inFlight.length)));
    inFlight = "";
  };
  // What was not synced may have come to the disk, whole or in part.
  life.onDeath(putPart);
  return {
    append(event, at) {
      if (!life.alive) throw new Gone();
      const entry = { seq: ++seq, at: at.toISOString(), event };
      lines += lineOf(entry);
      scene.observe({ type: "journal.appended", entry });
      return entry;
    },
    sync() {
      inFlight = lines;
      lines = "";
      const upTo = seq;
      return life.ask(scene.lasting(3), () => {
        try {
          scene.needSpace();
        } catch (error) {
          putPart();
          throw writeError(path, error);
        }
        put(inFlight);
        inFlight = "";
        scene.observe({ type: "journal.synced", upTo });
      });
    },
    close() {},
  };
}
