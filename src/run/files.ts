import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { FileCheck, FileDemand } from "../criteria/check.ts";
import { exportsSymbol } from "../criteria/exports.ts";
import { systemCode } from "./errors.ts";

/** What looking at files came to; `open` leaves it to a reader. */
export interface FileFinding {
  readonly outcome: "holds" | "fails" | "open" | "refused";
  readonly reason: string;
}

/** Files above this are not read, in bytes. */
const largest = 5_000_000;

/** Holds a file check against the files below the root. The worst finding decides; nothing outside is looked at. */
export function checkFiles(root: string, { demands }: FileCheck): FileFinding {
  const findings = demands.map((demand) => checkDemand(root, demand));
  for (const worst of ["refused", "fails", "open"] as const) {
    const finding = findings.find(({ outcome }) => outcome === worst);
    if (finding) return finding;
  }
  return { outcome: "holds", reason: findings.map(({ reason }) => reason).join(", ") };
}

function checkDemand(root: string, demand: FileDemand): FileFinding {
  const { path } = demand;
  const found = locate(root, path);
  if (found === "outside") return { outcome: "refused", reason: `${path} leads out of the repository` };
  if (found === "unreadable") return { outcome: "refused", reason: `${path} cannot be read` };
  if (demand.test === "absent")
    return found === null
      ? { outcome: "holds", reason: `${path} does not exist` }
      : { outcome: "fails", reason: `${path} exists` };
  if (found === null) return { outcome: "fails", reason: `${path} does not exist` };
  if (demand.test === "exists") return { outcome: "holds", reason: `${path} exists` };
  const text = read(found);
  if (text === null) return { outcome: "open", reason: `${path} is no text file` };
  switch (demand.test) {
    case "contains":
      return text.includes(demand.text)
        ? { outcome: "holds", reason: `${path} contains ${demand.text}` }
        : { outcome: "fails", reason: `${path} does not contain ${demand.text}` };
    case "lacks":
      return text.includes(demand.text)
        ? { outcome: "fails", reason: `${path} contains ${demand.text}` }
        : { outcome: "holds", reason: `${path} does not contain ${demand.text}` };
    case "exports": {
      const outcome = exportsSymbol(path, text, demand.symbol);
      const verb = { holds: "exports", fails: "does not export", open: "may export" }[outcome];
      return { outcome, reason: `${path} ${verb} ${demand.symbol}` };
    }
  }
}

/** The file with all links resolved; null where there is none. A link must not lead out of the root. */
function locate(root: string, path: string): string | "outside" | "unreadable" | null {
  const real = realpathSync(root);
  const whole = join(real, path);
  if (!isWithin(real, whole)) return "outside";
  try {
    lstatSync(whole);
  } catch (error) {
    return isMissing(error) ? null : "unreadable";
  }
  try {
    const target = realpathSync(whole);
    return isWithin(real, target) ? target : "outside";
  } catch (error) {
    // A link that leads nowhere.
    return isMissing(error) ? "outside" : "unreadable";
  }
}

function isMissing(error: unknown): boolean {
  const code = systemCode(error);
  return code === "ENOENT" || code === "ENOTDIR";
}

function isWithin(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function read(file: string): string | null {
  const stat = statSync(file);
  if (!stat.isFile() || stat.size > largest) return null;
  const text = readFileSync(file, "utf8");
  return text.includes("\0") ? null : text;
}
