import type { Plan, Task } from "../src/plan.ts";
import { positionAt, type Source, type Spanned } from "../src/source.ts";

/** What a plan says, without places: two texts that say the same give equal views. */
export function viewPlan(plan: Plan, source: Source): unknown {
  return {
    title: plan.title?.value ?? null,
    tasks: plan.tasks.map((task) => viewTask(task, source)),
    waves: plan.waves.map(({ name, title, members }) => ({ name, title, members: values(members) })),
    matrix: plan.matrix.map((row) => ({
      label: row.label.value,
      dependsOn: values(row.dependsOn),
      blocks: values(row.blocks),
    })),
    context: {
      summary: plan.context.summary?.value ?? null,
      mustHave: values(plan.context.mustHave),
      mustNotHave: values(plan.context.mustNotHave),
    },
  };
}

function viewTask(task: Task, source: Source): unknown {
  return {
    label: task.label?.value ?? null,
    title: task.title.value,
    line: positionAt(source, task.span.start).line,
    box: task.box?.checked ?? null,
    final: task.final,
    wave: task.wave?.value ?? null,
    categories: values(task.categories),
    agent: task.agent?.value ?? null,
    skills: values(task.skills),
    blockedBy: values(task.blockedBy),
    blocks: values(task.blocks),
    whatToDo: task.whatToDo?.value ?? null,
    mustNotDo: task.mustNotDo?.value ?? null,
    references: task.references?.value ?? null,
    criteria: task.criteria.map(({ text, checked, script }) => ({
      text,
      checked,
      script: script?.value ?? null,
    })),
    scenarios: task.scenarios.map(({ title, text, tool, evidence }) => ({
      title,
      text,
      tool,
      evidence: evidence?.value ?? null,
    })),
    commit: task.commit && { wanted: task.commit.wanted, message: task.commit.message?.value ?? null },
  };
}

function values<T>(list: readonly Spanned<T>[] | null): T[] | null {
  return list === null ? null : list.map((item) => item.value);
}
