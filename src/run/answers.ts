import { z } from "zod";
import type { Advice } from "../event.ts";
import { type Notes, trimNotes } from "../notes.ts";
import type { Review } from "../verdict.ts";

const judgement = z.object({
  verdicts: z.array(
    z.object({
      criterion: z.int(),
      verdict: z.enum(["pass", "fail", "cannot-tell"]),
      citation: z.string().trim().min(1),
      reason: z.string(),
    }),
  ),
});

const review = z.object({
  verdict: z.enum(["APPROVE", "REJECT"]),
  reasons: z.array(z.string().trim().min(1)).min(1),
  reopen: z.array(z.string()).default([]).describe("labels of the tasks whose work is to be done again"),
});

const advice = z.object({
  conclusion: z.string().trim().min(1),
  plan: z.array(z.string().trim().min(1)).min(1),
  effort: z.enum(["Quick", "Short", "Medium", "Large"]),
  risks: z.array(z.string()).default([]),
});

const report = z.object({
  asks: z.string().trim().default(""),
  learnings: z.array(z.string()).default([]),
  decisions: z.array(z.string()).default([]),
  issues: z.array(z.string()).default([]),
});

/** What a judge must answer. */
type Judgement = z.infer<typeof judgement>;

/** The form of a judgement as a JSON Schema, handed to the runtime with the prompt. */
export const judgementSchema = z.toJSONSchema(judgement) as Record<string, unknown>;
/** The form of a review, likewise. */
export const reviewSchema = z.toJSONSchema(review, { io: "input" }) as Record<string, unknown>;
/** The form of an advice, likewise. */
export const adviceSchema = z.toJSONSchema(advice, { io: "input" }) as Record<string, unknown>;

/** A judge's answer, or null with why it is none. The runtime does not validate; a model may answer anything. */
export function readJudgement(answer: unknown): { answer: Judgement | null; why: string } {
  return read(judgement, answer);
}

/** A final reviewer's answer, or null with why it is none. */
export function readReview(answer: unknown): { answer: Review | null; why: string } {
  return read(review, answer);
}

/** An adviser's answer, or null with why it is none. */
export function readAdvice(answer: unknown): { answer: Advice | null; why: string } {
  return read(advice, answer);
}

/** A worker's closing report, cut to what notepads take; null when it is none, or says nothing. */
export function readNotes(answer: unknown): Notes | null {
  const { answer: given } = read(report, answer);
  if (given === null) return null;
  const trimmed = trimNotes(given);
  return Object.values(trimmed).every((list) => list.length === 0) ? null : trimmed;
}

/** What a worker asks a person in its closing report, without whose answer it cannot go on; null where it asks nothing. */
export function readAsks(answer: unknown): string | null {
  return read(report, answer).answer?.asks || null;
}

function read<T>(schema: z.ZodType<T>, answer: unknown): { answer: T | null; why: string } {
  if (answer === undefined || answer === null) return { answer: null, why: "it gave no structured answer" };
  const parsed = schema.safeParse(answer);
  if (parsed.success) return { answer: parsed.data, why: "" };
  const issue = parsed.error.issues[0];
  return {
    answer: null,
    why: `its answer has the wrong form (${issue?.path.join(".") ?? ""}: ${issue?.message})`,
  };
}
