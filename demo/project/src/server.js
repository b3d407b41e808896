import { readdir } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { sendJson } from "./reply.js";

const folder = new URL("./routes/", import.meta.url);
const files = (await readdir(folder)).filter((name) => name.endsWith(".js")).sort();
const modules = await Promise.all(files.map((name) => import(new URL(name, folder))));

/** Builds the server, not yet listening. `services` is handed to every module of `routes/`. */
export function createServer(services = {}) {
  const routes = new Map(modules.flatMap((module) => Object.entries(module.default(services))));

  return createHttpServer(async (request, response) => {
    const path = request.url.split("?", 1)[0];
    const handle = routes.get(`${request.method} ${path}`);
    if (!handle) return sendJson(response, 404, { error: "not found" });
    try {
      await handle(request, response);
    } catch (error) {
      console.error(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "internal error" });
    }
  });
}
