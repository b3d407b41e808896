import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventSchema } from "../src/run/event-schema.ts";
import { fold } from "../src/schedule.ts";
import { noLimits } from "../src/state.ts";
import { effort } from "./effort.ts";
import { checkInvariants, doneIn, limits, luck, specs, start, World } from "./schedule-world.ts";

describe("step", () => {
  test("starts nothing before its dependencies or over the limit, proves what it calls done, and ends", () => {
    fc.assert(
      fc.property(specs, limits, luck, (tasks, bounds, draws) => {
        const world = new World(draws);
        start(world, tasks, bounds);
        for (let steps = 0; !world.finished; steps++) {
          // Each task has a bounded number of attempts, checks, reviews and ticks.
          expect(steps).toBeLessThan(tasks.length * 200);
          expect(world.pending.length).toBeGreaterThan(0);
          world.answer();
          checkInvariants(world.state);
        }
        for (const { state } of world.state.tasks.values())
          expect(["done", "failed", "awaiting", "blocked", "skipped"]).toContain(state.name);
      }),
      { numRuns: effort(500) },
    );
  });

  test("replay of the journal gives the live state, whatever the runner did", () => {
    fc.assert(
      fc.property(specs, limits, luck, fc.nat({ max: 60 }), (tasks, bounds, draws, cut) => {
        const world = new World(draws);
        start(world, tasks, bounds);
        for (let i = 0; i < cut && !world.finished; i++) world.answer();
        // As a later process reads it: through the text of the journal and its schema.
        const read = world.happened.map(({ event, at }) => ({
          event: eventSchema.parse(JSON.parse(JSON.stringify(event))),
          at,
        }));
        expect(fold(read)).toEqual(world.state);
      }),
      { numRuns: effort(300) },
    );
  });

  test("a run cut off again and again ends too, repeats no done task, and never has two commands for one", () => {
    const cuts = fc.array(
      fc.record({ after: fc.nat({ max: 30 }), lost: fc.nat({ max: 3 }), claim: fc.nat({ max: 12 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(specs, limits, luck, cuts, fc.boolean(), (tasks, bounds, draws, cuts, politely) => {
        let world = new World(draws);
        start(world, tasks, bounds);
        for (const { after, lost, claim } of cuts) {
          for (let i = 0; i < after && !world.finished; i++) world.answer();
          if (politely) world.emit({ type: "run.interrupted", signal: "SIGINT" });
          const kept = world.happened.slice(0, Math.max(1, world.happened.length - lost));
          const next = new World(draws.slice(after));
          next.state = fold(kept);
          next.now = world.now;
          next.happened.push(...kept);
          const claimed = next.state.tasks.get(`${claim}`);
          if (claimed?.state.name === "failed" || claimed?.state.name === "awaiting")
            next.emit({ type: "task.claimed", task: `${claim}` });
          world = next;
          const done = doneIn(world.state);
          world.emit({ type: "run.resumed", limits: { ...noLimits, ...bounds } });
          for (const command of world.pending)
            if ("task" in command && command.type !== "tick") expect(done).not.toContain(command.task);
        }
        while (!world.finished) {
          const commanded = world.pending.flatMap((command) => ("task" in command ? command.task : []));
          expect(new Set(commanded).size).toBe(commanded.length);
          world.answer();
          checkInvariants(world.state);
        }
        for (const { state } of world.state.tasks.values())
          expect(["done", "failed", "awaiting", "blocked", "skipped"]).toContain(state.name);
      }),
      { numRuns: effort(500) },
    );
  });

  test("a resume after which all goes well gets everything done that waits for nothing set aside", () => {
    fc.assert(
      fc.property(specs, limits, luck, fc.nat({ max: 60 }), (tasks, bounds, draws, cut) => {
        const world = new World(draws);
        start(world, tasks, bounds);
        for (let i = 0; i < cut && !world.finished; i++) world.answer();
        const second = new World([]);
        second.state = fold(world.happened);
        second.now = world.now;
        second.happened.push(...world.happened);
        second.emit({ type: "run.resumed", limits: { ...noLimits, ...bounds } });
        while (!second.finished) second.answer();
        const waitsForSetAside = (id: string): boolean => {
          const spec = tasks.find((task) => task.id === id);
          if (!spec || spec.claimed === "user") return false;
          return (
            spec.claimed === "set-aside" ||
            spec.claimed === "skipped" ||
            spec.dependsOn.some(waitsForSetAside)
          );
        };
        for (const { spec, state } of second.state.tasks.values())
          if (spec.claimed === "skipped") expect(state.name).toBe("skipped");
          else if (spec.claimed === "set-aside")
            expect(state).toMatchObject({ name: "awaiting", attempt: 0 });
          else if (waitsForSetAside(spec.id)) expect(state.name).toBe("blocked");
          else expect(state).toMatchObject({ name: "done", unticked: null });
      }),
      { numRuns: effort(300) },
    );
  });
});
