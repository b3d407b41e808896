import type { Fix } from "../../diagnostic.ts";
import { nameTasks } from "../../graph/labels.ts";
import type { GraphNode } from "../../graph.ts";
import type { TaskField } from "../../plan.ts";
import type { Finding, Rule } from "../rule.ts";
import { verificationOf } from "./verification.ts";

/** A task that says nothing on when it is done; it can only be judged against its description. */
export const noCriteria: Rule = {
  code: "OMO301",
  name: "no-criteria",
  severity: "warning",
  check({ graph }) {
    const silent = graph.nodes.filter(
      ({ task }) => !task.final && task.criteria.length === 0 && task.scenarios.length === 0,
    );
    const bare = silent.filter(({ task }) => task.fields.length === 0);
    const others = silent.filter(({ task }) => task.fields.length > 0);
    return [...ofBare(bare), ...others.map(ofOne)];
  },
};

/** In a list without fields nothing is said of any task: that is one mistake. */
function ofBare([first, ...others]: readonly GraphNode[]): Finding[] {
  if (!first) return [];
  if (others.length < 2) return [first, ...others].map(ofOne);
  return [
    {
      message: `${others.length + 1} tasks have neither fields, nor acceptance criteria, nor QA scenarios`,
      span: first.task.title.span,
      label: "the first: nothing says when it is done",
      related: others.slice(0, 2).map(({ task }) => ({ span: task.title.span, text: "nor this one" })),
      help: `below each, ${form}`,
    },
  ];
}

const form =
  "add `**Acceptance Criteria**:` with a command that proves it, e.g. `` - [ ] `npm test` exits 0 ``";

function ofOne({ id, task }: GraphNode): Finding {
  const name = nameTasks([id]);
  const stated = task.fields.find((field) => field.name === "criteria" || field.name === "scenarios");
  const meant = verificationOf(task);
  if (stated) {
    return {
      message: `nothing below \`${stated.label.value}\` of ${name} is read as a criterion`,
      span: stated.label.span,
      label: "no item and no command below this",
      related: [],
      help: "write each criterion as an item of its own, e.g. `` - [ ] `npm test` exits 0 ``",
    };
  }
  if (meant) {
    return {
      message: `what ${name} says under \`${meant.label.value}\` is not read as criteria`,
      span: meant.label.span,
      label: "not read as criteria",
      related: [],
      help: "call it `Acceptance Criteria`, with an item for each",
      fix: renaming(meant),
    };
  }
  return {
    message: `${name} has neither acceptance criteria nor QA scenarios`,
    span: task.title.span,
    label: "nothing says when this is done",
    related: [],
    help: form,
  };
}

function renaming({ label }: TaskField): Fix {
  return {
    title: "call it `Acceptance Criteria`",
    safety: "unsafe",
    edits: [{ span: label.span, text: "Acceptance Criteria" }],
  };
}
