/**
 * Models that suit a kind of work, the best first, by their ids without a provider. The ids, what their makers say
 * they are for, and their prices are those of the model list that opencode 1.18.33 brings along. They age: whoever
 * names a model does without them.
 */

/** For long and hard work. */
export const deepest: readonly string[] = ["claude-opus-5-5", "gpt-6-astra", "kimi-k3", "glm-5.3"];

/** For everyday work. */
export const capable: readonly string[] = [
  "claude-sonnet-5",
  "gpt-6-sol",
  "glm-5.3",
  "kimi-k3",
  "gemini-3.8-flash",
];

/** For small things done often. */
export const quickest: readonly string[] = [
  "claude-haiku-4-5",
  "gpt-6-luna",
  "glm-5.3-flash",
  "gemini-3.8-flash",
];

/** Of the small ones, those that take images and PDFs. */
export const seeing: readonly string[] = ["claude-haiku-4-5", "gpt-6-luna", "glm-5.3-flash"];
