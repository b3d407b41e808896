import type { PermissionRule } from "@opencode-ai/sdk/v2/client";
import { describe, expect, test } from "vitest";
import { covers } from "../src/agents/pattern.ts";
import { narrowTo, type Rights, readOnly, working } from "../src/agents/rights.ts";
import { faultOf, faultOfRetry } from "../src/runtime/opencode/fault.ts";
import { agentPermission, protectPatterns, sessionRules } from "../src/runtime/opencode/permissions.ts";
import { evaluate, narrow } from "../src/runtime/opencode/wildcard.ts";

/* The rules that sessions get, and what failures of providers are taken for: by table. */

type Action = PermissionRule["action"];
const rule = (permission: string, pattern: string, action: Action): PermissionRule => ({
  permission,
  pattern,
  action,
});

test.each<[text: string, pattern: string, expected: boolean]>([
  ["anything at all", "*", true],
  ["", "*", true],
  ["two\nlines", "two*", true],
  ["git log", "git log *", true],
  ["git log -p", "git log *", true],
  ["git logs", "git log *", false],
  ["git log", "git log*", true],
  ["git logs", "git log*", true],
  ["git", "git ?", false],
  ["a.b", "a?b", true],
  ["axb", "a.b", false],
  ["a/b/c.md", "a/*.md", true],
  ["a(b)[c]{d}+e|f^g$", "a(b)[c]{d}+e|f^g$", true],
  ["a\\b", "a/b", true],
  ["a/b", "a\\b", true],
])("%o is matched by %o: %s", (text, pattern, expected) => {
  expect(evaluate([rule("bash", pattern, "allow")], "bash", text)).toBe(expected ? "allow" : "ask");
});

test.each<[pattern: string, wide: string, expected: boolean]>([
  ["git *", "*", true],
  ["git log*", "git *", true],
  ["git *", "git *", true],
  // Of `git *` it covers all but `git` itself.
  ["git *", "git?*", false],
  ["git log*", "git log", false],
  ["plans/*.md", "plans/?.md", false],
  ["plans/a.md", "plans/?.md", true],
  ["plans/?.md", "plans/*.md", true],
  ["plans/*.md", "*.md", true],
])("%o is within %o: %s", (pattern, wide, expected) => {
  expect(covers(wide, pattern)).toBe(expected);
});

test.each<[rules: PermissionRule[], permission: string, text: string, expected: Action]>([
  [[], "bash", "ls", "ask"],
  [[rule("*", "*", "allow")], "bash", "ls", "allow"],
  [[rule("bash", "*", "deny"), rule("*", "*", "allow")], "bash", "ls", "allow"],
  [[rule("*", "*", "allow"), rule("bash", "rm *", "deny")], "bash", "rm -r x", "deny"],
  [[rule("*", "*", "allow"), rule("bash", "rm *", "deny")], "bash", "ls", "allow"],
  [[rule("*", "*", "allow"), rule("mcp_*", "*", "deny")], "mcp_x", "*", "deny"],
])("evaluate(%o, %s, %s) is %s", (rules, permission, text, expected) => {
  expect(evaluate(rules, permission, text)).toBe(expected);
});

test("narrow keeps, in order, what speaks of a permission, in its name", () => {
  const rules = [
    rule("*", "*", "allow"),
    rule("edit", "*", "deny"),
    rule("r*d", "x", "deny"),
    rule("read", "y", "ask"),
  ];
  expect(narrow(rules, "read")).toEqual([
    rule("read", "*", "allow"),
    rule("read", "x", "deny"),
    rule("read", "y", "ask"),
  ]);
});

/** What opencode has for an agent of which nobody says anything, and a user who wants to be asked before a shell. */
const user = [
  rule("*", "*", "allow"),
  rule("external_directory", "*", "ask"),
  rule("external_directory", "/data/tool-output/*", "allow"),
  rule("read", "*.env", "ask"),
  rule("read", "secret/*", "deny"),
  rule("bash", "*", "ask"),
];

