import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { program } from "../harness/omo.ts";
import type { Diagnostic } from "../src/diagnostic.ts";
import { makeFolder, omo } from "./omo.ts";

const good = `# Good

## TODOs

- [ ] 1. Say hello

  **Acceptance Criteria**:
  - [ ] \`node hello.js\` exits 0
`;
const broken = good.replace("  **Acc", "  **Blocked By**: 9\n\n  **Acc");
const vague = good.replace("`node hello.js` exits 0", "`node hello.js` exits 0\n  - [ ] It works correctly");
const human = good.replace("`node hello.js` exits 0", "User manually verifies the greeting");
const comment = "<!-- omo-ignore OMO302: made up -->";
/** One safe fix: a comment that hides nothing. */
const fixable = good.replace("hello\n", `hello ${comment}\n`);

const filesOf = (stdout: string) => stdout.match(/^[^:\n]+(?=:\d+:\d+: )/gm) ?? [];

describe("what is looked at", () => {
  const folder = makeFolder({
    ".git/": "",
    "plans/a.md": broken,
    "plans/old/b.md": broken,
    "plans/old/c.md": broken,
    "plans/node_modules/x/d.md": broken,
    "docs/e.md": broken,
    "docs/notes.txt": broken,
    "odd[1].md": broken,
    "empty/": "",
  });
  const lint = (...args: string[]) => {
    const ended = omo(["plan", "lint", "--format", "concise", "--no-cache", ...args], { cwd: folder });
    return { ...ended, files: filesOf(ended.stdout) };
  };

  test.each([
    { args: ["plans"], files: ["plans/a.md", "plans/old/b.md", "plans/old/c.md"] },
    { args: ["plans/**/*.md"], files: ["plans/a.md", "plans/old/b.md", "plans/old/c.md"] },
    { args: ["{plans,docs}/*.md"], files: ["docs/e.md", "plans/a.md"] },
    {
      args: ["plans/old/", "plans/a.md", "plans", "./plans/a.md"],
      files: ["plans/old/b.md", "plans/old/c.md", "plans/a.md"],
    },
    { args: ["docs/notes.txt"], files: ["docs/notes.txt"] },
    { args: ["odd[1].md"], files: ["odd[1].md"] },
    {
      args: [".", "--threads", "1"],
      files: ["docs/e.md", "odd[1].md", "plans/a.md", "plans/old/b.md", "plans/old/c.md"],
    },
  ])("$args", ({ args, files }) => {
    expect(lint(...args).files).toEqual(files);
  });

  test.each([
    { args: ["*.markdown"], says: "error: *.markdown: matches no file\n" },
    { args: ["empty"], says: "error: empty: holds no Markdown file\n" },
    {
      args: ["empty", "*.markdown"],
      says: "error: empty: holds no Markdown file\nerror: *.markdown: matches no file\n",
    },
  ])("nothing is found by $args", ({ args, says }) => {
    expect(lint(...args)).toMatchObject({ code: 2, stdout: "", stderr: says });
  });

  test("a file that was found may be no plan, one that was named must be", () => {
    const notes = "# Notes\n\nAsk <name>. <!-- omo-ignore -->\n\n- [ ] Buy <what>\n";
    const cwd = makeFolder({ "docs/notes.md": notes, "docs/plan.md": good });
    const codes = (...what: string[]) =>
      omo(["plan", "lint", "--format", "concise", ...what], { cwd }).stdout.match(/OMO\d+/g) ?? [];
    expect(codes("docs/notes.md")).toEqual(expect.arrayContaining(["OMO101", "OMO109", "OMO802"]));
    expect(codes("docs")).not.toContain("OMO109");
    expect(codes("docs/*.md")).not.toContain("OMO109");
    expect(codes("docs", "--info").filter((code) => code === "OMO101")).toHaveLength(1);
    expect(omo(["plan", "lint", "docs", "--fix", "--unsafe-fixes"], { cwd }).stderr).toBe("");
    expect(readFileSync(join(cwd, "docs/notes.md"), "utf8")).toBe(notes);
  });

  test.each([
    { args: ["-"], says: "- is no file: --stdin-filename FILE lints standard input" },
    { args: [""], says: "a name is empty: name plans, folders or globs, or nothing at all" },
    { args: ["--stdin-filename", ""], says: "--stdin-filename takes the name of a file" },
  ])("$args is refused", ({ args, says }) => {
    expect(lint(...args)).toMatchObject({ code: 2, stdout: "", stderr: `error: ${says}\n` });
  });

  test(".omoignore leaves out what was found, not what was named; .gitignore counts for nothing", () => {
    const cwd = makeFolder({
      ".git/": "",
      ".gitignore": "plans/\n",
      ".omoignore": "# Done with\nold/\n*.draft.md\n!plans/keep.draft.md\n",
      "plans/a.md": broken,
      "plans/b.draft.md": broken,
      "plans/keep.draft.md": broken,
      "plans/old/c.md": broken,
    });
    const files = (place: string, ...args: string[]) =>
      filesOf(omo(["plan", "lint", "--format", "concise", ...args], { cwd: join(cwd, place) }).stdout);
    expect(files("")).toEqual(["plans/a.md", "plans/keep.draft.md"]);
    expect(files("plans", "**/*.md")).toEqual(["a.md", "keep.draft.md"]);
    expect(files("", "plans/old/c.md")).toEqual(["plans/old/c.md"]);
  });

  test("a folder that cannot be read is named, and the rest is looked at", () => {
    // Root may read everything, so as root this runs as nobody, from a place that nobody can reach.
    const cwd = makeFolder({ ".git/": "", "plans/a.md": broken, "plans/shut/b.md": broken });
    cpSync(dirname(program), join(cwd, "omo"), { recursive: true });
    for (const path of [cwd, join(cwd, "omo")]) chmodSync(path, 0o755);
    chmodSync(join(cwd, "plans/shut"), 0o000);
    const place = { cwd, program: join(cwd, "omo", basename(program)) };
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const ended = omo(["plan", "lint", "--format", "concise"], { ...place, ...uid });
    chmodSync(join(cwd, "plans/shut"), 0o755);
    expect(ended).toMatchObject({ code: 2, stderr: "error: plans/shut: permission denied\n" });
    expect(filesOf(ended.stdout)).toEqual(["plans/a.md"]);
  });
});

