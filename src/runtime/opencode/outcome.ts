import { noUsage } from "../../usage.ts";

import { readAnswer } from "../answer.ts";
import type { FailureReason, Outcome, ProviderFault, Usage } from "../runtime.ts";
import { faultOf } from "./fault.ts";
import { type AssistantInfo, describeFailure, type Failure, type Message } from "./wire.ts";

/** Why a prompt was cut off from our side. */
export interface Stop {
  readonly reason: FailureReason;
  readonly message: string;
  readonly fault: ProviderFault | null;
}

/** All that is known of a prompt once its session has come to rest. */
export interface Ending {
  /** Null when it ended by itself. */
  readonly stop: Stop | null;
  /** The session's messages since the prompt, in order. */
  readonly messages: readonly Message[];
  /** The last error event of the session since the prompt; not every one ends it. */
  readonly error: Failure | null;
  /** A structured answer is wanted. */
  readonly structured: boolean;
  readonly usage: Usage;
  /** As `Outcome.wrote`. */
  readonly wrote: readonly string[];
  /** As `Outcome.todos`. */
  readonly todos: readonly string[];
}

/** A failure to which no session contributed. */
export function failed(reason: FailureReason, message: string, usage: Usage = noUsage): Outcome {
  return { kind: "failed", reason, fault: null, message, usage, wrote: [] };
}

/** How a prompt ended, told from the last assistant message: an idle session may have finished or broken off. */
export function outcomeOf({ stop, messages, error, structured, usage, wrote, todos }: Ending): Outcome {
  if (stop) return { kind: "failed", ...stop, usage, wrote };
  const last = messages.findLast((message) => message.info.role === "assistant");
  if (last?.info.role !== "assistant") {
    return error
      ? { kind: "failed", ...stopOf(error), usage, wrote }
      : failed("no-answer", "the session came to rest without any answer", usage);
  }
  const failure = failureOf(last.info, error);
  if (failure) return { kind: "failed", ...failure, usage, wrote };
  const text = textOf(last);
  return { kind: "finished", text, answer: structured ? readAnswer(text) : null, todos, usage, wrote };
}

function failureOf(info: AssistantInfo, error: Failure | null): Stop | null {
  if (info.error) return stopOf(info.error);
  const stop = (reason: FailureReason, message: string): Stop => ({ reason, message, fault: null });
  switch (info.finish) {
    case "stop":
      return null;
    case "length":
      return stop("cut-off", "the model reached its output limit");
    case "content-filter":
      return stop("refused", "the provider's content filter stopped the answer");
    case "tool-calls":
      return stop("refused", "the session stopped because a tool call was rejected");
    case undefined:
      return error ? stopOf(error) : stop("cut-off", "the answer broke off");
    default:
      return stop("cut-off", `the model stopped for the reason "${info.finish}"`);
  }
}

function stopOf(failure: Failure): Stop {
  const reason = reasonOf(failure);
  const fault = reason === "provider" ? faultOf(failure) : null;
  return { reason, message: describeFailure(failure), fault };
}

function reasonOf({ name }: Failure): FailureReason {
  switch (name) {
    case "MessageOutputLengthError":
      return "cut-off";
    case "ContextOverflowError":
      return "context-overflow";
    // Not by us, who would know: by somebody at the same server.
    case "MessageAbortedError":
      return "cut-off";
    case "ContentFilterError":
      return "refused";
    default:
      return "provider";
  }
}

function textOf(message: Message): string {
  return message.parts
    .flatMap((part) => (part.type === "text" && part.text ? [part.text] : []))
    .join("\n")
    .trim();
}
