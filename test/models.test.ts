import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Candidate, candidatesOf, type ModelChain, nextCandidate } from "../src/agents/models.ts";
import { effort } from "./effort.ts";

/** A model as `provider/model` or `provider/model variant`. */
const choice = (text: string) => {
  const [model = null, variant = null] = text.split(" ");
  return { model, variant };
};

interface Chain {
  readonly first?: string;
  readonly fallbacks?: readonly string[];
  readonly wished?: readonly string[];
}

const chainOf = ({ first, fallbacks = [], wished = [] }: Chain): ModelChain => ({
  first: first === undefined ? null : choice(first),
  fallbacks: fallbacks.map(choice),
  wished,
  reason: "why",
});

const providers = [
  { id: "unchosen", chosen: false, models: ["opus", "haiku"] },
  { id: "router", chosen: true, models: ["maker/opus", "maker/kimi"] },
  { id: "maker", chosen: true, models: ["opus", "sonnet"] },
];

describe("the models that may work", () => {
  test.each<{ chain: Chain; disabled?: string[]; are: string[] }>([
    { chain: { first: "a/b high" }, are: ["a/b high"] },
    { chain: { first: "a/b", fallbacks: ["c/d low", "e/f"] }, are: ["a/b", "c/d low", "e/f"] },
    // A model that is named is taken as it is: no other is put in its place.
    { chain: { first: "a/b", wished: ["opus"] }, are: ["a/b"] },
    // What nobody has named is looked for at the user's own providers alone, the default comes last.
    { chain: {}, are: ["-"] },
    { chain: { wished: ["opus"] }, are: ["router/maker/opus", "-"] },
    { chain: { wished: ["haiku"] }, are: ["-"] },
    {
      chain: { wished: ["sonnet", "gone", "kimi"] },
      are: ["maker/sonnet", "router/maker/kimi", "-"],
    },
    { chain: { wished: ["sonnet"], fallbacks: ["x/y"] }, are: ["maker/sonnet", "x/y", "-"] },
    // An id is a whole one.
    { chain: { wished: ["pus", "opu"] }, are: ["-"] },
    // Providers that are off are passed over, in any case.
    { chain: { wished: ["opus"] }, disabled: ["Router"], are: ["maker/opus", "-"] },
    { chain: { wished: ["opus"] }, disabled: ["router", "maker"], are: ["-"] },
    { chain: { first: "A/b", fallbacks: ["c/d", "e/f"] }, disabled: ["a", "E"], are: ["c/d"] },
    { chain: { first: "a/b", wished: ["sonnet"] }, disabled: ["a"], are: ["maker/sonnet", "-"] },
    { chain: { first: "a/b", fallbacks: ["c/d"] }, disabled: ["a", "c"], are: ["-"] },
    { chain: { first: "ab/c" }, disabled: ["a"], are: ["ab/c"] },
  ])("of $chain without $disabled are $are", ({ chain, disabled = [], are }) => {
    const candidates = candidatesOf(chainOf(chain), providers, disabled);
    expect(
      candidates.map(({ model, variant }) => [model ?? "-", ...(variant ? [variant] : [])].join(" ")),
    ).toEqual(are);
  });

  test("each says why it is one", () => {
    const reasons = (chain: Chain) => candidatesOf(chainOf(chain), providers, []).map(({ reason }) => reason);
    expect(reasons({ first: "a/b", fallbacks: ["c/d"] })).toEqual(["why", "why; fallback"]);
    expect(reasons({ wished: ["opus"] })).toEqual([
      "why; suits it best of what there is",
      "why; opencode's default",
    ]);
  });

  test("are never none, and never of a provider that is off", () => {
    const model = fc.constantFrom("a/x", "b/y", "B/z high", "c/w");
    const chain = fc.record(
      {
        first: model,
        fallbacks: fc.array(model, { maxLength: 3 }),
        wished: fc.subarray(["opus", "kimi", "sonnet", "haiku"]),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(chain, fc.subarray(["a", "b", "c", "router", "MAKER"]), (of, disabled) => {
        const candidates = candidatesOf(chainOf(of), providers, disabled);
        expect(candidates.length).toBeGreaterThan(0);
        const off = disabled.map((name) => name.toLowerCase());
        for (const one of candidates)
          expect(off).not.toContain(one.model?.split("/")[0]?.toLowerCase() ?? "none");
      }),
      { numRuns: effort(300) },
    );
  });
});

describe("the model to try now", () => {
  const candidates = ["a/1", "b/2", null, "d/4"].map(
    (model): Candidate => ({ model, variant: null, reason: "r" }),
  );

  test.each<{ resting: Record<string, number>; tried?: number[]; next: number | null }>([
    { resting: {}, next: 0 },
    { resting: { "a/1": 101 }, next: 1 },
    // A rest is over at its time.
    { resting: { "a/1": 100 }, next: 0 },
    { resting: { "a/1": 200, "b/2": 200 }, next: 2 },
    // The runtime's default rests under no name.
    { resting: { "a/1": 200, "b/2": 200, "": 200 }, next: 3 },
    // Where all rest, the one that is up first.
    { resting: { "a/1": 300, "b/2": 150, "": 200, "d/4": 400 }, next: 1 },
    { resting: { "a/1": 300, "b/2": 300, "": 300, "d/4": 300 }, next: 0 },
    { resting: {}, tried: [0], next: 1 },
    { resting: { "b/2": 300 }, tried: [0, 2], next: 3 },
    { resting: { "b/2": 300, "d/4": 200 }, tried: [0, 2], next: 3 },
    { resting: {}, tried: [0, 1, 2, 3], next: null },
  ])("at 100, with $resting, after $tried: $next", ({ resting, tried = [], next }) => {
    const until = new Map(Object.entries(resting));
    expect(nextCandidate(candidates, until, 100, new Set(tried))).toBe(next);
  });

  test("is every one in turn, each once, whatever rests", () => {
    const rests = fc.dictionary(fc.constantFrom("a/1", "b/2", "", "d/4"), fc.nat({ max: 200 }));
    fc.assert(
      fc.property(rests, (resting) => {
        const tried = new Set<number>();
        const until = new Map(Object.entries(resting));
        for (let at = nextCandidate(candidates, until, 100, tried); at !== null; ) {
          expect(tried.has(at)).toBe(false);
          tried.add(at);
          at = nextCandidate(candidates, until, 100, tried);
        }
        expect(tried.size).toBe(candidates.length);
      }),
      { numRuns: effort(200) },
    );
  });
});