describe("what is shown", () => {
  const folder = makeFolder({
    ".git/": "",
    "both.md": vague.replace("  **Acc", "  **Blocked By**: 9\n\n  **Acc"),
    "vague.md": vague,
    "human.md": human,
    "notes.md": good.replace("[ ] 1", "[ ] 3"),
  });
  const lint = (...args: string[]) =>
    omo(["plan", "lint", "--no-cache", "--format", "concise", ...args], { cwd: folder });

  test("--quiet leaves errors alone", () => {
    expect(lint("both.md").stdout).toMatch(/ OMO201 (?:.|\n)* OMO303 /);
    expect(lint("both.md", "--quiet").stdout).toMatch(/^both\.md:7:19: error OMO201 .*\n$/);
    expect(lint("vague.md", "--quiet", "--format", "pretty").stdout).toBe("");
  });

  test("--quiet counts warnings all the same", () => {
    const { code, stdout, stderr } = lint("vague.md", "--quiet", "--max-warnings", "0");
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: "",
      stderr: "error: 1 warning, and --max-warnings allows 0\n",
    });
  });

  test("--allow-human lets a person check", () => {
    expect(lint("human.md")).toMatchObject({ code: 1, stdout: expect.stringContaining(" OMO302 ") });
    expect(lint("human.md", "--allow-human").stdout).not.toContain("OMO302");
    expect(lint("human.md", "--allow-human").code).toBe(0);
  });

  test("an unknown format is refused, a known one has no colour in a pipe", () => {
    for (const format of ["pretty", "concise", "json", "sarif", "github", "agent"])
      expect(lint("both.md", "--format", format).stdout).not.toContain("\u001B");
  });
});

describe("the text on standard input", () => {
  const folder = makeFolder({ ".git/": "", "plans/": "" });
  const lint = (input: string | Buffer, ...args: string[]) => {
    const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
    const all = [program, "plan", "lint", "--stdin-filename", "plans/x.md", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, {
      cwd: folder,
      env,
      input,
      encoding: "utf8",
    });
    return { code: status, stdout, stderr };
  };

  test("is told of by the name given", () => {
    const { code, stdout, stderr } = lint(broken, "--format", "concise");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toMatch(/^plans\/x\.md:7:19: error OMO201 /);
  });

  test("is a plan, or else it is an error", () => {
    expect(lint("", "--format", "concise")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("OMO101"),
    });
  });

  test("that is no text is a problem", () => {
    expect(lint(Buffer.from([0x23, 0xff, 0x0a]))).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: plans/x.md: is not valid UTF-8: line 1, byte offset 1; save it as UTF-8\n",
    });
  });

  test("goes to standard output with its fixes, and the findings to standard error", () => {
    const { code, stdout, stderr } = lint(
      fixable.replace("  **Acc", "  **Blocked By**: 9\n\n  **Acc"),
      "--fix",
      "--format",
      "concise",
    );
    expect(code).toBe(1);
    expect(stdout).toBe(broken);
    expect(stderr).toMatch(
      /^fixed plans\/x\.md: remove the comment \(OMO801 unused-suppression\)\nplans\/x\.md:7:19: error OMO201 /,
    );
  });

  test("goes to standard output as it is where there is nothing to fix", () => {
    expect(lint(good, "--fix", "--quiet")).toEqual({ code: 0, stdout: good, stderr: "" });
  });
});

