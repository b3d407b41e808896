import { readConfig } from "./config.js";
import { createServer } from "./server.js";
import { createUserStore } from "./users.js";

try {
  const { port, secret, tokenLifetime } = readConfig(process.env);
  const server = createServer({ users: createUserStore(), secret, tokenLifetime });
  server.listen(port, () => console.log(`listening on port ${server.address().port}`));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
