import { requireToken } from "../guard.js";
import { sendJson } from "../reply.js";

/** What a user may ask about themselves. Services: `secret`. */
export default function meRoutes({ secret }) {
  return {
    "GET /me": requireToken(secret, (_request, response, claims) => {
      sendJson(response, 200, { email: claims.sub });
    }),
  };
}
