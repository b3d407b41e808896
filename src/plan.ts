import type { Span, Spanned } from "./source.ts";

/** A number as written, or the final verification wave. */
export type WaveName = number | "final";

/** A plan as its author wrote it: nothing derived, every value with its span. */
export interface Plan {
  readonly title: Spanned<string> | null;
  /** Work items in document order, final verification tasks included. */
  readonly tasks: readonly Task[];
  /** Waves as the wave tree or the wave headings name them, in document order. */
  readonly waves: readonly Wave[];
  /** Rows of the dependency matrix; empty when the plan has none. */
  readonly matrix: readonly MatrixRow[];
  readonly context: PlanContext;
  /** Checks of the whole plan, in document order. */
  readonly criteria: readonly PlanCriterion[];
  /** What the Commit Strategy says, a commit each; empty when the plan has none. */
  readonly commits: readonly PlannedCommit[];
  /** Labels of the critical path as the plan states it; null when it states none. */
  readonly criticalPath: readonly Spanned<string>[] | null;
  /** Every heading, in document order. */
  readonly outline: readonly Heading[];
}

/** A heading of the plan. */
export interface Heading {
  readonly text: Spanned<string>;
  /** 1 to 6. */
  readonly level: number;
  /** What it names, e.g. `todo` or `matrix`; null for one of no known meaning, for the title and for a task. */
  readonly names: string | null;
  /** From its line to the end of the section, sub-sections included. */
  readonly span: Span;
}

/** Sections whose items are checks of the whole plan. */
export type PlanCriteriaSection = "definitionOfDone" | "successCriteria" | "verification" | "checklist";

/** A check of the whole plan, and the section that states it. */
export interface PlanCriterion {
  readonly section: PlanCriteriaSection;
  readonly criterion: Criterion;
}

/** A commit that the plan's Commit Strategy asks for. */
export interface PlannedCommit {
  /** Labels of the tasks after which it is made. */
  readonly after: readonly Spanned<string>[];
  readonly message: Spanned<string> | null;
  readonly files: readonly Spanned<string>[];
}

/** The plan's own sections that an agent should know of, each as its text. */
export interface PlanContext {
  /** The TL;DR section, as Markdown. */
  readonly summary: Spanned<string> | null;
  /** The Context section with its sub-sections, as Markdown. */
  readonly background: Spanned<string> | null;
  readonly mustHave: readonly Spanned<string>[];
  readonly mustNotHave: readonly Spanned<string>[];
}

/** A wave and the labels listed under it. */
export interface Wave {
  readonly name: WaveName;
  /** Listed in the wave tree, or a heading with its tasks below it. */
  readonly source: "tree" | "heading";
  /** The heading text after the number, e.g. `Start Immediately`; empty when there is none. */
  readonly title: string;
  readonly span: Span;
  readonly members: readonly Spanned<string>[];
}

/** What the dependency matrix says of one task; null where it has no such column. */
export interface MatrixRow {
  readonly label: Spanned<string>;
  readonly dependsOn: readonly Spanned<string>[] | null;
  /** All that stands where `dependsOn` was read, without the space around it. */
  readonly dependsOnCell: Span | null;
  readonly blocks: readonly Spanned<string>[] | null;
}

/** The character between the brackets of `- [ ]`. */
export interface Box {
  /** Exactly that one character: what a tick replaces. */
  readonly span: Span;
  readonly checked: boolean;
  /** `[~]`: the author has set the task aside; it is neither done nor to be done. */
  readonly blocked: boolean;
}

