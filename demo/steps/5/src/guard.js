import { verifyToken } from "./jwt.js";
import { sendJson } from "./reply.js";

/**
 * Lets only requests with a valid bearer token through to `handle(request, response, claims)`;
 * answers 401 to all others, as RFC 6750 has it.
 */
export function requireToken(secret, handle) {
  return (request, response) => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
    const claims = token ? verifyToken(token, secret) : null;
    if (claims) return handle(request, response, claims);
    sendJson(response, 401, { error: "a valid token is needed" }, { "WWW-Authenticate": "Bearer" });
  };
}
