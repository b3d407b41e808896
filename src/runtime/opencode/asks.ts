import { lstatSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { OpencodeClient, PermissionRule } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { ask, tell } from "./call.ts";
import { evaluate } from "./wildcard.ts";
import {
  type Asked,
  askedSchema,
  callsSchema,
  movesSchema,
  parentSchema,
  pathsSchema,
  rulesSchema,
} from "./wire.ts";

/** What a model is told of what it may not, by the right that it asks for. */
const refusals: Readonly<Record<string, string>> = {
  edit: "Only Markdown below the folders of plans is written here, and no link is followed.",
  task: "Only sessions that were started here can be gone on with.",
};
const unattended = "Nobody is there to ask. Go on without it, by means that need no permission.";

/** Answers what a session, and those that it has started, ask leave for. */
export interface Answering {
  /** @param child it is a session that the prompted one started who asks */
  answer(asked: Asked, child: boolean): void;
  /** Looks for what the session has asked while nobody listened. */
  answerPending(): Promise<void>;
}

/**
 * Nobody watches, so the answer is no; but where the rules of a session have opencode ask for what they cannot tell
 * apart. opencode (1.18.33) itself holds a file that is moved against them where it comes from and not where it goes,
 * and every path as it is written, wherever links lead; and it lets a session go on with any other whose id it knows.
 */
export function answeringFor(client: OpencodeClient, session: string): Answering {
  let settled = Promise.resolve();

  function answerPending(): Promise<void> {
    settled = settled.then(settle);
    return settled;
  }

  /** To opencode a refusal is one of all that a session waits for: what can be granted is granted first. */
  async function settle(): Promise<void> {
    for (;;) {
      const pending = await ask(z.array(askedSchema), client.permission.list());
      if (!pending.ok) return;
      const asked = pending.data.filter(({ sessionID }) => sessionID === session);
      const refused: Asked[] = [];
      for (const one of asked)
        if (!(await isWithinRights(one))) refused.push(one);
        else if (!(await reply(one, { reply: "once" }))) return;
      const [first] = refused;
      if (first === undefined) return;
      // Others may have come in the meantime.
      if (refused.length < asked.length) continue;
      const message = refusals[first.permission] ?? unattended;
      if (!(await reply(first, { reply: "reject", message }))) return;
    }
  }

  async function reply({ id }: Asked, how: { reply: "once" | "reject"; message?: string }): Promise<boolean> {
    const { ok } = await tell(client.permission.reply({ requestID: id, ...how }));
    return ok;
  }

  async function isWithinRights(asked: Asked): Promise<boolean> {
    const given = await ask(rulesSchema, client.session.get({ sessionID: session }));
    if (!given.ok) return false;
    const rules = given.data.permission;
    if (asked.permission === "edit") return isOfPlans(rules, asked);
    return asked.permission === "task" && areAsked(rules, "task", asked.patterns) && isOwnSession(asked);
  }

  /** The rules want each file looked at that the edit touches, and none of them lies behind a link. */
  async function isOfPlans(rules: readonly PermissionRule[], asked: Asked): Promise<boolean> {
    const paths = await ask(pathsSchema, client.path.get());
    const moves = movesSchema.safeParse(asked.metadata);
    if (!paths.ok || !moves.success) return false;
    const { worktree } = paths.data;
    const targets = (moves.data.files ?? []).flatMap(({ movePath }) => movePath ?? []);
    const files = [...asked.patterns, ...targets.map((target) => relative(worktree, target))].map((file) =>
      file.split(sep).join("/"),
    );
    return areAsked(rules, "edit", files) && !files.some((file) => isBehindLink(worktree, file));
  }

  /** The session that is to be gone on with, if any is named, is one that this session has started. */
  async function isOwnSession({ tool }: Asked): Promise<boolean> {
    if (!tool) return false;
    const { messageID, callID } = tool;
    const calls = await ask(callsSchema, client.session.message({ sessionID: session, messageID }));
    const call = calls.ok ? calls.data.parts.find((part) => part.callID === callID) : undefined;
    if (call?.state === undefined) return false;
    const named = call.state.input.task_id;
    if (!named) return true;
    const other = await ask(parentSchema, client.session.get({ sessionID: String(named) }));
    return other.ok && other.data.parentID === session;
  }

  return {
    answer(asked, child) {
      void (child ? reply(asked, { reply: "reject", message: unattended }) : answerPending());
    },
    answerPending,
  };
}

function areAsked(
  rules: readonly PermissionRule[],
  permission: string,
  patterns: readonly string[],
): boolean {
  return patterns.length > 0 && patterns.every((pattern) => evaluate(rules, permission, pattern) === "ask");
}

/** A part of the path is a symbolic link. */
function isBehindLink(worktree: string, file: string): boolean {
  const parts = file.split("/");
  return parts.some((_, i) => {
    const found = lstatSync(join(worktree, ...parts.slice(0, i + 1)), { throwIfNoEntry: false });
    return found?.isSymbolicLink() ?? false;
  });
}
