import {
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FindingsCache, keyOf } from "../src/cli/cache.ts";
import { lintShare } from "../src/cli/lint-share.ts";
import type { Source } from "../src/source.ts";
import { makeFolder, omo } from "./omo.ts";

/** A plan with a finding of its own; `n` makes its text and its name differ from others. */
function plan(n: number): string {
  const tasks = Array.from(
    { length: 1 + (n % 4) },
    (_, i) => `- [ ] ${i + 1}. Do part ${i + 1} of ${n}\n\n  **Blocked By**: ${i > 0 ? 90 + n : "None"}\n`,
  );
  return `# Plan ${n}\n\n## TODOs\n\n${tasks.join("\n")}`;
}

const files = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`plans/${n}.md`, plan(n)]));

/** A repository with twelve plans, and a home directory outside of it. */
function repository(): { lint: (...args: string[]) => ReturnType<typeof omo>; cwd: string; home: string } {
  const cwd = makeFolder({ ".git/": "", ...files });
  const home = makeFolder({});
  const env = { HOME: home, XDG_CACHE_HOME: "" };
  return { cwd, home, lint: (...args) => omo(["plan", "lint", ...args], { cwd, env }) };
}

const named = Object.keys(files);
const formats = ["pretty", "concise", "json", "sarif", "github", "agent"];

describe("the findings of several files", () => {
  test.each(formats)("are the same from any number of threads and from the cache: %s", (format) => {
    const { lint } = repository();
    const alone = lint("--format", format, "--no-cache", "--threads", "1", ...named);
    expect(alone.code).toBe(1);
    expect(alone.stdout).toContain("OMO201");
    for (const more of [["--no-cache", "--threads", "3"], ["--no-cache"], ["--threads", "2"], [], []])
      expect(lint("--format", format, ...more, ...named), more.join(" ")).toEqual(alone);
  });

  test("are in the order in which the files are named, whichever thread had them", () => {
    const { lint } = repository();
    const backwards = [...named].reverse();
    const { stdout } = lint("--format", "concise", "--no-cache", "--threads", "4", ...backwards);
    const order = [...new Set(stdout.split("\n").flatMap((line) => /^plans\/\d+\.md/.exec(line)?.[0] ?? []))];
    expect(order).toEqual(backwards.filter((file) => order.includes(file)));
    expect(order.length).toBeGreaterThan(5);
  });

  test("name the text whose rules failed", () => {
    const broken: Source = {
      file: "broken.md",
      lineStarts: [0],
      get text(): string {
        throw new Error("out of order");
      },
    };
    const taken = new Int32Array(new SharedArrayBuffer(4));
    expect(() => lintShare({ sources: [broken], options: {}, taken })).toThrow("broken.md: out of order");
  });
});

