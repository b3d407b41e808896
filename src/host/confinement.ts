import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * What a program may see and write, whatever it does. All else of the file system is there and can be read. Paths are
 * absolute; what is not there is passed over. Where several speak of one place the most specific holds, and of two that
 * name the same place the later in this list.
 */
export interface Confinement {
  /** Empty, writable, and gone when the program has ended. */
  readonly fresh: readonly string[];
  /** To be read; counts within what is fresh. */
  readonly shown: readonly string[];
  /** To be written, as it is outside. */
  readonly writable: readonly string[];
  /** To be read; counts within what is writable. */
  readonly readOnly: readonly string[];
  /** As if it were not there: an empty folder, or a file that holds nothing. */
  readonly hidden: readonly string[];
  /** Whether it reaches anything but itself. */
  readonly network: boolean;
}

type Kind = "fresh" | "shown" | "writable" | "readOnly" | "hidden";

/** The order in which they win over each other at one place. */
const kinds: readonly Kind[] = ["fresh", "shown", "writable", "readOnly", "hidden"];

/** What stands at a path, links resolved. */
export interface Place {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * Arguments of bubblewrap that confine a program so. Devices are a few harmless ones of its own.
 * @param look what stands at a path; null for nothing
 */
export function confinementFlags(confinement: Confinement, look = placeAt): string[] {
  const wanted = new Map<string, { readonly kind: Kind; readonly isFolder: boolean }>();
  for (const kind of kinds)
    for (const path of confinement[kind]) {
      const place = look(path);
      // What is written may still have to be made, and then by whoever is not confined.
      if (place !== null) wanted.set(place.path, { kind, isFolder: place.isFolder });
    }
  const isFresh = (path: string) => wanted.get(path)?.kind === "fresh";
  // What is not within something fresh can be read in any case.
  const needed = [...wanted].filter(([path, { kind }]) => kind !== "shown" || foldersOf(path).some(isFresh));
  // What holds others comes before them.
  const mounts = needed.sort(([a], [b]) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
  return [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...mounts.flatMap(([path, { kind, isFolder }]) => mount(path, kind, isFolder)),
    ...(confinement.network ? [] : ["--unshare-net"]),
    ...["--unshare-pid", "--unshare-ipc", "--die-with-parent"],
  ];
}

function mount(path: string, kind: Kind, isFolder: boolean): string[] {
  switch (kind) {
    case "fresh":
      return isFolder ? ["--tmpfs", path] : [];
    case "shown":
    case "readOnly":
      return ["--ro-bind", path, path];
    case "writable":
      return ["--bind", path, path];
    case "hidden":
      return isFolder ? ["--tmpfs", path, "--remount-ro", path] : ["--ro-bind", "/dev/null", path];
  }
}

/** The folders that a path lies in, up to the root. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersOf(folder)];
}

function depthOf(path: string): number {
  return foldersOf(path).length;
}

function placeAt(path: string): Place | null {
  try {
    const real = realpathSync(path);
    return { path: real, isFolder: statSync(real).isDirectory() };
  } catch {
    return null;
  }
}
