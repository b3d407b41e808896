import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Probe, type RightsStage, refusal } from "./rights-stage.ts";

const exists = (id: string, _: string, { repo }: RightsStage) => existsSync(join(repo, id));
const shows = (text: string) => (_: string, result: string) => result.includes(text);

/** Writes a file in the repository. */
export const writing = (what: string, path: (id: string) => string): Probe => ({
  tool: "edit",
  what,
  calls: (id) => [{ name: "write", args: { filePath: path(id), content: "written\n" } }],
  happened: (id, _, { repo }) => existsSync(join(repo, path(id))),
});

/** Sends another agent, by the name that `name` gives. */
export const sending = (what: string, name: (stage: RightsStage) => string): Probe => ({
  tool: "delegate",
  what,
  calls: (id, stage) => [
    { name: "task", args: { description: "Ask", prompt: `SAY ${id}`, subagent_type: name(stage) } },
  ],
  happened: (id, _, { requestsOf }) => requestsOf(`SAY ${id}`).length > 0,
});

/** At least one use of each kind of tool but of sending others, for which see `sending`. */
export const probes: readonly Probe[] = [
  {
    tool: "read",
    what: "read a file",
    calls: () => [{ name: "read", args: { filePath: "secret.txt" } }],
    happened: shows("1: sesame"),
  },
  {
    tool: "search",
    what: "find files by name",
    calls: () => [{ name: "glob", args: { pattern: "s*t.txt" } }],
    happened: shows("secret.txt"),
  },
  {
    tool: "search",
    what: "search in files",
    calls: () => [{ name: "grep", args: { pattern: "s[e]same" } }],
    happened: shows("secret.txt"),
  },
  writing("write a file", (id) => id),
  {
    tool: "edit",
    what: "edit a file",
    calls: () => [
      { name: "read", args: { filePath: "draft.txt" } },
      { name: "edit", args: { filePath: "draft.txt", oldString: "draft", newString: "draft, edited" } },
    ],
    happened: (_, result, { repo }) =>
      !refusal.test(result) && readFileSync(join(repo, "draft.txt"), "utf8").includes("edited"),
  },
  {
    tool: "bash",
    what: "run a command",
    calls: (id) => [{ name: "bash", args: { command: `touch ${id}`, description: "Touch" } }],
    happened: exists,
  },
  {
    tool: "web",
    what: "fetch a page",
    calls: (id, { web }) => [{ name: "webfetch", args: { url: `${web.url}/${id}`, format: "text" } }],
    happened: (id, _, { web }) => web.paths.includes(`/${id}`),
  },
  {
    tool: "todo",
    what: "keep a list",
    calls: (id) => [
      { name: "todowrite", args: { todos: [{ content: id, status: "pending", priority: "low" }] } },
    ],
    happened: (id, result) => result.includes(`"content": "${id}"`),
  },
  {
    tool: "skill",
    what: "load a skill",
    calls: () => [{ name: "skill", args: { name: "house" } }],
    happened: shows("Short words."),
  },
  {
    tool: "other",
    what: "use a tool of the repository's",
    calls: (id) => [{ name: "deploy", args: { path: id } }],
    happened: exists,
  },
  {
    tool: "other",
    what: "use a tool of another server's",
    calls: (id) => [{ name: "tracker_close", args: { path: id } }],
    happened: exists,
  },
  {
    tool: "other",
    what: "read a resource of another server's",
    calls: (id) => [{ name: "read_mcp_resource", args: { server: "tracker", uri: `tracker://${id}` } }],
    happened: exists,
  },
];
