import { z } from "zod";

/** A model as opencode lists it. */
export const modelName = z.string().regex(/^[^/\s]+\/\S+$/, "a model is written `provider/model`");

const temperature = z.number().min(0).max(2);

/** One more model to try, alone or with settings of its own. */
const fallback = z.union([
  modelName,
  z.strictObject({ model: modelName, variant: z.string().min(1, "a variant has a name").optional() }),
]);

/** Which model works, and how: common to agents, categories and the reviewer. */
export const modelSettings = z.strictObject({
  model: modelName.optional().describe("as opencode lists it: provider/model"),
  variant: z.string().min(1, "a variant has a name").optional().describe("e.g. its reasoning effort"),
  fallback_models: z
    .union([modelName, z.array(fallback)])
    .optional()
    .describe("models to go on with, in this order, when the provider of one before fails"),
  temperature: temperature.optional().describe("0 to 2; the model's own where absent"),
  top_p: z.number().min(0).max(1).optional().describe("0 to 1; the model's own where absent"),
});

/** Settings of a kind of task. */
export const categorySettings = modelSettings.extend({
  description: z.string().optional().describe("for which tasks it is; shown to people"),
  prompt_append: z.string().optional().describe("added to the brief of its tasks; `file://` names a file"),
  disable: z.boolean().optional().describe("as if it were not there: naming it is a mistake"),
});

const right = z.enum(["allow", "ask", "deny"]);

/** Settings of an agent. */
export const agentSettings = modelSettings.extend({
  category: z.string().optional().describe("whose model it takes where it has none of its own"),
  skills: z.array(z.string()).optional().describe("skills that its tasks get besides those they name"),
  prompt_append: z.string().optional().describe("added to its prompt; `file://` names a file"),
  tools: z
    .record(z.string(), z.boolean())
    .optional()
    .describe("false takes a tool away; true gives none that it does not have"),
  permission: z
    .record(z.string(), z.union([right, z.record(z.string(), right)]))
    .optional()
    .describe("deny takes a right away, also for a pattern; ask is deny, since nobody is there to ask"),
  description: z
    .string()
    .optional()
    .describe("what it is for; shown to people and to agents that may ask it"),
  disable: z.boolean().optional().describe("as if it were not there: naming it is a mistake"),
});
