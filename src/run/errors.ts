/**
 * Something outside the program keeps it from going on: a missing repository, a full disk, a lock. `message`
 * says what and where, `help` what to do. The command line prints both and exits 2.
 */
export class RunError extends Error {
  override readonly name = "RunError";
  readonly help: string;

  constructor(message: string, help: string, options?: ErrorOptions) {
    super(message, options);
    this.help = help;
  }
}

/** The `code` of a system error, e.g. `ENOSPC`; undefined for any other value. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Turns a failed write into a `RunError` where the cause is one a user can mend; gives back anything else. */
export function writeError(path: string, error: unknown): unknown {
  return accessError("write", path, error);
}

/** Turns a failed read into a `RunError` where the cause is one a user can mend; gives back anything else. */
export function readError(path: string, error: unknown): unknown {
  return accessError("read", path, error);
}

function accessError(what: "read" | "write", path: string, error: unknown): unknown {
  const help = accessHelp[systemCode(error) ?? ""];
  return help
    ? new RunError(`cannot ${what} ${path}: ${(error as Error).message}`, help, { cause: error })
    : error;
}

const accessHelp: Record<string, string | undefined> = {
  ENOSPC: "the disk is full: make room and run it again; --resume goes on with a run that had begun",
  EDQUOT: "the disk quota is used up: make room and run it again; --resume goes on with a run that had begun",
  EROFS: "the file system is read-only: run in a writable checkout",
  ENOENT: "a link there leads nowhere, or a folder was deleted meanwhile: mend it and run it again",
  ENOTDIR: "a file stands where a directory should be: move it away",
  EEXIST: "something else has that name: move it away",
  EISDIR: "a directory has that name: move it away",
  EACCES: "check the permissions of the file and its directory",
  EPERM: "check the permissions of the file and its directory",
};
