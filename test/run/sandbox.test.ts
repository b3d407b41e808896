import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OmoEnd } from "../../harness/omo.ts";
import { findContainment } from "../../src/host/contained.ts";
import { runsDirectory } from "../../src/run/paths.ts";
import { runIds } from "../../src/run/runs.ts";
import { eventsOf, only, planOf, type Stage, setStage, survivors, ticked } from "./support.ts";

const containment = await findContainment(process.env);
if (containment.by === null) console.log(`no sandbox is tried: bubblewrap ${containment.why}`);

const plan = planOf([
  {
    label: "1",
    criteria: [
      "`test -f 1.txt` exits 0",
      "`! cat ~/.ssh/id` exits 0",
      '`! grep login "$XDG_DATA_HOME/opencode/auth.json"` exits 0',
      "`! touch ~/of-a-check` exits 0",
    ],
  },
]);

/** What an agent's shell tries, with a line on each that it managed. */
const tries = [
  "touch ~/of-an-agent && echo wrote the home",
  "cat ~/.ssh/id && echo read a key",
  "for run in .omo/runs/*/; do mkdir -p $run/inbox/x && echo wrote the inbox; echo x >> $run/journal.jsonl && echo wrote the journal; done",
  "touch .git/hooks/pre-commit && echo wrote a hook",
  'ls "$XDG_STATE_HOME/omo/trust" | grep . && echo read what is trusted',
  "touch /tmp/of-an-agent && echo wrote temporary files",
  "true",
].join("; ");

describe("a run in the sandbox", () => {
  let stage: Stage;
  let cwd: string;
  let end: OmoEnd;
  let managed: string;
  beforeAll(async () => {
    stage = await setStage({
      1: ({ step }) =>
        step === 0
          ? {
              toolCalls: [
                { name: "bash", args: { command: "bash tries.sh > 1.txt 2> errors.txt", description: "t" } },
              ],
            }
          : { text: "done" },
    });
    // In a script of the repository: the runtime looks at the words of a command alone.
    cwd = await stage.repository(plan, { "tries.sh": tries });
    const put = (folder: string, name: string, text: string) => {
      mkdirSync(join(stage.sandbox.root, folder), { recursive: true });
      writeFileSync(join(stage.sandbox.root, folder, name), text);
    };
    put("home/.ssh", "id", "a key");
    put("data/opencode", "auth.json", '{ "fake": { "type": "api", "key": "login" } }');
    put("state/omo/trust", "0".repeat(64), "{}");
    if (containment.by === null) return;
    end = await stage.omo(cwd, ["plan", "run", "plans/p.md", "--sandbox", "strict"]).ended;
    managed = readFileSync(join(cwd, "1.txt"), "utf8");
  });
  afterAll(() => stage.strike());

  test.skipIf(containment.by === null)("works as any other, and says what is kept to what", () => {
    expect(end.code, end.stdout + end.stderr).toBe(0);
    expect(ticked(cwd)).toEqual(["1"]);
    expect(end.stdout).toMatch(
      /^sandbox for server and checks: the repository is written, and nothing else of yours; logins and keys are hidden; caches of tools begin empty; network on\n/,
    );
    const criteria = only(eventsOf(cwd), "criterion.checked").map(({ result }) => result.verdict);
    expect(criteria).toEqual(["pass", "pass", "pass", "pass"]);
    expect(survivors(cwd)).toEqual([]);
  });

  test.skipIf(containment.by === null)(
    "lets an agent's shell do no harm outside of the repository, or to the run",
    () => {
      expect(managed).toBe("wrote temporary files\n");
      const refused = readFileSync(join(cwd, "errors.txt"), "utf8");
      for (const what of ["of-an-agent", "inbox", "journal.jsonl", ".git/hooks/pre-commit"])
        expect(refused).toMatch(new RegExp(`${what}.*: Read-only file system`));
      expect(readdirSync(join(stage.sandbox.root, "home"))).not.toContain("of-an-agent");
      expect(existsSync("/tmp/of-an-agent")).toBe(false);
      const [run = ""] = runIds(cwd);
      expect(readFileSync(join(runsDirectory(cwd), run, "journal.jsonl"), "utf8")).not.toMatch(/^x$/m);
    },
  );

  test("is refused where there is none and there must be one, and said to be in none otherwise", async () => {
    const none = { OMO_CONTAIN: "off" };
    const place = await stage.sandbox.createRepository({ "plans/p.md": planOf([{ label: "2" }]) }, "none");
    const strict = await stage.omo(place, ["plan", "run", "plans/p.md", "--sandbox", "strict"], none).ended;
    expect([strict.code, strict.stderr.split("\n")[0]]).toEqual([
      2,
      "error: --sandbox strict: there is no sandbox, since bubblewrap not used, since OMO_CONTAIN is off",
    ]);
    expect(existsSync(join(place, ".omo"))).toBe(false);
    const auto = await stage.omo(place, ["plan", "run", "plans/p.md"], none).ended;
    expect(auto.stdout).toMatch(/^no sandbox: bubblewrap not used, since OMO_CONTAIN is off\n/);
    const off = await stage.omo(place, ["plan", "run", "plans/p.md", "--sandbox", "off", "--json"]).ended;
    expect(off.code).toBe(0);
  });
});
