import type { AgentDefinition } from "./definition.ts";
import { atlas } from "./definitions/atlas.ts";
import { explore } from "./definitions/explore.ts";
import { hephaestus } from "./definitions/hephaestus.ts";
import { librarian } from "./definitions/librarian.ts";
import { metis } from "./definitions/metis.ts";
import { momus } from "./definitions/momus.ts";
import { multimodalLooker } from "./definitions/multimodal-looker.ts";
import { oracle } from "./definitions/oracle.ts";
import { prometheus } from "./definitions/prometheus.ts";
import { reviewer } from "./definitions/reviewer.ts";
import { sisyphus } from "./definitions/sisyphus.ts";
import { sisyphusJunior } from "./definitions/sisyphus-junior.ts";

/** The agents that come with omo. */
export const builtInAgents: readonly AgentDefinition[] = [
  sisyphusJunior,
  hephaestus,
  sisyphus,
  prometheus,
  metis,
  momus,
  atlas,
  oracle,
  librarian,
  explore,
  multimodalLooker,
  reviewer,
];
