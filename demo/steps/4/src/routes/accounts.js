import { randomUUID } from "node:crypto";
import { readJson } from "../body.js";
import { signToken } from "../jwt.js";
import { hashPassword, verifyPassword } from "../password.js";
import { sendJson } from "../reply.js";

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 200;

/** Registration and login. Services: `users`, `secret`, and `tokenLifetime` in seconds. */
export default function accountRoutes({ users, secret, tokenLifetime = 3600 }) {
  return {
    async "POST /register"(request, response) {
      const account = readAccount(await readJson(request));
      if (!account) return sendJson(response, 400, { error: "an e-mail address and a password are needed" });
      const passwordHash = await hashPassword(account.password);
      if (!users.add({ email: account.email, passwordHash })) {
        return sendJson(response, 409, { error: "the address is taken" });
      }
      sendJson(response, 201, { email: users.find(account.email).email });
    },

    async "POST /login"(request, response) {
      const account = readAccount(await readJson(request));
      if (!account) return sendJson(response, 400, { error: "an e-mail address and a password are needed" });
      const user = users.find(account.email);
      // An unknown address costs as much time as a wrong password, so neither can be told from the other.
      const stored = user?.passwordHash ?? (await decoyHash());
      const matches = await verifyPassword(account.password, stored);
      if (!user || !matches) return sendJson(response, 401, { error: "wrong e-mail address or password" });
      const token = signToken({ sub: user.email }, secret, tokenLifetime);
      sendJson(response, 200, { token, expiresIn: tokenLifetime });
    },
  };
}

let decoy;
function decoyHash() {
  decoy ??= hashPassword(randomUUID());
  return decoy;
}

function readAccount(body) {
  const { email, password } = body ?? {};
  if (typeof email !== "string" || !EMAIL.test(email.trim())) return null;
  if (typeof password !== "string") return null;
  if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) return null;
  return { email, password };
}
