import { readFileSync } from "node:fs";
import { type OpencodeNames, readOpencodeNames } from "../config/opencode.ts";
import { type ConfigSearch, displayName, findOpencodeFiles } from "./config-files.ts";

/** A configuration file of opencode's own, as far as omo reads it. */
export interface OpencodeFile {
  /** As people are told of it. */
  readonly name: string;
  readonly names: OpencodeNames;
}

/** opencode's own files that there are, the lowest first. One that cannot be read names nothing: opencode tells of it. */
export function readOpencodeFiles(search: ConfigSearch): OpencodeFile[] {
  return findOpencodeFiles(search).map((path) => ({
    name: displayName(path, search),
    names: readOpencodeNames(readOrEmpty(path)),
  }));
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
