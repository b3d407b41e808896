import { expect, test } from "vitest";
import { type Confinement, confinementFlags, type Place } from "../src/host/confinement.ts";

const none: Confinement = { fresh: [], shown: [], writable: [], readOnly: [], hidden: [], network: true };
const before = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"];
const after = ["--unshare-pid", "--unshare-ipc", "--die-with-parent"];

/** The mounts of a confinement, where files end in `.txt` and links in `@` lead to what they are called. */
function mounts(confinement: Partial<Confinement>): string[] {
  const look = (path: string): Place | null =>
    path.includes("missing")
      ? null
      : { path: path.replace(/\/link@(\w+)$/, "/$1"), isFolder: !path.endsWith(".txt") };
  const flags = confinementFlags({ ...none, ...confinement }, look);
  expect(flags.slice(0, before.length)).toEqual(before);
  expect(flags.slice(-after.length)).toEqual(after);
  return flags.slice(before.length, -after.length);
}

test("everything can be read and nothing written, unless it is said", () => {
  expect(mounts({})).toEqual([]);
  expect(mounts({ writable: ["/r", "/r/a.txt"] })).toEqual([
    ...["--bind", "/r", "/r"],
    ...["--bind", "/r/a.txt", "/r/a.txt"],
  ]);
});

test("what is within another is mounted after it, whatever the order in which it was said", () => {
  expect(
    mounts({ writable: ["/h/r"], readOnly: ["/h/r/g/hooks", "/h/r/g/config.txt"], fresh: ["/h"] }),
  ).toEqual([
    ...["--tmpfs", "/h"],
    ...["--bind", "/h/r", "/h/r"],
    ...["--ro-bind", "/h/r/g/config.txt", "/h/r/g/config.txt"],
    ...["--ro-bind", "/h/r/g/hooks", "/h/r/g/hooks"],
  ]);
});

test("what is hidden is an empty folder that nothing can be put into, or an empty file", () => {
  expect(mounts({ hidden: ["/h/keys", "/h/login.txt"] })).toEqual([
    ...["--tmpfs", "/h/keys", "--remount-ro", "/h/keys"],
    ...["--ro-bind", "/dev/null", "/h/login.txt"],
  ]);
});

test("at one place hidden wins over readable, and readable over writable", () => {
  expect(mounts({ writable: ["/a", "/b"], readOnly: ["/a", "/b"], hidden: ["/b"] })).toEqual([
    ...["--ro-bind", "/a", "/a"],
    ...["--tmpfs", "/b", "--remount-ro", "/b"],
  ]);
});

test("what is to be shown is mounted where something empty would lie over it, and only there", () => {
  expect(mounts({ fresh: ["/tmp"], shown: ["/usr", "/tmp/home"] })).toEqual([
    ...["--tmpfs", "/tmp"],
    ...["--ro-bind", "/tmp/home", "/tmp/home"],
  ]);
});

test("links are what they lead to, and what is not there is passed over", () => {
  expect(mounts({ writable: ["/r/link@real", "/missing"], hidden: ["/missing/keys"] })).toEqual([
    ...["--bind", "/r/real", "/r/real"],
  ]);
});

test("without a network it has none", () => {
  expect(confinementFlags({ ...none, network: false }, () => null)).toEqual([
    ...before,
    "--unshare-net",
    ...after,
  ]);
});
