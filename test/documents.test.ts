import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Task } from "../src/plan.ts";
import { findDocuments } from "../src/run/documents.ts";
import { makeFolder } from "./omo.ts";
import { makePlan } from "./plans.ts";

/** A task that is to write these files, and says this. */
function task(files: readonly string[], whatToDo = "", references = ""): Task {
  const [empty] = makePlan([{}]).tasks;
  if (empty === undefined) throw new Error("no task");
  const at = <T>(value: T) => ({ value, span: { start: 0, end: 0 } });
  return { ...empty, files: files.map(at), whatToDo: at(whatToDo), references: at(references) };
}

/** Files of which each says its own name. */
const saying = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, `This is ${path}.\n`]));

const everywhere = saying(
  "AGENTS.md",
  "README.md",
  "web/AGENTS.md",
  "web/README.md",
  "web/src/AGENTS.md",
  "web/src/README.md",
  "web/src/ui/AGENTS.md",
  "web/src/ui/README.md",
  "web/other/AGENTS.md",
  "api/AGENTS.md",
);

describe("the documents of a task", () => {
  test.each<{ files?: string[]; whatToDo?: string; references?: string; are: string[] }>([
    { are: [] },
    // Those of all folders above, from the top, but for the root's; the README of the folder itself.
    {
      files: ["web/src/ui/a.ts"],
      are: ["web/AGENTS.md", "web/src/AGENTS.md", "web/src/ui/AGENTS.md", "web/src/ui/README.md"],
    },
    { files: ["web/a.ts"], are: ["web/AGENTS.md", "web/README.md"] },
    { files: ["a.ts", "./b.ts", "web/../c.ts"], are: [] },
    // A folder that is not there yet has those above it.
    { files: ["web/src/new/deep/a.ts"], are: ["web/AGENTS.md", "web/src/AGENTS.md"] },
    // A folder that is named is that folder.
    { files: ["web/src"], are: ["web/AGENTS.md", "web/src/AGENTS.md", "web/src/README.md"] },
    { files: ["web/src/"], are: ["web/AGENTS.md", "web/src/AGENTS.md", "web/src/README.md"] },
    { files: ["web\\src\\a.ts"], are: ["web/AGENTS.md", "web/src/AGENTS.md", "web/src/README.md"] },
    { files: ["web/*.ts", "web/**/b.ts"], are: ["web/AGENTS.md", "web/README.md"] },
    // Each once, in the order of the task.
    {
      files: ["api/a.ts", "web/a.ts", "api/b.ts"],
      are: ["api/AGENTS.md", "web/AGENTS.md", "web/README.md"],
    },
    {
      whatToDo: "- Call `api/server.ts:12` from `web/a.ts`, not `npm test` or web/src/a.ts",
      references: "- `web/other/b.ts` - an example",
      are: ["api/AGENTS.md", "web/AGENTS.md", "web/README.md", "web/other/AGENTS.md"],
    },
    { files: ["/etc/a.ts", "../a.ts", "~/a.ts", "web/../../a.ts"], are: [] },
  ])("$files, $whatToDo, $references: $are", ({ files = [], whatToDo, references, are }) => {
    const root = makeFolder(everywhere);
    const documents = findDocuments(root, task(files, whatToDo, references));
    expect(documents).toEqual(are.map((path) => ({ path, text: `This is ${path}.` })));
  });

  test("are cut where they are long, one and all of them, and it is said so", () => {
    const line = `${"x".repeat(99)}\n`;
    const folders = ["a", "b", "c", "d", "e"];
    const root = makeFolder(
      Object.fromEntries(folders.map((name) => [`${name}/AGENTS.md`, line.repeat(100)])),
    );
    const documents = findDocuments(root, task(folders.map((name) => `${name}/x.ts`)));
    // As many as there is room for.
    expect(documents.map(({ path }) => path)).toEqual(["a/AGENTS.md", "b/AGENTS.md", "c/AGENTS.md"]);
    expect(documents[0]?.text).toMatch(
      /x\n\[cut here: \d+ of 9999 characters are left out; the whole is in `a\/AGENTS\.md`\]$/,
    );
    const total = documents.map(({ text }) => text).join("").length;
    expect(total).toBeGreaterThan(8_000);
    expect(total).toBeLessThan(9_500);
  });

  test.each([
    { is: "the file", path: "web/AGENTS.md", to: "secret.md" },
    { is: "its folder", path: "web", to: "secrets" },
  ])("are not read behind a link out of the repository: $is", ({ path, to }) => {
    const folder = makeFolder({
      "secret.md": "secret",
      "secrets/AGENTS.md": "secret",
      "repository/AGENTS.md": "secret",
      "repo/api/AGENTS.md": "Fine.",
      ...(path.includes("/") ? { "repo/web/": "" } : {}),
    });
    const root = join(folder, "repo");
    symlinkSync(join(folder, to), join(root, path));
    symlinkSync("../../repository/AGENTS.md", join(root, "api/README.md"));
    expect(findDocuments(root, task(["web/a.ts", "api/a.ts"]))).toEqual([
      { path: "api/AGENTS.md", text: "Fine." },
    ]);
  });

  test("are read behind a link that stays in it", () => {
    const root = makeFolder({ "docs/rules.md": "Rules.", "web/": "" });
    symlinkSync("../docs/rules.md", join(root, "web/AGENTS.md"));
    expect(findDocuments(root, task(["web/a.ts"]))).toEqual([{ path: "web/AGENTS.md", text: "Rules." }]);
  });

  test("are none where a path cannot be looked at", () => {
    const root = makeFolder({ "web/a.ts": "", "web/AGENTS.md/": "" });
    symlinkSync("circle", join(root, "circle"));
    for (const path of [
      "circle/a.ts",
      "circle",
      "web/a.ts/b.ts",
      `${"x".repeat(300)}/a.ts`,
      `${"x".repeat(300)}.ts`,
    ])
      expect(findDocuments(root, task([path]))).toEqual([]);
  });
});
