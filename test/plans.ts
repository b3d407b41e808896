import type { MatrixRow, Plan, Task, WaveName } from "../src/plan.ts";
import type { Spanned } from "../src/source.ts";

/** A few words on a task; all else is as in a task that says nothing of it. */
export interface Sketch {
  readonly label?: string;
  readonly blockedBy?: readonly string[];
  readonly blocks?: readonly string[];
  readonly wave?: WaveName;
  readonly final?: boolean;
  readonly categories?: readonly string[];
  readonly agent?: string;
  readonly skills?: readonly string[];
  readonly tools?: readonly string[];
}

/** A row of the dependency matrix. */
export interface RowSketch {
  readonly label: string;
  readonly dependsOn?: readonly string[];
  readonly blocks?: readonly string[];
}

/** A plan made of sketches, for tests of what works on plans whatever text they came from. */
export function makePlan(sketches: readonly Sketch[], rows: readonly RowSketch[] = []): Plan {
  // Each value has a place of its own, so that no two findings look the same.
  let offset = 0;
  const at = <T>(value: T): Spanned<T> => ({ value, span: { start: offset++, end: offset } });
  const list = (values: readonly string[] | undefined) => values?.map((value) => at(value)) ?? null;
  const tasks = sketches.map(
    (sketch): Task => ({
      label: sketch.label === undefined ? null : at(sketch.label),
      title: at("A task"),
      box: null,
      span: at(null).span,
      final: sketch.final ?? false,
      wave: sketch.wave === undefined ? null : at(sketch.wave),
      categories: list(sketch.categories) ?? [],
      agent: sketch.agent === undefined ? null : at(sketch.agent),
      skills: list(sketch.skills) ?? [],
      tools: list(sketch.tools) ?? [],
      blockedBy: list(sketch.blockedBy),
      blocks: list(sketch.blocks),
      parallel: null,
      fields: [],
      files: [],
      whatToDo: null,
      mustNotDo: null,
      references: null,
      criteria: [],
      scenarios: [],
      commit: null,
    }),
  );
  const matrix = rows.map(
    (row): MatrixRow => ({
      label: at(row.label),
      dependsOn: list(row.dependsOn),
      dependsOnCell: row.dependsOn ? at(null).span : null,
      blocks: list(row.blocks),
    }),
  );
  return {
    title: null,
    tasks,
    waves: [],
    matrix,
    context: { summary: null, background: null, mustHave: [], mustNotHave: [] },
    criteria: [],
    commits: [],
    criticalPath: null,
    outline: [],
  };
}
