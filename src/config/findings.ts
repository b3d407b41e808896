import type { RuleInfo } from "../diagnostic.ts";

/** What can be wrong with the configuration itself. */
export const configFindings = {
  syntax: { code: "OMO901", name: "config-syntax", severity: "error" },
  unknownKey: { code: "OMO902", name: "config-unknown-key", severity: "error" },
  value: { code: "OMO903", name: "config-value", severity: "error" },
  duplicateKey: { code: "OMO904", name: "config-duplicate-key", severity: "error" },
  notYours: { code: "OMO905", name: "config-not-granted", severity: "warning" },
  leftOut: { code: "OMO906", name: "config-left-out", severity: "info" },
} as const satisfies Readonly<Record<string, RuleInfo>>;