describe("--fix", () => {
  const fix = (cwd: string, ...args: string[]) => omo(["plan", "lint", "--fix", ...args], { cwd });
  const textOf = (...path: string[]) => readFileSync(join(...path), "utf8");

  test("writes the file, says what was fixed and what remains", () => {
    const cwd = makeFolder({ "a.md": `${fixable}  - [ ] It works correctly\n`, "b.md": good });
    const { code, stdout, stderr } = fix(cwd, "a.md", "b.md", "--format", "concise");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^a\.md:9:\d+: warning OMO303 .*\n$/);
    expect(stderr).toBe("fixed a.md: remove the comment (OMO801 unused-suppression)\n");
    expect(textOf(cwd, "a.md")).toBe(`${good}  - [ ] It works correctly\n`);
    expect(textOf(cwd, "b.md")).toBe(good);
  });

  test("changes nothing the second time", () => {
    const cwd = makeFolder({ "a.md": fixable });
    fix(cwd, "a.md");
    const { mtimeMs, ino } = statSync(join(cwd, "a.md"));
    expect(fix(cwd, "a.md").stderr).toBe("");
    expect(statSync(join(cwd, "a.md"))).toMatchObject({ mtimeMs, ino });
  });

  test("keeps a byte order mark, line ends, mode and link", () => {
    const cwd = makeFolder({ "real/a.md": `\uFEFF${fixable.replaceAll("\n", "\r\n")}` });
    chmodSync(join(cwd, "real/a.md"), 0o640);
    symlinkSync("real/a.md", join(cwd, "link.md"));
    expect(fix(cwd, "link.md").code).toBe(0);
    expect(textOf(cwd, "real/a.md")).toBe(`\uFEFF${good.replaceAll("\n", "\r\n")}`);
    expect(statSync(join(cwd, "real/a.md")).mode & 0o777).toBe(0o640);
    expect(lstatSync(join(cwd, "link.md")).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(cwd, "real"))).toEqual(["a.md"]);
  });

  test("says so where the file cannot be written, and leaves it as it is", () => {
    const cwd = makeFolder({ "plans/a.md": fixable });
    cpSync(dirname(program), join(cwd, "omo"), { recursive: true });
    for (const path of [cwd, join(cwd, "omo")]) chmodSync(path, 0o755);
    chmodSync(join(cwd, "plans"), 0o555);
    const uid = process.getuid?.() === 0 ? { uid: 65_534 } : {};
    const place = { cwd, program: join(cwd, "omo", basename(program)), ...uid };
    const { code, stdout, stderr } = omo(
      ["plan", "lint", "--fix", "plans/a.md", "--format", "concise"],
      place,
    );
    chmodSync(join(cwd, "plans"), 0o755);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: expect.stringMatching(/^plans\/a\.md:5:\d+: warning OMO801 .*\n/),
      stderr: "error: plans/a.md: cannot be written (EACCES), and is left as it is\n",
    });
    expect(textOf(cwd, "plans/a.md")).toBe(fixable);
  });

  test("makes fixes that may be wrong on demand only", () => {
    const twice = good + good.slice(good.indexOf("- [ ] 1.")).replace("hello", "goodbye");
    const cwd = makeFolder({ "a.md": twice });
    expect(fix(cwd, "a.md").stdout).toContain("; --fix --unsafe-fixes fixes 1\n");
    expect(textOf(cwd, "a.md")).toBe(twice);
    expect(fix(cwd, "a.md", "--unsafe-fixes").code).toBe(0);
    expect(textOf(cwd, "a.md")).toContain("- [ ] 2. Say goodbye");
  });

  test("does not write a file that is suppressed or switched off", () => {
    const cwd = makeFolder({
      ".git/": "",
      ".omo/omo.jsonc": '{ "rules": { "unused-suppression": "off" } }',
      "a.md": fixable,
    });
    expect(fix(cwd, "a.md").stderr).toBe("");
    expect(textOf(cwd, "a.md")).toBe(fixable);
  });
});

