import { criticalPathMismatch } from "./graph/critical-path-mismatch.ts";
import { dependencyMismatch } from "./graph/dependency-mismatch.ts";
import { droppedDependency } from "./graph/dropped-dependency.ts";
import { impliedOrder } from "./graph/implied-order.ts";
import { laterWave } from "./graph/later-wave.ts";
import { missingFromMatrix } from "./graph/missing-from-matrix.ts";
import { missingFromTree } from "./graph/missing-from-tree.ts";
import { noneForm } from "./graph/none-form.ts";
import { parallelMismatch } from "./graph/parallel-mismatch.ts";
import { redundantDependency } from "./graph/redundant-dependency.ts";
import { sameWaveDependency } from "./graph/same-wave-dependency.ts";
import { unknownItem } from "./graph/unknown-item.ts";
import { writeConflict } from "./graph/write-conflict.ts";
import type { Rule } from "./rule.ts";

/** What waits for what, and what is said of it in several places. Codes OMO2xx. */
export const graphRules: readonly Rule[] = [
  dependencyMismatch,
  droppedDependency,
  laterWave,
  missingFromTree,
  missingFromMatrix,
  unknownItem,
  parallelMismatch,
  criticalPathMismatch,
  sameWaveDependency,
  redundantDependency,
  impliedOrder,
  writeConflict,
  noneForm,
];
