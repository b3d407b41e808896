import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/*
 * As much of ripgrep as opencode asks of it, for machines without one: opencode would download it, and its tools that
 * search, and that load skills, fail where it cannot. Stands last on a sandbox's PATH, as `rg`.
 */

const args = process.argv.slice(2);
const isWanted = globTest(args.findLast((arg) => /^--glob=[^!]/.test(arg))?.slice("--glob=".length));

if (args.includes("--files")) {
  const found = filesBelow(args.at(-1) ?? ".").filter(isWanted);
  for (const file of found) console.log(file);
  process.exitCode = found.length > 0 ? 0 : 1;
} else {
  const [pattern = "", place = "."] = args.slice(args.indexOf("--") + 1);
  const expression = new RegExp(pattern);
  const found = filesBelow(place)
    .filter(isWanted)
    .flatMap((file) => matchesIn(file, expression));
  for (const match of found) console.log(JSON.stringify(match));
  process.exitCode = found.length > 0 ? 0 : 1;
}

/** @param {string} place */
function filesBelow(place) {
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/(?:^|\/)\.git\//.test(file));
}

/** @param {string} file @param {RegExp} expression */
function matchesIn(file, expression) {
  let offset = 0;
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text, i) => {
      const start = offset;
      offset += text.length + 1;
      const match = expression.exec(text);
      if (match === null) return [];
      const data = {
        path: { text: file },
        lines: { text: `${text}\n` },
        line_number: i + 1,
        absolute_offset: start,
        submatches: [{ match: { text: match[0] }, start: match.index, end: match.index + match[0].length }],
      };
      return [{ type: "match", data }];
    });
}

/** `*` within a folder, `**` across folders; a pattern without a slash is one of names. @param {string | undefined} glob */
function globTest(glob) {
  if (glob === undefined) return () => true;
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(?:.*/)?"));
  const expression = new RegExp(`${glob.includes("/") ? "^(?:\\./)?" : "(?:^|/)"}${escaped}$`);
  return (/** @type {string} */ file) => expression.test(file);
}