describe("--diff", () => {
  const folder = makeFolder({ "a.md": fixable, "b.md": good });
  const diff = (args: readonly string[], env = {}) =>
    omo(["plan", "lint", "--diff", ...args], { cwd: folder, env });

  test("prints what would change, writes nothing, and exits with 1", () => {
    expect(diff(["a.md", "b.md"])).toEqual({
      code: 1,
      stderr: "",
      stdout: `--- a.md
+++ a.md
@@ -2,7 +2,7 @@
 
 ## TODOs
 
-- [ ] 1. Say hello ${comment}
+- [ ] 1. Say hello
 
   **Acceptance Criteria**:
   - [ ] \`node hello.js\` exits 0
`,
    });
    expect(readFileSync(join(folder, "a.md"), "utf8")).toBe(fixable);
  });

  test("prints nothing and exits with 0 where nothing would", () => {
    expect(diff(["b.md"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("takes effect as a patch", () => {
    const cwd = makeFolder({ "a.md": fixable, "plan.diff": diff(["a.md"]).stdout });
    const { status } = spawnSync("patch", ["-p0", "-i", "plan.diff"], { cwd });
    expect(status).toBe(0);
    expect(readFileSync(join(cwd, "a.md"), "utf8")).toBe(good);
  });

  test("is coloured where colours are wanted", () => {
    expect(diff(["a.md"], { FORCE_COLOR: "1" }).stdout).toContain("\u001B[31m-- [ ] 1. Say hello");
  });
});

describe("the configuration of rules", () => {
  const lint = (rules: string, ...args: string[]) => {
    const cwd = makeFolder({
      ".git/": "",
      ".omo/omo.jsonc": `{ "rules": ${rules} }`,
      "a.md": `${broken}  - [ ] It works correctly\n`,
    });
    return omo(["plan", ...args, "a.md"], { cwd });
  };

  test("lowers, raises and switches off", () => {
    const shown = lint(
      '{ "OMO201": "warning", "vague-criterion": "error" }',
      "lint",
      "--format",
      "concise",
    ).stdout;
    expect(shown).toMatch(/: warning OMO201 (?:.|\n)*: error OMO303 /);
    expect(lint('{ "OMO201": "off", "vague-criterion": "off" }', "lint", "--format", "concise")).toEqual({
      code: 0,
      stdout: "",
      stderr: "",
    });
  });

  test("that is wrong is told at its place", () => {
    const { code, stdout } = lint('{ "OMO303": "of" }', "lint", "--format", "concise");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^\.omo\/omo\.jsonc:1:24: error OMO903 config-value: `rules\.OMO303` must be one of /m,
    );
  });

  test("holds for show and graph as for lint", () => {
    for (const command of ["show", "graph"]) {
      expect(lint('{ "OMO201": "off" }', command)).toMatchObject({ code: 0, stderr: "" });
      expect(lint('{ "vague-criterion": "error", "OMO201": "off" }', command)).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^\nerror\[OMO303 vague-criterion\]: [^\n]*(\n[ \d].*)*\n$/),
      });
      expect(lint('{ "OMO303": "of" }', command)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("error[OMO903 config-value]"),
      });
    }
    const { stdout } = lint('{ "OMO201": "off", "vague-criterion": "error" }', "show", "--json");
    const { diagnostics } = JSON.parse(stdout);
    expect(diagnostics.map(({ code, severity }: Diagnostic) => `${code} ${severity}`)).toEqual([
      "OMO303 error",
    ]);
  });

  test("does not make a plan run that cannot be", () => {
    const cwd = makeFolder({ ".omo/omo.jsonc": '{ "rules": { "OMO201": "off" } }', "a.md": broken });
    spawnSync("git", ["init", "--quiet"], { cwd });
    expect(omo(["plan", "lint", "a.md"], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/; 1 silenced error keeps `run` from starting\b/),
    });
    const json = JSON.parse(omo(["plan", "lint", "a.md", "--format", "json"], { cwd }).stdout);
    expect(json).toMatchObject({ errors: 0, silenced: 1 });
    const { code, stderr } = omo(["plan", "run", "--dry-run", "a.md"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("error[OMO201 unknown-dependency]");
    expect(stderr).toMatch(
      /\nerror: a\.md is not run: it has 1 error\n {2}lint is told to keep quiet about this, .*\n$/,
    );
  });

  test("keeps a plan from running where it makes errors, of skills as well", () => {
    const cwd = makeFolder({
      ".omo/omo.jsonc": '{ "rules": { "unknown-skill": "error" } }',
      ".opencode/skills/deploy/SKILL.md": "# Deploy\n",
      "a.md": good.replace("  **Acc", "  **Skills**: [`made-up`]\n\n  **Acc"),
    });
    spawnSync("git", ["init", "--quiet"], { cwd });
    expect(omo(["plan", "lint", "a.md"], { cwd }).stdout).toContain("error[OMO404 unknown-skill]");
    expect(omo(["plan", "run", "--dry-run", "a.md"], { cwd })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^error\[OMO404 unknown-skill\](?:.|\n)*: it has 1 error\n$/),
    });
  });

  test("nor does a comment", () => {
    const ignored = broken.replace("By**: 9", "By**: 9 <!-- omo-ignore OMO201: made up -->");
    const cwd = makeFolder({ "a.md": ignored });
    spawnSync("git", ["init", "--quiet"], { cwd });
    expect(omo(["plan", "lint", "a.md"], { cwd }).code).toBe(0);
    expect(omo(["plan", "run", "--dry-run", "a.md"], { cwd }).code).toBe(1);
  });
});

