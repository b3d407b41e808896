import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createOpencodeClient } from "@opencode-ai/sdk/v2/client";

/*
 * node bench/bare-loop.mjs PROMPTS AT_ONCE AGENT: what somebody would write who only wants prompts to be worked off: a
 * server, and a session for each of the prompts of a JSON file, so many at a time. Nothing is checked, kept or ticked.
 * Works in the present directory, and prints the moment of the last answer in milliseconds since 1970.
 */

const [file, atOnce, agent] = process.argv.slice(2);
const prompts = JSON.parse(readFileSync(file, "utf8"));

const server = spawn(process.env.OPENCODE_BIN, ["serve", "--hostname=127.0.0.1", "--port=0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
let said = "";
while (!/listening on (http:\S+)/.test(said)) said += (await once(server.stdout, "data"))[0];
const [, baseUrl] = /listening on (http:\S+)/.exec(said);
const client = createOpencodeClient({ baseUrl, directory: process.cwd() });

async function work() {
  for (let text = prompts.shift(); text !== undefined; text = prompts.shift()) {
    const { data, error } = await client.session.create({ title: text.split("\n")[1] });
    if (error) throw new Error(JSON.stringify(error));
    const answer = await client.session.prompt({
      sessionID: data.id,
      agent,
      parts: [{ type: "text", text }],
    });
    if (answer.error) throw new Error(JSON.stringify(answer.error));
  }
}

try {
  await Promise.all(Array.from({ length: Number(atOnce) }, work));
  console.log(Date.now());
} finally {
  server.kill("SIGTERM");
  await once(server, "exit");
}
