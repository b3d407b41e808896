import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { checkEnvironment, isSecretName } from "../src/run/environment.ts";
import { runShell } from "../src/run/shell.ts";

afterEach(() => vi.unstubAllEnvs());

test.each([
  "GITHUB_TOKEN",
  "GH_TOKEN",
  "NPM_TOKEN",
  "npm_config__auth",
  "OPENAI_API_KEY",
  "ANTHROPIC_API_KEY",
  "APIKEY",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SESSION_TOKEN",
  "DB_PASSWORD",
  "PGPASSWORD",
  "MYSQL_PWD",
  "OPENCODE_SERVER_PASSWORD",
  "GOOGLE_APPLICATION_CREDENTIALS",
  "SSH_PRIVATE_KEY",
  "STRIPE_SECRET",
])("%s looks like a secret", (name) => {
  expect(isSecretName(name)).toBe(true);
});

test.each([
  "PATH",
  "HOME",
  "NODE_ENV",
  "DATABASE_URL",
  "AUTHOR",
  "GIT_AUTHOR_NAME",
  "TOKENIZERS",
  "KEYBOARD",
  "CI",
])("%s does not", (name) => {
  expect(isSecretName(name)).toBe(false);
});

test("a criterion's command gets the environment without secrets, and what signs for others is not there", async () => {
  const env = { PATH: "/bin", MY_TOKEN: "t", SSH_AUTH_SOCK: "/s", BASH_ENV: "/evil", ENV: "/evil", CI: "1" };
  expect(checkEnvironment(env)).toEqual({ PATH: "/bin", CI: "1" });
  vi.stubEnv("OMO_TEST_TOKEN", "a secret");
  vi.stubEnv("OMO_TEST_WORD", "a word");
  const directory = mkdtempSync(join(tmpdir(), "omo-environment-"));
  try {
    const { output } = await runShell({
      script: 'echo "<$OMO_TEST_TOKEN> <$OMO_TEST_WORD>"',
      stopAtFailure: false,
      directory,
      log: join(directory, "log"),
      timeout: 30_000,
      confinement: null,
      run: "environment-test",
      mark: "environment-test/1",
      signal: new AbortController().signal,
    });
    expect(output).toBe("<> <a word>\n");
  } finally {
    rmSync(directory, { recursive: true });
  }
});
