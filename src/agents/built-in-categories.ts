import type { CategoryDefinition } from "./definition.ts";
import { capable, deepest, quickest } from "./wishes.ts";

/** Categories that every plan may name, as they come with omo. */
export const builtInCategories: readonly CategoryDefinition[] = [
  {
    name: "visual-engineering",
    description: "interfaces: layout, styling, components, interaction",
    models: capable,
    prompt: `Look at the pages, components and design tokens that exist, and build from them. Cover every
state: hover, focus, disabled, empty, loading, error. Check narrow and wide screens, and the keyboard alone.
Where a browser is available, look at the real page before you call it done.`,
  },
  {
    name: "artistry",
    description: "open problems that want an unusual idea",
    models: deepest,
    prompt: `The first idea is the common one. Sketch three that differ in kind, hold them against the
constraints of the task, and carry one through to the end. Be bold where the task leaves room, and exact
where it does not. Say in a sentence why this one.`,
  },
  {
    name: "ultrabrain",
    description: "hard logic: algorithms, concurrency, numerics, architecture",
    models: deepest,
    prompt: `Write down the invariants before the code, and what happens at each boundary: none, one, many,
at once, interrupted. Choose the simplest structure that keeps them. Test the invariants rather than
examples alone, and look for the input that breaks your own solution.`,
  },
  {
    name: "deep",
    description: "a goal that wants much exploring before anything is changed",
    models: deepest,
    prompt: `Understand before you change: follow the behaviour from its entry to its effect, with callers
and tests. Reproduce the problem or pin down today's behaviour first. Mend the cause and every place that
shares it. Show the result with a test that failed before.`,
  },
  {
    name: "quick",
    description: "one small change in a known place",
    models: quickest,
    prompt: `Go to the place, make the smallest change that does it, run the check that belongs to it, and
stop. No refactoring and no new abstractions by the way. If it turns out to be larger than it looked, say so
in the report.`,
  },
  {
    name: "unspecified-low",
    description: "fits no other category; little effort",
    models: capable,
    prompt: "",
  },
  {
    name: "unspecified-high",
    description: "fits no other category; much effort",
    models: deepest,
    prompt: "",
  },
  {
    name: "writing",
    description: "documents, messages and other prose for people",
    models: capable,
    prompt: `Settle who reads it and what they want to do next; put that first. Short sentences, concrete
words, one term for one thing. Take every name, option and output from the code, and run every command you
show. Keep the voice of the documents around it.`,
  },
  {
    name: "git",
    description: "history itself: finding a commit, conflicts, splitting, rebasing",
    models: quickest,
    prompt: `Read status and log before anything else. Commits belong to the executor unless the task itself
is about history. Before a rewrite, keep the old tip under a branch name; after it, show that the resulting
tree is what it should be. Never push unless told to.`,
  },
];
