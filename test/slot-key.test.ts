import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slotKeyOf } from "../src/run/slots.ts";
import { effort } from "./effort.ts";

describe("slotKeyOf", () => {
  const name = fc.constantFrom("a", "b", "constructor", "__proto__", "a b", "");
  const model = fc.oneof(
    name,
    fc.tuple(name, name).map((parts) => parts.join("/")),
    fc.tuple(name, name, name).map((parts) => parts.join("/")),
  );
  const numbers = (names: fc.Arbitrary<string>) =>
    fc.array(fc.tuple(names, fc.integer({ min: 1, max: 100 })), { maxLength: 6 }).map(Object.fromEntries);
  const limits = fc.record({
    byModel: numbers(model),
    byProvider: numbers(name),
    default: fc.option(fc.integer({ min: 1, max: 100 })),
  });

  test.each([
    { model: "a/x", key: "model:a/x", limit: 1 },
    { model: "a/y", key: "provider:a", limit: 2 },
    { model: "a/x/free", key: "provider:a", limit: 2 },
    { model: "a", key: "provider:a", limit: 2 },
    { model: "A/x", key: "model:A/x", limit: 3 },
    { model: "b/x", key: "model:b/x", limit: 3 },
    { model: null, key: "default", limit: 3 },
  ])("of $model is $key, $limit at once", ({ model, ...expected }) => {
    const limits = { byModel: { "a/x": 1 }, byProvider: { a: 2 }, default: 3 };
    expect(slotKeyOf(model, limits)).toEqual(expected);
  });

  test("gives one limit: the model's, else the provider's, else the default", () => {
    fc.assert(
      fc.property(model, limits, (model, limits) => {
        const byModel = new Map(Object.entries(limits.byModel));
        const byProvider = new Map(Object.entries(limits.byProvider));
        const provider = /^[^/]*/.exec(model)?.[0] ?? "";
        expect(slotKeyOf(model, limits).limit).toBe(
          byModel.get(model) ?? byProvider.get(provider) ?? limits.default ?? 5,
        );
        expect(slotKeyOf(null, limits).limit).toBe(limits.default ?? 5);
      }),
      { numRuns: effort(500) },
    );
  });

  test("counts two models together where a provider's number holds for both, and nowhere else", () => {
    fc.assert(
      fc.property(model, model, limits, (one, other, limits) => {
        const [a, b] = [slotKeyOf(one, limits), slotKeyOf(other, limits)];
        const shares = (model: string) =>
          !Object.hasOwn(limits.byModel, model) &&
          Object.hasOwn(limits.byProvider, model.split("/")[0] ?? "");
        const together = shares(one) && shares(other) && one.split("/")[0] === other.split("/")[0];
        expect(a.key === b.key).toBe(one === other || together);
        if (a.key === b.key) expect(a.limit).toBe(b.limit);
        expect([a.key, b.key]).not.toContain(slotKeyOf(null, limits).key);
      }),
      { numRuns: effort(500) },
    );
  });
});
