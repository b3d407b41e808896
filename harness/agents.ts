import { buildRoster } from "../src/agents/roster.ts";
import { defaultConfig } from "../src/config.ts";
import { profilesOf } from "../src/run/profiles.ts";
import type { AgentProfile } from "../src/runtime/runtime.ts";

/** The agents that come with omo, as a run without any configuration brings them to the runtime. */
export const builtInProfiles: readonly AgentProfile[] = profilesOf(buildRoster(defaultConfig, []), []);