describe("omo explain", () => {
  const explain = (args: readonly string[], env = {}) => omo(["explain", ...args], { env });

  test("prints the page of a code or name", () => {
    const { code, stdout } = explain(["OMO201"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^OMO201 unknown-dependency\n(?:.|\n)*\nWhat it means\n(?:.|\n)*\nExample\n\n {4}# /,
    );
    expect(stdout).not.toMatch(/```|^#/m);
    expect(stdout).not.toContain("\u001B");
    expect(explain(["unknown-dependency"]).stdout).toBe(stdout);
    expect(explain(["omo201"]).stdout).toBe(stdout);
    for (const line of stdout.split("\n"))
      if (!line.startsWith("    ")) expect(line.length).toBeLessThanOrEqual(100);
  });

  test("with headings in bold on a terminal", () => {
    expect(explain(["OMO201"], { FORCE_COLOR: "1" }).stdout).toContain("\u001B[1mWhat it means\u001B[22m");
  });

  test("lists all codes, each of which it can explain", () => {
    const { code, stdout } = explain([]);
    expect(code).toBe(0);
    const pages = readdirSync(new URL("../grammar/codes/", import.meta.url)).sort();
    expect(
      [...stdout.matchAll(/^(OMO\d{3}) {2}(?:error|warning|note) +[a-z-]+$/gm)].map(([, id]) => `${id}.md`),
    ).toEqual(pages);
  });

  test.each([
    { word: "OMO999", help: "`omo explain` lists all rules" },
    { word: "unknown-dependancy", help: "did you mean `unknown-dependency`?" },
  ])("knows no $word", ({ word, help }) => {
    expect(explain([word])).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: there is no rule ${word}\n  ${help}\n`,
    });
  });
});

describe("omo plan new", () => {
  const make = (cwd: string, name: string) => omo(["plan", "new", name], { cwd });

  test("writes a skeleton that lints clean, notes included", () => {
    const cwd = makeFolder({ ".git/": "", "src/": "" });
    expect(make(join(cwd, "src"), "jwt-auth")).toEqual({
      code: 0,
      stdout: "wrote ../plans/jwt-auth.md; fill it in, then: omo plan lint ../plans/jwt-auth.md\n",
      stderr: "",
    });
    expect(omo(["plan", "lint", "--info", "plans/jwt-auth.md"], { cwd })).toEqual({
      code: 0,
      stdout: "1 file checked: no errors, no warnings\n",
      stderr: "",
    });
    expect(readFileSync(join(cwd, "plans/jwt-auth.md"), "utf8")).toMatch(/^# Jwt auth\n/);
  });

  test("uses the folder of plans that there is", () => {
    const cwd = makeFolder({ ".git/": "", ".sisyphus/plans/": "" });
    expect(make(cwd, "auth.md").stdout).toContain("wrote .sisyphus/plans/auth.md;");
  });

  test("overwrites nothing", () => {
    const cwd = makeFolder({ ".git/": "", "plans/auth.md": "mine" });
    expect(make(cwd, "auth")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(/^error: plans\/auth\.md: is there already\n/),
    });
    expect(readFileSync(join(cwd, "plans/auth.md"), "utf8")).toBe("mine");
  });

  test.each(["../auth", "a/b", ".hidden", "", "a b"])("takes no name like %j", (name) => {
    const cwd = makeFolder({ ".git/": "" });
    expect(make(cwd, name)).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/^error: /) });
    expect(readdirSync(cwd)).toEqual([".git"]);
  });
});
