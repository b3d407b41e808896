import packageJson from "../../package.json" with { type: "json" };
import { type FileReport, lintConcise, lintFrames, lintPretty } from "../report/lint.ts";
import type { Style } from "../report/style.ts";
import type { LintFormat } from "./lint-arguments.ts";

/** What there is to print. */
export interface Rendered {
  readonly reports: readonly FileReport[];
  /** Files that could not be used, a line each. */
  readonly problems: readonly string[];
  /** Leave out what is no finding. */
  readonly quiet: boolean;
}

/** Prints findings in one of the formats. What only one of them needs is loaded for it alone. */
export async function renderFindings(
  format: LintFormat,
  { reports, problems, quiet }: Rendered,
  style: Style,
): Promise<string> {
  switch (format) {
    case "pretty":
      if (quiet) return lintFrames(reports, style);
      return reports.length > 0 ? lintPretty(reports, style) : "";
    case "concise":
      return lintConcise(reports);
    case "agent": {
      const { lintAgent } = await import("../report/agent.ts");
      return lintAgent(reports);
    }
    case "github": {
      const { lintGithub } = await import("../report/github.ts");
      return lintGithub(reports);
    }
    case "json": {
      const { toLintJson } = await import("../report/json.ts");
      return `${JSON.stringify(toLintJson(reports, problems), null, 2)}\n`;
    }
    case "sarif": {
      const { toSarif } = await import("../report/sarif.ts");
      const { catalogue } = await import("../rules/all.ts");
      const log = toSarif({ reports, problems }, catalogue, packageJson.version);
      return `${JSON.stringify(log, null, 2)}\n`;
    }
  }
}
