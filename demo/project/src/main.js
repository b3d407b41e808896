import { createServer } from "./server.js";

const server = createServer();
server.listen(Number(process.env.PORT ?? 3000), () => {
  console.log(`listening on port ${server.address().port}`);
});
