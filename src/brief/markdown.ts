/** A list; further lines of an item are indented to stay in it. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item.trim().replace(/\n/g, "\n  ")}`).join("\n");
}

/** A fence longer than any run of backticks inside, so that quoted output cannot end it. */
export function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((m) => m[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}\n${text.replace(/\n$/, "")}\n${marks}`;
}

/** A text that is cut at a number of UTF-16 units, at the end of a line where there is one, and says so. */
export function capped(text: string, room: number, where: string): string {
  if (text.length <= room) return text;
  const lineEnd = text.lastIndexOf("\n", room);
  const cut = text.slice(0, lineEnd > room / 2 ? lineEnd : room).trimEnd();
  return `${cut}\n[cut here: ${text.length - cut.length} of ${text.length} characters are left out; the whole is in ${where}]`;
}
