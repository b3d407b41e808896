import { lstatSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { OpencodeClient } from "@opencode-ai/sdk/v2/client";
import { z } from "zod";
import { ask, tell } from "./call.ts";
import { evaluate } from "./wildcard.ts";
import { type Asked, askedSchema, movesSchema, pathsSchema, rulesSchema } from "./wire.ts";

const unattended = "Nobody is there to ask. Go on without it, by means that need no permission.";
const notOfPlans = "Only Markdown below the folders of plans is written here, and no link is followed.";

/** Answers what a session, and those that it has started, ask leave for. */
export interface Answering {
  /** @param child it is a session that the prompted one started who asks */
  answer(asked: Asked, child: boolean): Promise<void>;
  /** Looks for what the session has asked while nobody listened. */
  answerPending(): Promise<void>;
}

/**
 * Nobody watches, so the answer is no; but for edits of a session that may write plans alone. Its rules have opencode
 * ask for each of them: opencode (1.18.33) itself holds a file that is moved against them where it comes from and not
 * where it goes, and every path as it is written, wherever links lead.
 */
export function answeringFor(client: OpencodeClient, session: string): Answering {
  const answered = new Set<string>();
  async function answer(asked: Asked, child: boolean): Promise<void> {
    if (answered.has(asked.id)) return;
    answered.add(asked.id);
    const isEdit = !child && asked.permission === "edit";
    const reply =
      isEdit && (await isOfPlans(client, session, asked))
        ? { reply: "once" as const }
        : { reply: "reject" as const, message: isEdit ? notOfPlans : unattended };
    await tell(client.permission.reply({ requestID: asked.id, ...reply }));
  }
  return {
    answer,
    async answerPending() {
      const pending = await ask(z.array(askedSchema), client.permission.list());
      if (!pending.ok) return;
      for (const asked of pending.data) if (asked.sessionID === session) await answer(asked, false);
    },
  };
}

/** Whether the session's rules want each file looked at that the edit touches, and none of them lies behind a link. */
async function isOfPlans(client: OpencodeClient, session: string, asked: Asked): Promise<boolean> {
  const rules = await ask(rulesSchema, client.session.get({ sessionID: session }));
  const paths = await ask(pathsSchema, client.path.get());
  const moves = movesSchema.safeParse(asked.metadata);
  if (!rules.ok || !paths.ok || !moves.success) return false;
  const { worktree } = paths.data;
  const targets = (moves.data.files ?? []).flatMap(({ movePath }) => movePath ?? []);
  const files = [...asked.patterns, ...targets.map((target) => relative(worktree, target))];
  return files
    .map((file) => file.split(sep).join("/"))
    .every(
      (file) => evaluate(rules.data.permission, "edit", file) === "ask" && !isBehindLink(worktree, file),
    );
}

/** A part of the path is a symbolic link. */
function isBehindLink(worktree: string, file: string): boolean {
  const parts = file.split("/");
  return parts.some((_, i) => {
    const found = lstatSync(join(worktree, ...parts.slice(0, i + 1)), { throwIfNoEntry: false });
    return found?.isSymbolicLink() ?? false;
  });
}
