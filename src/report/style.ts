import { createColors } from "picocolors";

/** How a report is drawn. */
export interface Style {
  readonly colors: ReturnType<typeof createColors>;
  /** Columns to keep to. */
  readonly width: number;
}

/** Columns where nothing else is known, e.g. in a pipe or a file. */
export const defaultWidth = 100;

/** Whether a stream gets colours: a terminal does unless NO_COLOR is set, others only with FORCE_COLOR. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0";
  return isTTY && env.TERM !== "dumb";
}

/**
 * Whether what goes on is drawn anew again and again: where a person looks on, which they do at a terminal that can be
 * drawn on, unless a machine that builds says through CI that nobody does.
 */
export function wantsLive(env: Readonly<Record<string, string | undefined>>, isTTY: boolean): boolean {
  return isTTY && env.TERM !== "dumb" && ["", "0", "false"].includes(env.CI ?? "");
}

/** A style with or without colours. */
export function createStyle(color: boolean, width: number = defaultWidth): Style {
  return { colors: createColors(color), width };
}
