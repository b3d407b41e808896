/** Names of variables that hold secrets, as people and services call them. */
const secretName =
  /PASSWORD|PASSWD|PASSPHRASE|_PWD$|(?:^|_)(?:TOKEN|SECRETS?|CREDENTIALS?|API_?KEY|ACCESS_?KEY(?:_ID)?|PRIVATE_?KEY|AUTH|PAT)(?:$|_)/i;

/** Ways to somebody who signs or decrypts for whoever asks. */
const agents = ["SSH_AUTH_SOCK", "SSH_AGENT_PID", "GPG_AGENT_INFO", "DBUS_SESSION_BUS_ADDRESS"];

/** Whether a variable of an environment looks as if it held a secret, by its name. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/**
 * The environment for the command of a criterion: without secrets, and without what bash would execute before it. A
 * command that needs one has to get it as the project's own tests do, e.g. from a file.
 */
export function checkEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => name !== "BASH_ENV" && name !== "ENV" && !agents.includes(name) && !isSecretName(name),
    ),
  );
}
