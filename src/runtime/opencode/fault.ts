import type { ProviderFault } from "../runtime.ts";
import type { Failure } from "./wire.ts";

const quota = /quota|billing|credit|insufficient|payment|spend(?:ing)? limit/i;
const unknownModel =
  /model not found|unknown model|no such model|model .{0,80}(?:does not exist|is not (?:found|supported|available))/i;

/**
 * What is wrong with a provider, by the status it answered with and its words; null where the request itself is, so
 * that another provider would say the same.
 */
export function faultOf({ name, data }: Failure): ProviderFault | null {
  const said = `${data?.message ?? ""}\n${data?.responseBody ?? ""}`;
  const status = data?.statusCode;
  if (unknownModel.test(said)) return "unknown-model";
  if (name === "ProviderAuthError") return "auth";
  switch (status) {
    case undefined:
      return quota.test(said) ? "quota" : rateLimit.test(said) ? "rate-limit" : "server";
    case 401:
    case 403:
      return quota.test(said) ? "quota" : "auth";
    case 402:
      return "quota";
    case 404:
      return "unknown-model";
    case 429:
      return quota.test(said) ? "quota" : "rate-limit";
    default:
      return status >= 500 || status === 408 || status === 409 ? "server" : null;
  }
}

const rateLimit = /rate.?limit|too many requests|overloaded/i;

/** The same for a provider that opencode asks again: there is only its message. */
export function faultOfRetry(message: string): ProviderFault {
  if (quota.test(message)) return "quota";
  return rateLimit.test(message) ? "rate-limit" : "server";
}
