import { z } from "zod";
import type { Event } from "../event.ts";

/** Tokens and money, as `usage.ts` has them. */
export const usage = z.object({
  input: z.number(),
  output: z.number(),
  reasoning: z.number(),
  cacheRead: z.number(),
  cacheWrite: z.number(),
  cost: z.number(),
});

const result = z.object({
  index: z.int(),
  text: z.string(),
  verdict: z.enum(["pass", "fail", "unsure"]),
  by: z.enum(["command", "file", "judge", "person"]),
  evidence: z.string(),
  reason: z.string(),
  output: z.string(),
  duration: z.number(),
});

const notes = z.object({
  learnings: z.array(z.string()),
  decisions: z.array(z.string()),
  issues: z.array(z.string()),
});

const bound = z.number().positive().nullable();

const limits = z.object({
  maxParallel: z.int().positive(),
  maxStrikes: z.int().positive(),
  maxAttempts: z.int().positive(),
  maxServerDeaths: z.int().nonnegative(),
  maxRounds: z.int().nonnegative(),
  maxBackoffs: z.int().nonnegative(),
  maxReviewRounds: z.int().nonnegative(),
  keepGoing: z.boolean(),
  wait: z.boolean(),
  budget: z.object({ time: bound, tokens: bound, money: bound, hard: z.boolean() }),
  taskBudget: z.object({ tokens: bound, money: bound }),
});

const advice = z.object({
  conclusion: z.string(),
  plan: z.array(z.string()),
  effort: z.enum(["Quick", "Short", "Medium", "Large"]),
  risks: z.array(z.string()),
});

const spec = z.object({
  id: z.string(),
  title: z.string(),
  dependsOn: z.array(z.string()),
  final: z.boolean(),
  claimed: z.enum(["user", "proof", "set-aside", "skipped"]).nullable(),
  category: z.string().nullable(),
  weight: z.number().positive(),
  asked: z.boolean(),
});

// What has an id is written once in a published schema, and referred to.
for (const [id, part] of Object.entries({ usage, result, notes, limits, advice }))
  part.register(z.globalRegistry, { id });

const attempt = { task: z.string(), attempt: z.int().positive() };

/** A journal line's event, checked as it is read: a journal is a file, and files are edited and torn. */
export const eventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("run.started"),
    run: z.string(),
    file: z.string(),
    sha256: z.string(),
    limits,
    tasks: z.array(spec),
    base: z.string().nullable(),
  }),
  z.object({ type: z.literal("run.reopened") }),
  z.object({ type: z.literal("run.resumed"), limits }),
  z.object({ type: z.literal("run.interrupted"), signal: z.string() }),
  z.object({ type: z.literal("run.ended"), ticked: z.array(z.string()) }),
  z.object({
    type: z.literal("server.started"),
    pid: z.int().nullable(),
    startTime: z.string().nullable(),
    url: z.string(),
  }),
  z.object({ type: z.literal("server.stopped"), pid: z.int().nullable(), died: z.string().nullable() }),
  z.object({ type: z.literal("task.claimed"), task: z.string() }),
  z.object({
    type: z.literal("session.opened"),
    ...attempt,
    session: z.string(),
    agent: z.string(),
    model: z.string().nullable(),
    variant: z.string().nullable(),
    reason: z.string(),
  }),
  z.object({
    type: z.literal("model.fell-back"),
    ...attempt,
    model: z.string().nullable(),
    fault: z.string(),
    message: z.string(),
    until: z.iso.datetime(),
    next: z.object({ model: z.string().nullable(), variant: z.string().nullable(), reason: z.string() }),
  }),
  z.object({
    type: z.literal("attempt.ended"),
    ...attempt,
    end: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("finished") }),
      z.object({
        kind: z.literal("failed"),
        reason: z.string(),
        fault: z.string().nullable(),
        message: z.string(),
      }),
    ]),
    usage,
    wrote: z.array(z.string()),
    notes: notes.nullable(),
    open: z.array(z.string()),
    asks: z.string().nullable(),
  }),
  z.object({ type: z.literal("criterion.checked"), ...attempt, result }),
  z.object({
    type: z.literal("checks.ended"),
    ...attempt,
    usage,
    evidence: z.string(),
    fault: z.string().nullable(),
  }),
  z.object({
    type: z.literal("review.ended"),
    ...attempt,
    review: z
      .object({
        verdict: z.enum(["APPROVE", "REJECT"]),
        reasons: z.array(z.string()),
        reopen: z.array(z.string()),
      })
      .nullable(),
    message: z.string(),
    usage,
    fault: z.string().nullable(),
  }),
  z.object({
    type: z.literal("recovery.ended"),
    ...attempt,
    outcome: z.enum(["recovered", "stuck"]),
    message: z.string(),
    report: z.string(),
    advice: advice.nullable(),
    usage,
  }),
  z.object({
    type: z.literal("untick.ended"),
    task: z.string(),
    outcome: z.enum(["unticked", "already", "no-box", "lost"]),
    message: z.string(),
  }),
  z.object({ type: z.literal("work.cancelled"), ...attempt }),
  z.object({ type: z.literal("clock.rang") }),
  z.object({
    type: z.literal("plan.edited"),
    revision: z.int().min(2),
    problem: z.string().nullable(),
    changes: z.array(
      z.object({
        task: z.string(),
        kind: z.enum(["added", "removed", "changed", "moved", "emptied", "ticked"]),
        spec: spec.nullable(),
      }),
    ),
  }),
  z.object({
    type: z.literal("budget.neared"),
    budget: z.enum(["time", "tokens", "money"]),
    share: z.number(),
  }),
  z.object({
    type: z.literal("person.said"),
    id: z.string(),
    action: z.enum(["approve", "reject", "retry", "waive", "adopt", "pause", "resume", "cancel"]),
    task: z.string().nullable(),
    text: z.string(),
    criterion: z.int().nonnegative().nullable(),
  }),
  z.object({
    type: z.literal("tick.ended"),
    task: z.string(),
    outcome: z.enum(["ticked", "already", "no-box", "lost"]),
    message: z.string(),
    notepad: z.string(),
  }),
  z.object({ type: z.literal("usage.counted"), task: z.string(), usage }),
  z.object({
    type: z.literal("event.refused"),
    refused: z.string(),
    task: z.string().nullable(),
    why: z.string(),
  }),
]) satisfies z.ZodType<Event>;
