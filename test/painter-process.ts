import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { processContext } from "../src/cli/context.ts";
import { type Painter, startPainter } from "../src/cli/live-painter.ts";
import { truncate } from "../src/report/cells.ts";

/*
 * Draws lines in the terminal it runs in, and does what it is told through a socket: `print TEXT`, `draw N` for the
 * number of lines, `close`, `exit` or `crash`. Started by live-painter.test.ts.
 */

const { terminal } = processContext();
if (terminal === null) throw new Error("there is no terminal");
let wanted = 4;
let frame = 0;
// Some terminals take what combines for as wide as its parts.
const wide = "漢字👩‍👩‍👧e\u0301👍🏽🇩🇪⚠️".repeat(20);
const draw = (columns: number, rows: number) =>
  Array.from({ length: Math.min(wanted, rows) }, (_, i) =>
    truncate(`<${i} ${i % 2 === 0 ? `${frame++}`.padEnd(columns, ".") : wide}`, columns),
  );
let painter: Painter | null = null;

createServer((socket) => {
  createInterface({ input: socket }).on("line", (line) => {
    const [word, ...rest] = line.split(" ");
    socket.end();
    if (word === "print") painter?.print([rest.join(" ")]);
    else if (word === "draw") wanted = Number(rest[0]);
    else if (word === "close") painter?.close();
    else if (word === "exit") process.exit(3);
    else
      setImmediate(() => {
        throw new Error("the sky fell");
      });
  });
}).listen(process.argv[2], () => {
  // Who sees what is drawn can tell us something.
  painter = startPainter(terminal, draw);
});

process.on("uncaughtException", (error) => {
  process.stderr.write(`crashed: ${error.message}\n`);
  process.exit(2);
});
