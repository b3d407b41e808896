/** Keeps users in memory, by e-mail address; case and surrounding blanks of the address do not matter. */
export function createUserStore() {
  const users = new Map();
  const keyOf = (email) => email.trim().toLowerCase();

  return {
    /** Adds a user; false, and nothing changed, when the address is taken. */
    add({ email, passwordHash }) {
      const key = keyOf(email);
      if (users.has(key)) return false;
      users.set(key, Object.freeze({ email: key, passwordHash }));
      return true;
    },

    /** The user of an address, or null. */
    find(email) {
      return users.get(keyOf(email)) ?? null;
    },
  };
}