interface More {
  /** What the agent's own rules hold; what the session has where absent. */
  readonly configured?: Rights | null;
  readonly base?: readonly PermissionRule[];
  readonly protect?: readonly string[];
  readonly toolNames?: readonly string[];
}

/** What a session with these rights may do. */
function mayOf(
  rights: Rights,
  { configured = rights, base = user, protect = [], toolNames = [] }: More = {},
) {
  const delegates = rights.delegates.map((name) => `${name}-x1`);
  const own = configured ? agentRules(configured) : [];
  const rules = [
    ...base,
    ...own,
    ...sessionRules({ rights, configured, base, protect, delegates, toolNames }),
  ];
  return (permission: string, text: string) => evaluate(rules, permission, text);
}

/** The rules of an agent in the server's configuration, in opencode's order. */
const agentRules = (rights: Rights) =>
  Object.entries(
    agentPermission(
      rights,
      rights.delegates.map((name) => `${name}-x1`),
    ),
  ).flatMap(([permission, patterns]) =>
    Object.entries(typeof patterns === "string" ? { "*": patterns } : patterns).map(([pattern, action]) =>
      rule(permission, pattern, action),
    ),
  );

/** What a session that another one starts may do: its agent's rules, and what the other one is denied. */
function mayWhenAsked(asked: Rights, asker: Rights, base: readonly PermissionRule[] = user) {
  const delegates = asker.delegates.map((name) => `${name}-x1`);
  const session = sessionRules({
    rights: asker,
    configured: asker,
    base,
    protect: [],
    delegates,
    toolNames: [],
  });
  const rules = [...base, ...agentRules(asked), ...session.filter(({ action }) => action === "deny")];
  return (permission: string, text: string) => evaluate(rules, permission, text);
}

