/** Why a runtime could not be started, or one that runs already could not be used. */
export type LaunchFailure =
  | "no-binary"
  | "bad-binary"
  | "bad-config"
  | "port-in-use"
  | "start-failed"
  | "start-timeout"
  | "unreachable"
  | "no-password"
  | "not-opencode"
  | "too-old"
  /** It works on other files. */
  | "elsewhere"
  /** It is set up in a way that does not go together with a run. */
  | "unfit"
  | "cancelled";

/** A runtime that cannot be had: `message` says what is wrong and where, `help` what to do about it. */
export class LaunchError extends Error {
  override readonly name = "LaunchError";
  readonly kind: LaunchFailure;
  readonly help: string;

  constructor(kind: LaunchFailure, message: string, help: string) {
    super(message);
    this.kind = kind;
    this.help = help;
  }
}
