import { z } from "zod";
import type { Usage } from "../../usage.ts";

/**
 * What is read of opencode's replies and events, and no more of them: a user's opencode may be another version
 * than the one this was written against.
 */

const tokens = z.object({
  input: z.number(),
  output: z.number(),
  reasoning: z.number(),
  cache: z.object({ read: z.number(), write: z.number() }),
});

const failure = z.object({
  name: z.string(),
  data: z
    .object({
      message: z.string().optional(),
      statusCode: z.number().optional(),
      responseBody: z.string().optional(),
    })
    .optional(),
});

const assistantInfo = z.object({
  id: z.string(),
  role: z.literal("assistant"),
  time: z.object({ created: z.number(), completed: z.number().optional() }),
  tokens,
  cost: z.number(),
  error: failure.optional(),
  /** The provider's finish reason: `stop`, `tool-calls`, `length`, …; absent while, or because, it never came. */
  finish: z.string().optional(),
});

const info = z.union([assistantInfo, z.object({ id: z.string(), role: z.literal("user") })]);

export const messageSchema = z.object({
  info,
  parts: z.array(
    z.object({
      type: z.string(),
      text: z.string().optional(),
      /** Of a part that is a tool call: its name, and what it was given. */
      tool: z.string().optional(),
      state: z.object({ input: z.record(z.string(), z.unknown()).optional() }).optional(),
    }),
  ),
});

/** `busy`, `retry` or, in events only, `idle`. */
export const statusSchema = z.object({
  type: z.string(),
  message: z.string().optional(),
  /** How often the provider has been asked again, from 1. */
  attempt: z.number().optional(),
  /** When the provider is asked again, in milliseconds since 1970. */
  next: z.number().optional(),
});

const rules = z.array(
  z.object({ permission: z.string(), pattern: z.string(), action: z.enum(["allow", "deny", "ask"]) }),
);

export const agentSchema = z.object({
  name: z.string(),
  model: z.object({ providerID: z.string(), modelID: z.string() }).nullish(),
  permission: rules,
});

export const providersSchema = z.object({
  providers: z.array(
    z.object({
      id: z.string(),
      models: z.record(z.string(), z.unknown()),
      options: z.object({ apiKey: z.unknown() }).partial().nullish(),
    }),
  ),
});

export const configSchema = z.object({ model: z.string().nullish() });

export const pathsSchema = z.object({ worktree: z.string(), directory: z.string() });

/** Names of tools. */
export const toolNamesSchema = z.array(z.string());

/** Servers of tools, by name. */
export const toolServersSchema = z.record(z.string(), z.unknown());

export const sessionSchema = z.object({ id: z.string() });

/** An item of a session's own todo list. */
export const todoSchema = z.object({ content: z.string(), status: z.string() });

/** The rules that a session was given. */
export const rulesSchema = z.object({ permission: rules });

/** A session asks leave for something. */
export const askedSchema = z.object({
  id: z.string(),
  sessionID: z.string(),
  permission: z.string(),
  patterns: z.array(z.string()),
  metadata: z.unknown(),
  /** The call for which it does. */
  tool: z.object({ messageID: z.string(), callID: z.string() }).nullish(),
});

/** What the calls of a message were made with. */
export const callsSchema = z.object({
  parts: z.array(
    z.object({
      callID: z.string().optional(),
      state: z.object({ input: z.record(z.string(), z.unknown()) }).optional(),
    }),
  ),
});

/** Who has started a session. */
export const parentSchema = z.object({ parentID: z.string().nullish() });

/** Where a patch moves files, as a session tells when it asks leave for it. */
export const movesSchema = z.object({
  files: z.array(z.object({ movePath: z.string().nullish() })).nullish(),
});

const session = { sessionID: z.string() };

const toolPart = z.object({
  type: z.literal("tool"),
  callID: z.string(),
  tool: z.string(),
  state: z.object({ status: z.string(), input: z.record(z.string(), z.unknown()) }),
});
const turnPart = z.object({ type: z.literal("step-finish"), id: z.string(), reason: z.string() });

/** The events that say more than that a session is active. */
export const eventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("session.created"),
    properties: z.object({ ...session, info: z.object({ parentID: z.string().optional() }) }),
  }),
  z.object({ type: z.literal("session.idle"), properties: z.object(session) }),
  z.object({
    type: z.literal("session.error"),
    properties: z.object({ ...session, error: failure.optional() }),
  }),
  z.object({
    type: z.literal("session.status"),
    properties: z.object({ ...session, status: statusSchema }),
  }),
  z.object({ type: z.literal("message.updated"), properties: z.object({ ...session, info }) }),
  z.object({
    type: z.literal("message.part.updated"),
    properties: z.object({ ...session, part: z.discriminatedUnion("type", [toolPart, turnPart]) }),
  }),
  z.object({ type: z.literal("permission.asked"), properties: askedSchema }),
  z.object({ type: z.literal("question.asked"), properties: z.object({ ...session, id: z.string() }) }),
]);

/** Any event of any session. */
export const sessionEventSchema = z.object({ type: z.string(), properties: z.object(session) });

export type Message = z.infer<typeof messageSchema>;
export type AssistantInfo = z.infer<typeof assistantInfo>;
export type Asked = z.infer<typeof askedSchema>;
export type Failure = z.infer<typeof failure>;
export type Status = z.infer<typeof statusSchema>;
export type ServerEvent = z.infer<typeof eventSchema>;

/** The tokens and money of one assistant message. */
export function usageOf({ tokens, cost }: AssistantInfo): Usage {
  return {
    input: tokens.input,
    output: tokens.output,
    reasoning: tokens.reasoning,
    cacheRead: tokens.cache.read,
    cacheWrite: tokens.cache.write,
    cost,
  };
}

/** One line of what went wrong, with the HTTP status where there is one. */
export function describeFailure({ name, data }: Failure): string {
  const message = data?.message?.split("\n")[0] || name;
  return data?.statusCode === undefined ? message : `${message} (HTTP ${data.statusCode})`;
}
