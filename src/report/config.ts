import { type Agent, type Category, modelOf, type Roster } from "../agents/roster.ts";
import { defaultSettings, isKept } from "../config/defaults.ts";
import type { EffectiveSetting } from "../config/merge.ts";
import type { OpencodeNames } from "../config/opencode.ts";
import { startsWith } from "../config/setting.ts";
import { positionAt } from "../source.ts";
import { oneLine } from "./cells.ts";
import type { FileReport } from "./lint.ts";
import type { Style } from "./style.ts";

/** Everything that is configured for a place. */
export interface ConfigView {
  /** The lowest first. */
  readonly files: readonly ConfigFileView[];
  /** opencode's own files, the lowest first. */
  readonly opencode: readonly { readonly name: string; readonly names: OpencodeNames }[];
  readonly settings: readonly EffectiveSetting[];
  readonly roster: Roster;
  readonly skills: readonly { readonly name: string; readonly file: string; readonly from: string }[];
}

/** One file of configuration, and what is wrong with it. */
export interface ConfigFileView {
  readonly name: string;
  readonly owner: "user" | "repository";
  readonly dialect: "omo" | "predecessor";
  readonly report: FileReport;
}

/** A value that holds, and where it comes from; null for a default of omo's own. */
interface Value {
  readonly key: string;
  readonly value: unknown;
  readonly source: { readonly file: string; readonly line: number } | null;
  /** Nothing obeys it yet. */
  readonly kept: boolean;
}

