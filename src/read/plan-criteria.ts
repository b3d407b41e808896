import type { Criterion, PlanCriteriaSection, PlanCriterion } from "../plan.ts";
import type { Scan } from "../scan.ts";
import { positionAt } from "../source.ts";
import { readCriteria } from "./criteria.ts";
import { commandsOf } from "./script-lines.ts";
import type { Section } from "./sections.ts";

const criteriaSections: ReadonlySet<string> = new Set<PlanCriteriaSection>([
  "definitionOfDone",
  "successCriteria",
  "verification",
  "checklist",
]);

/**
 * Reads the checks of the whole plan, as those of a task are read, with one difference: the lines of a shell fence
 * are commands to be run one by one, each with its own `# Expected: …`, so each is a criterion. Lines that only make
 * sense together stay one. A section without a known name belongs to the one above it; none counts twice.
 */
export function readPlanCriteria(scan: Scan, sections: readonly Section[]): PlanCriterion[] {
  return sections.flatMap((section) => {
    const name = criteriaSectionOf(section);
    if (name === null) return [];
    const end = scan.lines[section.heading]?.contentEnd ?? 0;
    const nothing = { start: end, end };
    const { heading: line, from, to } = section;
    const field = { name: "criteria" as const, label: nothing, line, value: nothing, from, to };
    return readCriteria(scan, [field])
      .flatMap((criterion) => byCommand(scan, criterion))
      .map((criterion) => ({ section: name, criterion }));
  });
}

function criteriaSectionOf(section: Section): PlanCriteriaSection | null {
  let named: Section | null = section;
  while (named && named.name === null) named = named.parent;
  return named?.name && isCriteriaSection(named.name) ? named.name : null;
}

function isCriteriaSection(name: string): name is PlanCriteriaSection {
  return criteriaSections.has(name);
}

/** Divides a script into its commands; each takes along the lines that set the shell up for it. */
function byCommand({ lines, source }: Scan, criterion: Criterion): Criterion[] {
  const { script } = criterion;
  if (!script) return [criterion];
  const texts = script.value.split("\n");
  const commands = commandsOf(texts);
  if (!commands || commands.length === 0) return [criterion];
  const first = positionAt(source, script.span.start).line - 1;
  return commands.map(({ from, to, setup }) => {
    const own = texts.slice(from, to).join("\n");
    const span = {
      start: lines[first + from]?.start ?? script.span.start,
      end: lines[first + to - 1]?.end ?? script.span.end,
    };
    return { ...criterion, text: own, span, script: { value: [...setup, own].join("\n"), span } };
  });
}
