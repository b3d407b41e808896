/** Why a runtime could not be started. */
export type LaunchFailure =
  | "no-binary"
  | "bad-binary"
  | "bad-config"
  | "port-in-use"
  | "start-failed"
  | "start-timeout"
  | "cancelled";

/** A runtime that cannot be started: `message` says what is wrong and where, `help` what to do about it. */
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
