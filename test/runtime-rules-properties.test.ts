import type { PermissionRule } from "@opencode-ai/sdk/v2/client";
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtInAgents } from "../src/agents/built-in.ts";
import { covers } from "../src/agents/pattern.ts";
import { type Rights, tools } from "../src/agents/rights.ts";
import { agentPermission, sessionRules } from "../src/runtime/opencode/permissions.ts";
import { evaluate } from "../src/runtime/opencode/wildcard.ts";
import { effort } from "./effort.ts";

/* Whatever a user has configured, and whatever rights a session has: it may what both allow, and no more. */

const permissions = ["read", "grep", "edit", "bash", "webfetch", "todowrite", "skill", "task", "jira_close"];
const always = ["external_directory", "question", "doom_loop"];
const texts = [
  "git",
  "git log",
  "git log -p",
  "git push",
  "gitk",
  "ls",
  "plans/a.md",
  "plans/long.md",
  "plans/x/b.md",
  "plans/x.sh",
  "src/plans/a.md",
  ".omo/plans/a.md",
  ".env",
  "explore-x1",
  "oracle-x1",
  "general",
  "*",
];
const patterns = [
  ...texts,
  "git *",
  "git*",
  "git ?*",
  "git l?g*",
  "g*",
  "git log *",
  "plans/*",
  "plans/?.md",
  "plans/*.md",
  "*.md",
  "*/*.md",
  "*.env",
  "e*",
  "?",
  "**",
  "plans\\*",
];

const action = fc.constantFrom<PermissionRule["action"]>("allow", "deny", "ask");
const pattern = fc.constantFrom(...patterns);
const plainRights = fc.record({
  tools: fc.subarray([...tools]),
  delegates: fc.subarray(["explore", "oracle"]),
});

/** A user's rules, a session's rights and limits: all about one permission, so that they meet. */
const world = fc.constantFrom(...permissions, ...always).chain((asked) => {
  const permission = fc.constantFrom(asked, asked, asked, "*", "e*", "?ead", "jira_*");
  const limit = fc.record({
    permission,
    pattern,
    action: fc.constantFrom<"allow" | "deny">("allow", "deny"),
  });
  const limited = fc
    .record({
      plain: plainRights,
      edit: fc.constantFrom<Rights["edit"]>("anywhere", "plans"),
      commands: fc.option(fc.array(pattern, { maxLength: 3 })),
      limits: fc.option(fc.array(limit, { maxLength: 4 })),
    })
    .map(({ plain, edit, commands, limits }): Rights => {
      const bounds = { ...(commands && { commands }), ...(limits && { limits }) };
      return { ...plain, edit, ...bounds };
    });
  const configured = fc.record({ plain: plainRights, isOurs: fc.boolean() });
  return fc
    .record({
      asked: fc.constant(asked),
      rights: limited,
      wider: configured,
      // As opencode resolves an agent's: something holds of everything, and further rules come after it.
      base: fc
        .tuple(action, fc.array(fc.record({ permission, pattern, action }), { maxLength: 6 }))
        .map(([first, rest]) => [{ permission: "*", pattern: "*", action: first }, ...rest]),
      protect: fc.subarray(["plans/a.md", "plans/x/*"]),
    })
    .map(({ wider: { plain, isOurs }, ...world }) => {
      const all = tools.filter((tool) => plain.tools.includes(tool) || world.rights.tools.includes(tool));
      return { ...world, configured: isOurs ? { ...world.rights, ...plain, tools: all } : null };
    });
});

const matches = (text: string, pattern: string) =>
  evaluate([{ permission: "bash", pattern, action: "allow" }], "bash", text) === "allow";

/** The rules of an agent of ours in the server's configuration. */
const agentRules = (rights: Rights): PermissionRule[] =>
  Object.entries(agentPermission(rights, namesOf(rights))).flatMap(([permission, patterns]) =>
    Object.entries(typeof patterns === "string" ? { "*": patterns } : patterns).map(([pattern, action]) => ({
      permission,
      pattern,
      action,
    })),
  );

const namesOf = ({ delegates }: Rights) => delegates.map((name) => `${name}-x1`);

interface World {
  readonly rights: Rights;
  /** Of the agent, of which the session has a part. */
  readonly configured: Rights | null;
  readonly base: readonly PermissionRule[];
  readonly protect: readonly string[];
}

