const MIN_SECRET_BYTES = 32;

/** Reads the settings from environment variables; throws, naming the variable, when one is unusable. */
export function readConfig(env) {
  const secret = env.AUTH_SECRET ?? "";
  if (Buffer.byteLength(secret) < MIN_SECRET_BYTES) {
    throw new Error(`AUTH_SECRET must have at least ${MIN_SECRET_BYTES} bytes`);
  }
  return {
    secret,
    port: wholeNumber("PORT", env.PORT ?? "3000", 0, 65_535),
    tokenLifetime: wholeNumber("TOKEN_LIFETIME", env.TOKEN_LIFETIME ?? "3600", 1, 86_400),
  };
}

function wholeNumber(name, text, min, max) {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name} must be a whole number from ${min} to ${max}, not "${text}"`);
  }
  return value;
}
