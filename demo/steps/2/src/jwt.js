import { createHmac, timingSafeEqual } from "node:crypto";

const HEADER = encode({ alg: "HS256", typ: "JWT" });

/** Signs claims with HS256. `lifetime` is in seconds, `now` in milliseconds since 1970. */
export function signToken(claims, secret, lifetime, now = Date.now()) {
  const iat = Math.floor(now / 1000);
  const content = `${HEADER}.${encode({ ...claims, iat, exp: iat + lifetime })}`;
  return `${content}.${signature(content, secret).toString("base64url")}`;
}

/** The claims of a token that this secret signed with HS256 and that has not expired; else null. */
export function verifyToken(token, secret, now = Date.now()) {
  const [header, payload, given, ...rest] = token.split(".");
  if (given === undefined || rest.length > 0) return null;

  const expected = signature(`${header}.${payload}`, secret);
  const actual = Buffer.from(given, "base64url");
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) return null;

  if (decode(header)?.alg !== "HS256") return null;
  const claims = decode(payload);
  return typeof claims?.exp === "number" && now < claims.exp * 1000 ? claims : null;
}

function signature(content, secret) {
  return createHmac("sha256", secret).update(content).digest();
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function decode(part) {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    return null;
  }
}
