import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DoctorFinding } from "../../report/doctor.ts";
import { plural } from "../../report/lint.ts";
import { positionAt } from "../../source.ts";
import type { Context } from "../context.ts";
import type { Setup } from "../lint-options.ts";
import { readOpencodeFiles } from "../opencode-files.ts";
import { readResources } from "../resources.ts";

/** Configuration files and what is wrong in them, a finding for each mistake. */
export function checkConfiguration(setup: Setup): DoctorFinding[] {
  const subject = "config";
  const { files, problems } = setup.loaded;
  const findings = problems.map(
    (message): DoctorFinding => ({
      subject,
      status: "error",
      message,
      help: "mend it or delete it: nothing of it holds",
    }),
  );
  for (const { name, report } of files) {
    const told = report.diagnostics.filter(({ severity }) => severity !== "info");
    if (told.length === 0) findings.push({ subject, status: "ok", message: name, help: null });
    for (const { code, severity, message, span, help } of told) {
      const { line } = positionAt(report.source, span.start);
      const status = severity === "error" ? "error" : "warning";
      findings.push({ subject, status, message: `${name}:${line}: ${message} (${code})`, help });
    }
  }
  if (files.length === 0 && problems.length === 0)
    findings.push({ subject, status: "ok", message: "no file: everything is as it comes", help: null });
  return findings;
}

/** Skills that can be named, and those that cannot be read. */
export function checkSkills(setup: Setup): DoctorFinding[] {
  const { problems } = readResources(setup);
  const ownCount = setup.skills.filter(({ from }) => from !== "built-in").length;
  const found: DoctorFinding = {
    subject: "skills",
    status: "ok",
    message: `${plural(setup.skills.length, "skill")}, ${ownCount} of them yours`,
    help: null,
  };
  const broken = problems.map(
    (message): DoctorFinding => ({
      subject: "skills",
      status: "warning",
      message,
      help: "a SKILL.md begins with `name:` and `description:` between two lines of `---`",
    }),
  );
  return [found, ...broken];
}

/** Environment variables that hold keys of providers most people use; opencode knows more. */
const keyVariables: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: "anthropic",
  OPENAI_API_KEY: "openai",
  GOOGLE_GENERATIVE_AI_API_KEY: "google",
  GEMINI_API_KEY: "google",
  XAI_API_KEY: "xai",
  OPENROUTER_API_KEY: "openrouter",
  DEEPSEEK_API_KEY: "deepseek",
  MISTRAL_API_KEY: "mistral",
  GROQ_API_KEY: "groq",
};

/** Providers that opencode can be expected to use, told from files and names of variables alone. */
export function checkProviders({ search }: Setup): DoctorFinding {
  const subject = "providers";
  const { env } = search;
  const inFiles = readOpencodeFiles(search).flatMap(({ names }) => names.providers);
  const loggedIn = loginNames(env);
  const byKey = Object.entries(keyVariables).flatMap(([name, provider]) => (env[name] ? [provider] : []));
  const all = [...new Set([...loggedIn, ...inFiles, ...byKey])];
  if (all.length === 0)
    return {
      subject,
      status: "warning",
      message: "none found: no login, no opencode.json, no key in the environment",
      help: "log in with `opencode auth login`; `omo doctor --probe` asks opencode itself",
    };
  return { subject, status: "ok", message: `${all.join(", ")} (not asked: --probe does)`, help: null };
}

/** Names alone: what else the file of logins holds is nobody's business. */
function loginNames(env: Context["env"]): string[] {
  const data = env.XDG_DATA_HOME || join(env.HOME ?? "/", ".local", "share");
  const path = join(data, "opencode", "auth.json");
  if (!existsSync(path)) return [];
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null ? Object.keys(value) : [];
  } catch {
    return [];
  }
}