/** Each value that holds with the place it comes from, then the agents, categories and skills that this makes. */
export function configPretty(view: ConfigView, style: Style): string {
  const { bold, dim, yellow } = style.colors;
  const lines: string[] = [];
  const table = (rows: readonly (readonly string[])[]) => {
    const widths = rows.reduce<number[]>(
      (most, row) => row.map((cell, i) => Math.max(most[i] ?? 0, cell.length)),
      [],
    );
    for (const row of rows) {
      const [first = "", ...rest] = row.map((cell, i) =>
        i < row.length - 1 ? cell.padEnd(widths[i] ?? 0) : cell,
      );
      lines.push(
        `  ${first}  ${rest.slice(0, -1).join("  ")}${rest.length > 1 ? "  " : ""}${dim(rest.at(-1) ?? "")}`,
      );
    }
  };
  lines.push(bold("Files, the lowest first"));
  table([
    ...view.opencode.map(({ name, names }) => [oneLine(name), describeOpencode(names), "opencode's own"]),
    ...view.files.map(({ name, owner, dialect, report }) => [
      oneLine(name),
      countOf(report),
      `${dialect === "omo" ? "" : "the predecessor's, "}${owner === "user" ? "yours" : "the repository's"}`,
    ]),
  ]);
  if (view.files.length + view.opencode.length === 0)
    lines.push(dim("  none: everything is as omo and opencode have it"));
  lines.push("", bold("Settings"));
  table(
    valuesOf(view).map(({ key, value, source, kept }) => [
      oneLine(key),
      shorten(value),
      `${source === null ? "default" : `${oneLine(source.file)}:${source.line}`}${kept ? "; nothing obeys it yet" : ""}`,
    ]),
  );
  lines.push("", bold("Agents"));
  table(
    [...view.roster.agents.values()].map((agent) => [
      agent.name,
      modelText(agent, view.roster),
      agent.disabled ? "disabled" : oneLine(agent.role),
    ]),
  );
  lines.push("", bold("Categories"));
  table(
    [...view.roster.categories.values()].map((one) => [
      one.name,
      modelText(one, view.roster),
      one.disabled ? "disabled" : oneLine(one.description),
    ]),
  );
  lines.push("", bold("Skills"));
  table(
    view.skills.map(({ name, file, from }) => [
      oneLine(name),
      "",
      from === "built-in" ? from : `${from}: ${oneLine(file)}`,
    ]),
  );
  const left = view.files.flatMap(({ name, report }) =>
    report.diagnostics
      .filter(({ severity }) => severity === "info")
      .map(
        ({ message, span }) =>
          `  ${oneLine(name)}:${positionAt(report.source, span.start).line}  ${oneLine(message)}`,
      ),
  );
  if (left.length > 0) lines.push("", bold("Left out"), ...left.map((line) => yellow(line)));
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** The same for programs. `version` changes when a field changes its meaning or goes. */
export function configJson(view: ConfigView): object {
  return {
    version: 1,
    files: view.files.map(({ name, owner, dialect }) => ({ file: name, owner, dialect })),
    opencode: view.opencode.map(({ name, names }) => ({ file: name, ...names })),
    settings: valuesOf(view).map(({ key, value, source, kept }) => ({ key, value, source, obeyed: !kept })),
    agents: [...view.roster.agents.values()].map((agent) => ({
      name: agent.name,
      role: agent.role,
      disabled: agent.disabled,
      ...modelJson(agent, view.roster),
      tools: agent.rights.tools,
      edit: agent.rights.tools.includes("edit") ? agent.rights.edit : "nowhere",
      delegates: agent.rights.delegates,
    })),
    categories: [...view.roster.categories.values()].map((category) => ({
      name: category.name,
      description: category.description,
      disabled: category.disabled,
      ...modelJson(category, view.roster),
    })),
    skills: view.skills,
    findings: view.files.flatMap(({ name, report }) =>
      report.diagnostics.map(({ code, name: rule, severity, message, span }) => ({
        file: name,
        line: positionAt(report.source, span.start).line,
        code,
        name: rule,
        severity,
        message,
      })),
    ),
  };
}

/** What is set, in the order of its keys, then the defaults of what is not. */
function valuesOf({ settings }: ConfigView): Value[] {
  const set = settings.map(
    ({ path, value, span, layer }): Value => ({
      key: path.join("."),
      value,
      source: { file: layer.source.file, line: positionAt(layer.source, span.start).line },
      kept: isKept(path),
    }),
  );
  const open = defaultSettings.filter(({ path }) => !settings.some((one) => startsWith(one.path, path)));
  return [
    ...set.sort((a, b) => a.key.localeCompare(b.key)),
    ...open.map(
      ({ path, value }): Value => ({ key: path.join("."), value, source: null, kept: isKept(path) }),
    ),
  ];
}

function modelJson(one: Agent | Category, roster: Roster): object {
  const { model, variant, fallbacks, temperature, topP } = modelOf(one, roster);
  return { model, variant, fallbacks, wished: model === null ? one.wished : [], temperature, topP };
}

function modelText(one: Agent | Category, roster: Roster): string {
  const { model, variant, fallbacks } = modelOf(one, roster);
  const rest = fallbacks.map((choice) => ` → ${choice.model}`).join("");
  if (model !== null)
    return `${oneLine(model)}${variant === null ? "" : ` (${oneLine(variant)})`}${oneLine(rest)}`;
  return one.wished.length > 0
    ? `${one.wished[0]} or the like${oneLine(rest)}`
    : `opencode's default${oneLine(rest)}`;
}

function describeOpencode({ providers, model }: OpencodeNames): string {
  const parts = [
    ...(model === null ? [] : [`model ${model}`]),
    ...(providers.length > 0 ? [`providers ${providers.join(", ")}`] : []),
  ];
  return oneLine(parts.join("; "));
}

function countOf({ diagnostics }: FileReport): string {
  const of = (severity: string) => diagnostics.filter((one) => one.severity === severity).length;
  const words = [
    [of("error"), "error"],
    [of("warning"), "warning"],
  ] as const;
  return words
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}${count === 1 ? "" : "s"}`)
    .join(", ");
}

/** Columns that a value gets. */
const valueWidth = 60;

function shorten(value: unknown): string {
  const text = oneLine(JSON.stringify(value) ?? "null");
  return text.length > valueWidth ? `${text.slice(0, valueWidth - 1)}…` : text;
}