describe("sessionRules", () => {
  const open = user.filter(({ permission }) => permission !== "bash");
  const prometheus: Rights = {
    tools: ["read", "search", "edit", "web", "todo", "skill", "delegate"],
    edit: "plans",
    delegates: ["explore"],
  };
  const limits = (...list: [permission: string, pattern: string, action: "allow" | "deny"][]) => ({
    ...working(),
    limits: list.map(([permission, pattern, action]) => ({ permission, pattern, action })),
  });

  test("a worker may what the user allows, is never asked, and edits nothing protected", () => {
    const protect = protectPatterns("/repo", "/repo", ["plans/a.md", ".omo"]);
    const may = mayOf(working("explore"), { protect });
    expect(may("edit", "src/a.ts")).toBe("allow");
    expect(may("read", ".env")).toBe("deny");
    expect(may("bash", "ls")).toBe("deny");
    expect(may("external_directory", "/etc/*")).toBe("deny");
    expect(may("external_directory", "/data/tool-output/*")).toBe("allow");
    for (const permission of ["question", "doom_loop", "plan_enter", "plan_exit"])
      expect(may(permission, "*")).toBe("deny");
    expect(may("task", "explore-x1")).toBe("allow");
    for (const name of ["explore", "general", "build"]) expect(may("task", name)).toBe("deny");
    expect(may("edit", "plans/a.md")).toBe("deny");
    expect(may("edit", "plans/a.md.bak")).toBe("allow");
    expect(may("edit", ".omo/runs/1/journal.jsonl")).toBe("deny");
  });

  test("a reader may read what the user allows, and nothing else", () => {
    const may = mayOf(readOnly);
    for (const permission of ["read", "grep", "glob", "list"])
      expect(may(permission, "src/a.ts")).toBe("allow");
    expect(may("read", ".env")).toBe("deny");
    expect(may("read", "secret/key")).toBe("deny");
    expect(may("external_directory", "/etc/*")).toBe("deny");
    for (const permission of [
      "edit",
      "bash",
      "task",
      "webfetch",
      "skill",
      "todowrite",
      "question",
      "mcp_tool",
    ])
      expect(may(permission, "x")).toBe("deny");
  });

  test("who edits plans alone edits what is Markdown below their folders", () => {
    const may = mayOf(prometheus, { base: open, protect: ["plans/link", "plans/link/*"] });
    for (const path of ["plans/a.md", "plans/x/a.md", ".omo/plans/a.md", ".sisyphus/plans/a.md"])
      expect(may("edit", path), path).not.toBe("deny");
    for (const path of ["src/a.md", "a.md", "plans/x.sh", "../plans/a.md", "plans/link/a.md", "x/plans/a.md"])
      expect(may("edit", path), path).toBe("deny");
  });

  test("who asks others is denied what it lacks, and so are those only where its agent does not lack it", () => {
    const conductor: Rights = { ...prometheus, tools: ["read", "bash", "delegate"], edit: "anywhere" };
    const may = mayOf(conductor, { base: open });
    for (const name of ["edit", "webfetch", "deploy", "jira_close"])
      expect(may(name, "x"), name).toBe("deny");
    expect(may("task", "explore-x1")).toBe("allow");
    expect(mayWhenAsked(working(), conductor, open)("edit", "src/a.ts")).toBe("allow");
    expect(mayWhenAsked(working(), conductor, open)("task", "explore-x1")).toBe("deny");

    const toolNames = ["bash", "deploy", "invalid", "jira_*", "write"];
    for (const configured of [working(), null]) {
      const narrowed = mayOf(conductor, { base: open, configured, toolNames });
      for (const name of ["edit", "webfetch", "deploy", "jira_close"])
        expect(narrowed(name, "x"), name).toBe("deny");
      expect(narrowed("bash", "ls")).toBe("allow");
    }
  });

  test("what is not of files is not read without the right to use other tools", () => {
    expect(mayOf(working())("read", "mcp:jira:issue/1")).toBe("allow");
    for (const rights of [readOnly, prometheus])
      expect(mayOf(rights, { base: open })("read", "mcp:jira:issue/1")).toBe("deny");
    expect(mayWhenAsked(readOnly, working("explore"))("read", "mcp:jira:issue/1")).toBe("deny");
  });

  test("a right that the user has for some patterns is had for these alone", () => {
    const base = [rule("*", "*", "allow"), rule("edit", "*", "deny"), rule("edit", "plans/x/*", "allow")];
    expect(mayOf(prometheus, { base })("edit", "plans/a.md")).toBe("deny");
    expect(mayOf(working(), { base })("edit", "plans/x/a.md")).toBe("allow");
    const shell = [rule("*", "*", "allow"), rule("bash", "git*", "deny"), rule("bash", "git log *", "allow")];
    const narrowed = narrowTo(working(), { tools: ["bash"], commands: ["git status*", "git log *", "ls*"] });
    const may = mayOf(narrowed, { base: shell });
    expect(may("bash", "git log -p")).toBe("allow");
    expect(may("bash", "git status")).toBe("deny");
    expect(may("bash", "ls")).toBe("allow");
    expect(may("bash", "touch x")).toBe("deny");
  });

  test("a pattern that a rule of the user's matches in part is not allowed whole", () => {
    const base = [rule("*", "*", "allow"), rule("edit", "*", "deny"), rule("edit", "plans/?.md", "allow")];
    expect(mayOf(prometheus, { base })("edit", "plans/long.md")).toBe("deny");
  });

  test("a limit takes away, and an exception from it gives back no more than there was", () => {
    expect(mayOf(limits(["webfetch", "*", "deny"]))("webfetch", "x")).toBe("deny");
    const base = [...open, rule("bash", "git push *", "deny")];
    const may = mayOf(limits(["bash", "*", "deny"], ["bash", "git *", "allow"]), { base });
    expect(may("bash", "git log")).toBe("allow");
    expect(may("bash", "git push origin")).toBe("deny");
    expect(may("bash", "ls")).toBe("deny");
    // An exception alone is none, and nothing gives what the agent does not have.
    expect(mayOf(limits(["bash", "*", "allow"]))("bash", "ls")).toBe("deny");
    const reader = { ...readOnly, limits: limits(["bash", "*", "deny"], ["bash", "*", "allow"]).limits };
    expect(mayOf(reader, { base: open })("bash", "ls")).toBe("deny");
  });

  test("protected paths are told relative to the worktree", () => {
    expect(protectPatterns("/repo", "/repo/packages/a", ["plan.md", "../b/plan.md"])).toEqual([
      "packages/a/plan.md",
      "packages/a/plan.md/*",
      "packages/b/plan.md",
      "packages/b/plan.md/*",
    ]);
  });
});

