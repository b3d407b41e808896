import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { builtInSkills } from "../src/agents/known.ts";
import { findSkills } from "../src/cli/skills.ts";

let folder: string;
const root = () => join(folder, "repository");
const home = () => join(folder, "home");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "omo-skills-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addSkill(place: string, name: string): void {
  mkdirSync(join(place, name), { recursive: true });
  writeFileSync(join(place, name, "SKILL.md"), `# ${name}\n`);
}

test("without any folder of skills, nobody can say which there are", () => {
  expect(findSkills(root(), home())).toBeNull();
});

test("skills of repository and user are found beside the built-in ones, each once", () => {
  addSkill(join(root(), ".opencode/skills"), "deploy");
  addSkill(join(root(), ".opencode/skill"), "release");
  addSkill(join(root(), ".claude/skills"), "review");
  addSkill(join(root(), ".agents/skills"), "node-test");
  addSkill(join(home(), ".config/opencode/skills"), "tdd");
  addSkill(join(home(), ".claude/skills"), "review");
  addSkill(join(home(), ".agents/skills"), "diagnose");
  expect(findSkills(root(), home())).toEqual(
    [...builtInSkills, "deploy", "release", "review", "node-test", "tdd", "diagnose"].sort(),
  );
});

test("a folder without SKILL.md is no skill, and neither is a file", () => {
  mkdirSync(join(root(), ".agents/skills/notes"), { recursive: true });
  writeFileSync(join(root(), ".agents/skills/README.md"), "Skills\n");
  expect(findSkills(root(), home())).toEqual([...builtInSkills].sort());
});
