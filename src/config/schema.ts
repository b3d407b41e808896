import { z } from "zod";
import { agentSettings, categorySettings, modelSettings } from "./models.ts";

const names = z.array(z.string());
const count = z.int().min(1).max(100);

/** `.omo/omo.jsonc` as it is written. Keys that users of the predecessor know have the names they had there. */
export const configFile = z.strictObject({
  $schema: z.string().optional().describe("for editors; carries no meaning"),
  agents: z.record(z.string(), agentSettings).optional().describe("model, prompt and rights, by agent"),
  categories: z
    .record(z.string(), categorySettings)
    .optional()
    .describe("which model works on the tasks of a category, and how; other names make new categories"),
  reviewer: modelSettings
    .nullable()
    .optional()
    .describe("who judges prose criteria and works on the final wave"),
  default_run_agent: z.string().optional().describe("the agent of single prompts; nothing obeys it yet"),
  skills: z
    .strictObject({
      sources: names
        .optional()
        .describe("further folders of skills; a relative path starts from the folder that holds `.omo/`"),
      enable: names.optional().describe("the only skills that are to be used, the built-in ones included"),
      disable: names.optional().describe("skills that are not to be used"),
    })
    .optional()
    .describe("where skills are, besides the usual places"),
  disabled_agents: names.optional().describe("as `disable` in each of them"),
  disabled_categories: names.optional().describe("as `disable` in each of them"),
  disabled_skills: names.optional().describe("as `skills.disable`"),
  disabled_providers: names
    .optional()
    .describe("providers whose models are passed over wherever they are named"),
  disabled_tools: names
    .optional()
    .describe("tools that no session gets, by the runtime's names, e.g. webfetch"),
  background_task: z
    .strictObject({
      defaultConcurrency: count
        .optional()
        .describe("tasks under way at once, where --max-parallel is not given"),
      providerConcurrency: z
        .record(z.string(), count)
        .optional()
        .describe("sessions at once of a provider, over all runs of yours"),
      modelConcurrency: z
        .record(z.string(), count)
        .optional()
        .describe("sessions at once of a model, over all runs of yours"),
      staleTimeoutMs: z
        .int()
        .min(1_000)
        .optional()
        .describe(
          "milliseconds without a sign of life that end an attempt, where --stall-timeout is not given",
        ),
    })
    .optional()
    .describe("how much goes on at once"),
  runtime_fallback: z
    .union([
      z.boolean(),
      z.strictObject({
        enabled: z
          .boolean()
          .optional()
          .describe("whether it is done at all; `true` or `false` in place of the object says the same"),
        max_fallback_attempts: z
          .int()
          .min(1)
          .max(20)
          .optional()
          .describe("models tried after the first, for one prompt"),
        cooldown_seconds: z
          .number()
          .min(0)
          .optional()
          .describe("how long a model that failed is passed over where there is another"),
      }),
    ])
    .optional()
    .describe("going on with a fallback model when a provider fails"),
  plugins: names
    .optional()
    .describe("opencode plugins to load into the server of a run, such as a provider's login"),
  team_mode: z.unknown().optional().describe("kept for teams of agents; nothing obeys it yet"),
  rules: z
    .record(z.string(), z.enum(["error", "warning", "info", "off"]))
    .optional()
    .describe("how bad a finding is, by its code or name, e.g. OMO303 or vague-criterion"),
});

/** What a file says, checked. */
export type ConfigFile = z.infer<typeof configFile>;
