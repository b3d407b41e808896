import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(scrypt);
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Hashes a password with a fresh salt; resolves to `scrypt$<salt>$<key>`, both in base64url. */
export async function hashPassword(password) {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, KEY_BYTES);
  return ["scrypt", salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Resolves to whether the password belongs to the stored hash; false for a hash that cannot be read. */
export async function verifyPassword(password, stored) {
  const [scheme, salt = "", key = ""] = stored.split("$");
  const expected = Buffer.from(key, "base64url");
  if (scheme !== "scrypt" || expected.length !== KEY_BYTES) return false;
  const actual = await derive(password, Buffer.from(salt, "base64url"), KEY_BYTES);
  return timingSafeEqual(actual, expected);
}
