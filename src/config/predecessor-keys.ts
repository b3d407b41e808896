import { configFile } from "./schema.ts";

/** Kept by the predecessor for itself, or for other programs: nobody wrote them to configure it. */
const silent: ReadonlySet<string> = new Set([
  "$schema",
  "[senpi]",
  "[codex]",
  "_migrations",
  "legacy_migrations",
]);

/** Whether a key needs no word when it is left out. */
export function isSilent(key: string): boolean {
  return silent.has(key);
}

/** The keys of omo's own file. */
export const ourKeys: readonly string[] = Object.keys(configFile.shape);

/** Whether omo has a key of that name itself. */
export function isOurs(key: string): boolean {
  return ourKeys.includes(key);
}

const hooks = "omo has no hooks: what they reminded a model of, it does itself";
const commands = "omo has commands of its own in the place of those in a chat";
const evidence = "an agent's own tools and servers are configured in opencode.json";

/** Keys of the predecessor that omo has no use for, each with the reason: the table of docs/migration.md. */
export const topKeys: Readonly<Record<string, string>> = {
  agent_definitions: "agents of your own are opencode's: `.opencode/agent/*.md`",
  agent_order: "there is no list of agents to step through",
  auto_update: "omo is updated by npm",
  babysitting: "attempts have limits of time and turns",
  browser_automation_engine: "name the skill `playwright` in a task",
  claude_code: "skills of `.claude/skills` are read; the rest is opencode's business",
  codegraph: evidence,
  comment_checker: "say it as a criterion",
  default_mode: commands,
  disabled_commands: commands,
  disabled_hooks: hooks,
  disabled_mcps: evidence,
  experimental: "nothing of omo is behind it",
  git_master: "the executor owns git",
  goal: commands,
  hashline_edit: evidence,
  i18n: "omo speaks English, and reads plans in eleven languages",
  keyword_detector: commands,
  lsp: evidence,
  mcp_env_allowlist: evidence,
  memory: "what tasks learn is in the notepads of their plan",
  model_capabilities: "models are those of your opencode",
  model_fallback: "`fallback_models` are always walked through",
  models: "name models as `provider/model`",
  monitor: evidence,
  new_task_system_enabled: "tasks are those of the plan",
  notification: "a run ends with an exit status",
  omo_agent: "agents are configured one by one",
  openclaw: "a run ends with an exit status",
  profiles: "one configuration holds at a time",
  ralph_loop: "attempts are repeated by the executor",
  silent_fallback_guard: "say it as a criterion",
  sisyphus: "tasks are those of the plan",
  sisyphus_agent: "agents are configured one by one",
  start_work: "the executor owns git",
  task: "limits are those of `background_task`",
  teams: "kept out until there are teams of agents",
  telemetry: "omo sends nothing anywhere",
  tmux: "attempts have no terminal of their own",
  tui: "omo has none",
  ulw_execute: "the executor owns git",
  websearch: evidence,
};

const options = "set it as an option of the model in opencode.json";
const looks = "it is for a list of agents to step through";

/** Keys of an agent there: true where omo has the same, else the reason why it is left out. */
export const agentKeys: Readonly<Record<string, true | string>> = {
  model: true,
  models: true,
  fallback_models: true,
  variant: true,
  reasoning: true,
  reasoningEffort: true,
  category: true,
  skills: true,
  temperature: true,
  top_p: true,
  prompt_append: true,
  tools: true,
  permission: true,
  description: true,
  disable: true,
  prompt: "omo's agents have prompts that fit its executor; `prompt_append` adds to them",
  mode: looks,
  color: looks,
  displayName: looks,
  maxTokens: options,
  thinking: options,
  textVerbosity: options,
  providerOptions: options,
  ultrawork: "there is one way of working",
  compaction: "opencode compacts with its own",
  allow_non_gpt_model: "any model is allowed",
};

/** Keys of a category there, likewise. */
export const categoryKeys: Readonly<Record<string, true | string>> = {
  model: true,
  models: true,
  fallback_models: true,
  variant: true,
  reasoning: true,
  reasoningEffort: true,
  description: true,
  temperature: true,
  top_p: true,
  prompt_append: true,
  disable: true,
  tools: "a category picks the model; rights are an agent's",
  maxTokens: options,
  max_tokens: options,
  thinking: options,
  textVerbosity: options,
  providerOptions: options,
  provider_options: options,
  max_prompt_tokens: "briefs are capped by omo",
  is_unstable_agent: "every attempt is watched",
  warn_unavailable: "an unknown model is always an error",
};
