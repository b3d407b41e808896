/** What a session can do, by the names that plans, skills and tables of rights use. */
export const tools = ["read", "search", "edit", "bash", "web", "todo", "skill", "delegate", "other"] as const;

/**
 * One kind of tool. `read`: files, images and PDFs. `search`: names and content of files. `edit`: writing files.
 * `bash`: any command. `web`: pages and searches. `todo`: a list of its own. `skill`: loading a skill's text.
 * `delegate`: sessions of other agents. `other`: what the user's own configuration adds, MCP servers and the like.
 */
export type Tool = (typeof tools)[number];

/** Where an agent may write with its editing tools; by a shell it can write elsewhere too. */
export type EditScope = "anywhere" | "plans";

/** What the sessions of an agent may do. Whatever is not named is refused by the runtime, not by a prompt. */
export interface Rights {
  readonly tools: readonly Tool[];
  /** `plans`: Markdown below the folders of plans alone. Of no meaning without the tool. */
  readonly edit: EditScope;
  /** Agents that it may ask or send, by name. Empty without the tool. */
  readonly delegates: readonly string[];
  /** The only commands that its shell may run, as patterns in which `*` stands for anything; absent for any. */
  readonly commands?: readonly string[];
  /** What a configuration takes away, in the runtime's words; of rules that match, the last holds. */
  readonly limits?: readonly Limit[];
}

/** A right taken away, or an exception from that: it never gives what is not there. */
export interface Limit {
  /** The runtime's name of the right, e.g. `bash` or `webfetch`. */
  readonly permission: string;
  /** What it is about, e.g. a command; `*` stands for anything. */
  readonly pattern: string;
  readonly action: "allow" | "deny";
}

/** The right that a tool of the runtime's needs: those that write share one. */
export function rightOf(tool: string): string {
  return ["write", "patch", "multiedit", "apply_patch"].includes(tool) ? "edit" : tool;
}

/** Reading and searching the tree, and nothing else: what judges and reviewers get. */
export const readOnly: Rights = { tools: ["read", "search"], edit: "anywhere", delegates: [] };

/** Everything in the tree, and questions to those agents. */
export function working(...delegates: readonly string[]): Rights {
  return { tools, edit: "anywhere", delegates };
}

/** Whether sessions with these rights leave the world as it is; so must those of the agents that they may ask. */
export function isReadOnly({ tools: held }: Rights): boolean {
  return !held.some((tool) => ["edit", "bash", "other"].includes(tool));
}

/** Of the rights, what these tools need, and of commands only those named. */
export function narrowTo(rights: Rights, allowed: ToolList): Rights {
  const held = rights.tools.filter((tool) => allowed.tools.includes(tool));
  return {
    ...rights,
    tools: held,
    delegates: held.includes("delegate") ? rights.delegates : [],
    ...(allowed.commands === null ? {} : { commands: allowed.commands }),
  };
}

/** Tools that a task or a skill is to get along with. */
export interface ToolList {
  readonly tools: readonly Tool[];
  /** Patterns of the only commands a shell may run; null for any. */
  readonly commands: readonly string[] | null;
}