describe("the cache", () => {
  test("is of the text: one that changes is looked at anew, also when size and time stay", () => {
    const { lint, cwd } = repository();
    const file = join(cwd, "plans/1.md");
    expect(lint("plans/1.md").stdout).toContain("91");
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("91", "92"));
    utimesSync(file, atime, mtime);
    expect(lint("plans/1.md").stdout).toContain("92");
  });

  test("is of how the text is looked at", () => {
    const { lint, cwd } = repository();
    expect(lint("plans/1.md", "--format", "concise").stdout).toContain("error OMO201");
    writeFileSync(join(makeConfigFolder(cwd), "omo.jsonc"), '{ "rules": { "OMO201": "off" } }');
    expect(lint("plans/1.md", "--format", "concise").stdout).not.toContain("OMO201");
  });

  test("lies in the user's cache directory, and nothing in the repository", () => {
    const { lint, cwd, home } = repository();
    const before = readdirSync(cwd, { recursive: true });
    lint();
    expect(readdirSync(cwd, { recursive: true })).toEqual(before);
    expect(cacheFile(home)).toMatch(/^findings-/);
  });

  test("is not even made with --no-cache", () => {
    const { lint, home } = repository();
    lint("--no-cache");
    expect(cacheFile(home)).toBeUndefined();
  });

  test.each([
    ["cut off", (file: string) => truncateSync(file, 500)],
    ["of something else", (file: string) => writeFileSync(file, "[]")],
    [
      "changed",
      (file: string) => writeFileSync(file, readFileSync(file, "utf8").replace("OMO201", "OMO999")),
    ],
    ["not readable text", (file: string) => writeFileSync(file, Buffer.from([0xff, 0x00, 0x0a, 0xfe]))],
  ])("that is %s is made anew, and nothing said of it", (_, damage) => {
    const { lint, home } = repository();
    const clean = lint();
    const file = join(home, ".cache/omo", cacheFile(home) ?? "");
    const kept = readFileSync(file, "utf8");
    damage(file);
    expect(lint()).toEqual(clean);
    expect(readFileSync(file, "utf8").length).toBe(kept.length);
  });

  test("that cannot be written is done without", () => {
    const cwd = makeFolder({ ".git/": "", ...files, taken: "a file where the cache would lie" });
    const lint = (cache: string) => omo(["plan", "lint"], { cwd, env: { XDG_CACHE_HOME: cache } });
    const lost = lint(join(cwd, "taken"));
    expect(lost).toEqual(lint(makeFolder({})));
    expect(lost.stderr).toBe("");
  });

  test("of the compiled program that is damaged is made anew, and nothing said of it", () => {
    const { lint, home } = repository();
    const clean = lint("--no-cache");
    const folder = join(home, ".cache/omo/code");
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    expect(kept.length).toBeGreaterThan(3);
    for (const { parentPath, name } of kept) {
      const bytes = readFileSync(join(parentPath, name));
      bytes.fill(0xa5, bytes.length >> 1, (bytes.length >> 1) + 64);
      writeFileSync(join(parentPath, name), bytes);
    }
    expect(lint("--no-cache")).toEqual(clean);
  });
});

describe("findings kept for long", () => {
  const nothing = { diagnostics: [], silenced: [] };
  afterEach(() => void vi.useRealTimers());
  const day = 86_400_000;

  test("are let go of when nobody has asked for them in a month; those asked for stay", () => {
    vi.useFakeTimers({ now: 20_000 * day });
    const place = { env: { XDG_CACHE_HOME: makeFolder({}) }, root: "/r", build: "1" };
    const first = new FindingsCache(place);
    for (const key of ["asked", "forgotten"]) first.set(key, nothing);
    first.save();

    vi.setSystemTime(20_020 * day);
    const second = new FindingsCache(place);
    expect(second.get("asked")).toEqual(nothing);
    second.save();

    vi.setSystemTime(20_040 * day);
    const third = new FindingsCache(place);
    third.set("new", nothing);
    third.save();
    const last = new FindingsCache(place);
    expect(["asked", "forgotten", "new"].map((key) => last.get(key))).toEqual([nothing, null, nothing]);
  });

  test("are nothing to another build, nor to another repository", () => {
    const env = { XDG_CACHE_HOME: makeFolder({}) };
    const cache = new FindingsCache({ env, root: "/r", build: "1" });
    cache.set("key", nothing);
    cache.save();
    expect(new FindingsCache({ env, root: "/r", build: "1" }).get("key")).toEqual(nothing);
    expect(new FindingsCache({ env, root: "/r", build: "2" }).get("key")).toBeNull();
    expect(new FindingsCache({ env, root: "/s", build: "1" }).get("key")).toBeNull();
  });

  test("have a key that text and options decide", () => {
    expect(keyOf("a", { named: true })).toBe(keyOf("a", { named: true }));
    expect(keyOf("a", { named: true })).not.toBe(keyOf("a", { named: false }));
    expect(keyOf("a", {})).not.toBe(keyOf("b", {}));
  });
});

function cacheFile(home: string): string | undefined {
  return readdirSync(home, { recursive: true, encoding: "utf8" })
    .map((path) => path.split("/").at(-1) ?? "")
    .find((name) => name.startsWith("findings-"));
}

function makeConfigFolder(cwd: string): string {
  const folder = join(cwd, ".omo");
  mkdirSync(folder);
  return folder;
}