/** The rules that a session is given, and those that hold for it in opencode's order. */
const givenIn = (world: World) =>
  sessionRules({
    ...world,
    delegates: namesOf(world.rights),
    toolNames: ["bash", "read", "write", "jira_*"],
  });
const rulesIn = (world: World) => [
  ...world.base,
  ...(world.configured ? agentRules(world.configured) : []),
  ...givenIn(world),
];

/** The kind of tool that a permission is of. */
const kindOf: Readonly<Record<string, Rights["tools"][number]>> = {
  read: "read",
  grep: "search",
  edit: "edit",
  bash: "bash",
  webfetch: "web",
  todowrite: "todo",
  skill: "skill",
  task: "delegate",
  jira_close: "other",
};

const runs = { numRuns: 2_000 * effort(1) };

test("nothing is allowed that the user's own configuration does not allow", () => {
  fc.assert(
    fc.property(world, ({ asked, ...world }) => {
      const rules = rulesIn(world);
      for (const text of texts.filter((text) => evaluate(rules, asked, text) !== "deny"))
        expect(evaluate(world.base, asked, text), `${asked} ${text}`).toBe("allow");
    }),
    runs,
  );
});

test("nor to an agent that a session of ours asks", () => {
  const pairs = builtInAgents.flatMap(({ rights }) =>
    builtInAgents
      .filter(({ name }) => rights.delegates.includes(name))
      .map((asked) => [rights, asked.rights] as const),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...pairs),
      world,
      ([asker, delegate], { asked, base, rights: { limits } }) => {
        const rights = { ...delegate, ...(limits && { limits }) };
        const denials = givenIn({ rights: asker, configured: asker, base, protect: [] }).filter(
          ({ action }) => action === "deny",
        );
        const rules = [...base, ...agentRules(rights), ...denials];
        for (const text of texts.filter((text) => evaluate(rules, asked, text) === "allow")) {
          expect(evaluate(base, asked, text), `${asked} ${text}`).toBe("allow");
          expect(evaluate(limits ?? [], asked, text), `${asked} ${text}`).not.toBe("deny");
          if (kindOf[asked] !== undefined) expect(rights.tools).toContain(kindOf[asked]);
        }
      },
    ),
    runs,
  );
});

test("nothing is allowed that the rights do not hold", () => {
  fc.assert(
    fc.property(world, ({ asked, ...world }) => {
      const rules = rulesIn(world);
      const { rights, protect } = world;
      const kind = kindOf[asked];
      for (const text of texts.filter((text) => evaluate(rules, asked, text) !== "deny")) {
        expect(["question", "doom_loop"]).not.toContain(asked);
        if (kind !== undefined) expect(rights.tools).toContain(kind);
        if (asked === "task") expect(rights.delegates.map((name) => `${name}-x1`)).toContain(text);
        if (asked === "bash" && rights.commands)
          expect(rights.commands.some((command) => matches(text, command))).toBe(true);
        if (asked === "edit" && rights.edit === "plans")
          expect(text).toMatch(/^(?:\.omo\/|\.sisyphus\/)?plans\/.*\.md$/);
        if (asked === "edit") expect(protect.some((path) => matches(text, path))).toBe(false);
        expect(evaluate(rights.limits ?? [], asked, text)).not.toBe("deny");
      }
    }),
    runs,
  );
});

test("what the user and the rights allow whole is allowed", () => {
  fc.assert(
    fc.property(world, ({ asked, rights: { tools, delegates }, base }) => {
      const kind = kindOf[asked];
      fc.pre(kind !== undefined && kind !== "delegate" && tools.includes(kind));
      const rights: Rights = { tools, delegates, edit: "anywhere" };
      const rules = rulesIn({ rights, configured: rights, base, protect: [] });
      for (const text of texts)
        expect(evaluate(rules, asked, text) === "allow").toBe(evaluate(base, asked, text) === "allow");
    }),
    runs,
  );
});

test("a pattern that lies within another covers nothing that the other one does not", () => {
  for (const wide of patterns)
    for (const pattern of patterns.filter((pattern) => covers(wide, pattern)))
      for (const text of texts.filter((text) => matches(text, pattern)))
        expect(matches(text, wide), `${pattern} is within ${wide}`).toBe(true);
});