/** One work item. */
export interface Task {
  /** The author's label without `Task`, dot or emphasis: `1`, `1.2`, `3a`, `T4`, `F1`; null when unlabelled. */
  readonly label: Spanned<string> | null;
  /** Plain text: emphasis and backticks removed, without label and trailing agent. */
  readonly title: Spanned<string>;
  /**
   * Null for a heading or a final review without a box. May lie outside `span`: a heading task can have its box
   * in an overview that lists it.
   */
  readonly box: Box | null;
  /** From the line that introduces the task to the end of what belongs to it. */
  readonly span: Span;
  /** Belongs to the final verification wave. */
  readonly final: boolean;
  /** Wave named by the task itself, by the heading above it, or by the tree that lists it. */
  readonly wave: Spanned<WaveName> | null;
  /** Every category named, in order; more than one is an error that lint reports. */
  readonly categories: readonly Spanned<string>[];
  /** An agent named in place of a category, e.g. `oracle`. */
  readonly agent: Spanned<string> | null;
  readonly skills: readonly Spanned<string>[];
  /** The only tools it is to be done with, as written (`bash`, `Bash(git log:*)`); [] where it does not restrict them. */
  readonly tools: readonly Spanned<string>[];
  /** Labels the task itself says it waits for, ranges expanded; [] for "None"; null when it says nothing. */
  readonly blockedBy: readonly Spanned<string>[] | null;
  /** Labels the task itself says wait for it; null when it says nothing. */
  readonly blocks: readonly Spanned<string>[] | null;
  /** Whether the task says that it can run in parallel; null when it says nothing. */
  readonly parallel: Spanned<boolean> | null;
  /** Every labelled part in document order, those of no known meaning included. */
  readonly fields: readonly TaskField[];
  /** Paths that the task names as its own to write, in What to do and in Commit; relative as written. */
  readonly files: readonly Spanned<string>[];
  /** Prose of What to do, Must NOT do and References, as Markdown with its own indentation removed. */
  readonly whatToDo: Spanned<string> | null;
  readonly mustNotDo: Spanned<string> | null;
  readonly references: Spanned<string> | null;
  readonly criteria: readonly Criterion[];
  readonly scenarios: readonly Scenario[];
  readonly commit: Commit | null;
}

/** A labelled part of a task: `**Blocked By**: 1`. */
export interface TaskField {
  /** The field's name in the reader's vocabulary, e.g. `blockedBy`; null for a label of no known meaning. */
  readonly name: string | null;
  /** The label without emphasis and colon, e.g. `Blocked By`; its span is that of exactly these words. */
  readonly label: Spanned<string>;
  /** The rest of the label's line, up to the next field on it; may be empty. */
  readonly value: Span;
  /** From the label to the end of what belongs to the field. */
  readonly span: Span;
}

/** One acceptance criterion. */
export interface Criterion {
  /** As Markdown, box and bullet removed. */
  readonly text: string;
  readonly span: Span;
  /** Its own box; null when it has none. Boxes of criteria are never ticked by omo. */
  readonly checked: boolean | null;
  /**
   * The body when the criterion is a shell fence; its text then is the fence with its markers. A check of the whole
   * plan may be one command of a fence: its text then is the command with its comments, and the body has before
   * them the lines that set the shell up (`cd web`).
   */
  readonly script: Spanned<string> | null;
}

/** One QA scenario: a `Scenario:` block, or a clause of a one-line form. */
export interface Scenario {
  readonly title: string;
  /** The whole block as written, with its own indentation removed. */
  readonly text: string;
  readonly span: Span;
  readonly tool: string | null;
  /** The steps in order, each as Markdown without bullet or number; [] when none are listed. */
  readonly steps: readonly string[];
  /** What the scenario expects to see, each as Markdown without bullet; [] when it does not say. */
  readonly expected: readonly string[];
  /** Where the scenario must leave its evidence. */
  readonly evidence: Spanned<string> | null;
}

/** What the plan says about committing a task's work. */
export interface Commit {
  /** False for `NO`; true for `YES` or a bare message. */
  readonly wanted: boolean;
  readonly message: Spanned<string> | null;
  readonly files: readonly Spanned<string>[];
  /** What must hold before the commit is made; null when the task says nothing. */
  readonly preCommit: Criterion | null;
  /** Labels of the tasks that it is committed with, e.g. of `NO (groups with 3)`. */
  readonly groupsWith: readonly Spanned<string>[];
}
