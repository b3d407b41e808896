/**
 * A file by which a process shows others that it waits, named so that the one who waits longest comes first. It
 * is written anew at each poll: by its age others see that its process still asks. Tickets only make for an order;
 * that no slot is held twice does not hang on them.
 */
export interface Ticket {
  readonly name: string;
  /** Its process takes slots below this. */
  readonly limit: number;
}

const form = /^wait\.\d+\.(\d+)\./;

/** The ticket of a process that waits since `since` (milliseconds); `token` tells it from all others. */
export function ticketOf(since: number, limit: number, token: string): Ticket {
  return { name: `wait.${String(Math.floor(since)).padStart(15, "0")}.${limit}.${token}`, limit };
}

/** Whether a name in the folder of a key is a ticket's. */
export function isTicket(name: string): boolean {
  return form.test(name);
}

/** The tickets among the names of a folder that come before `own`, in their order; all of them without one. */
export function ticketsBefore(names: readonly string[], own: Ticket | null): Ticket[] {
  return names
    .filter((name) => form.test(name) && (own === null || name < own.name))
    .sort()
    .map((name) => ({ name, limit: Number(form.exec(name)?.[1]) }));
}

/** The free slots left for us once those who come before have taken theirs, the lowest each. */
export function leftOver(free: readonly number[], before: readonly Ticket[]): number[] {
  const left = [...free];
  for (const { limit } of before) if (left[0] !== undefined && left[0] < limit) left.shift();
  return left;
}
