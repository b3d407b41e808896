import { sendJson } from "../reply.js";

/** Tells a load balancer that the process answers. */
export default function healthRoutes() {
  return {
    "GET /health": (_request, response) => sendJson(response, 200, { status: "ok" }),
  };
}
