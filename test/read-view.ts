import type { Plan, Task } from "../src/plan.ts";
import { positionAt, type Source, type Spanned } from "../src/source.ts";

/** What a plan says, without places: two texts that say the same give equal views. */
export function viewPlan(plan: Plan, source: Source): object {
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

/** What a plan says besides its tasks and their order, without places. */
export function viewParts(plan: Plan): unknown {
  return {
    background: plan.context.background?.value ?? null,
    criteria: plan.criteria.map(({ section, criterion }) => ({
      section,
      text: criterion.text,
      checked: criterion.checked,
      script: criterion.script?.value ?? null,
    })),
    commits: plan.commits.map(({ after, message, files }) => ({
      after: values(after),
      message: message?.value ?? null,
      files: values(files),
    })),
    criticalPath: values(plan.criticalPath),
    outline: plan.outline.map(({ text, level, names }) => ({ text: text.value, level, names })),
  };
}

function viewTask(task: Task, source: Source): unknown {
  return {
    label: task.label?.value ?? null,
    title: task.title.value,
    line: positionAt(source, task.span.start).line,
    box: task.box && (task.box.blocked ? "blocked" : task.box.checked),
    final: task.final,
    wave: task.wave?.value ?? null,
    categories: values(task.categories),
    agent: task.agent?.value ?? null,
    skills: values(task.skills),
    blockedBy: values(task.blockedBy),
    blocks: values(task.blocks),
    parallel: task.parallel?.value ?? null,
    fields: task.fields.map(({ name, label, value }) => [
      label.value,
      name,
      source.text.slice(value.start, value.end),
    ]),
    files: values(task.files),
    whatToDo: task.whatToDo?.value ?? null,
    mustNotDo: task.mustNotDo?.value ?? null,
    references: task.references?.value ?? null,
    criteria: task.criteria.map(({ text, checked, script }) => ({
      text,
      checked,
      script: script?.value ?? null,
    })),
    scenarios: task.scenarios.map(({ title, text, tool, steps, expected, evidence }) => ({
      title,
      text,
      tool,
      steps,
      expected,
      evidence: evidence?.value ?? null,
    })),
    commit: task.commit && {
      wanted: task.commit.wanted,
      message: task.commit.message?.value ?? null,
      files: values(task.commit.files),
      preCommit: task.commit.preCommit?.text ?? null,
      groupsWith: values(task.commit.groupsWith),
    },
  };
}

function values<T>(list: readonly Spanned<T>[] | null): T[] | null {
  return list === null ? null : list.map((item) => item.value);
}