describe("an agent that others ask", () => {
  test("has what its rights hold, and no other agents", () => {
    const may = mayWhenAsked(readOnly, working("explore"));
    for (const permission of ["read", "grep", "glob", "list"]) expect(may(permission, "a.ts")).toBe("allow");
    expect(may("read", ".env.example")).toBe("allow");
    for (const [permission, text] of [
      ["read", ".env"],
      ["read", "secret/key"],
      ["edit", "a.ts"],
      ["bash", "ls"],
      ["webfetch", "http://x"],
      ["task", "explore-x1"],
      ["jira_close", "*"],
    ] as const)
      expect(may(permission, text), `${permission} ${text}`).toBe("deny");
  });

  test("has the limits that are set for it, and their exceptions", () => {
    const limits = [
      { permission: "webfetch", pattern: "*", action: "deny" },
      { permission: "re*", pattern: "*", action: "deny" },
      { permission: "read", pattern: "src/*", action: "allow" },
    ] as const;
    const asker = working("librarian");
    const librarian = mayWhenAsked(
      { tools: ["read", "web"], edit: "anywhere", delegates: [], limits },
      asker,
    );
    expect(librarian("webfetch", "http://x")).toBe("deny");
    expect(librarian("read", "src/a.ts")).toBe("allow");
    for (const path of ["a.ts", ".env.example", "src/.env", "mcp:x:y"])
      expect(librarian("read", path), path).toBe("deny");
    const worker = mayWhenAsked({ ...working(), limits }, asker);
    expect(worker("webfetch", "http://x")).toBe("deny");
    expect(worker("read", "a.ts")).toBe("deny");
    expect(worker("edit", "a.ts")).toBe("allow");
  });
});

describe("faultOf", () => {
  test.each<[status: number | undefined, message: string, expected: string | null]>([
    [401, "Incorrect API key provided", "auth"],
    [403, "forbidden", "auth"],
    [403, "Your credit balance is too low", "quota"],
    [402, "", "quota"],
    [404, "not found", "unknown-model"],
    [400, "The model `x` does not exist", "unknown-model"],
    [400, "Unsupported parameter", null],
    [422, "Unprocessable", null],
    [408, "timeout", "server"],
    [409, "conflict", "server"],
    [429, "Too many requests", "rate-limit"],
    [429, "You exceeded your current quota", "quota"],
    [500, "oops", "server"],
    [529, "overloaded", "server"],
    [undefined, "Model not found: fake/none", "unknown-model"],
    [undefined, "Rate limit reached", "rate-limit"],
    [undefined, "insufficient_quota", "quota"],
    [undefined, "connect ECONNREFUSED", "server"],
  ])("of %s %o is %s", (statusCode, message, expected) => {
    const data = statusCode === undefined ? { message } : { message, statusCode };
    expect(faultOf({ name: "APIError", data })).toBe(expected);
  });

  test("reads the body of the answer as well", () => {
    const responseBody = '{"error":{"code":"insufficient_quota"}}';
    const data = { message: "Too Many Requests", statusCode: 429, responseBody };
    expect(faultOf({ name: "APIError", data })).toBe("quota");
  });

  test("of a missing login is of the login", () => {
    expect(faultOf({ name: "ProviderAuthError", data: { message: "no key for x" } })).toBe("auth");
  });

  test.each([
    ["Rate limit reached", "rate-limit"],
    ["The server is overloaded", "rate-limit"],
    ["You exceeded your current quota", "quota"],
    ["Internal server error", "server"],
  ])("of a retry that says %o is %s", (message, expected) => {
    expect(faultOfRetry(message)).toBe(expected);
  });
});
