const LIMIT_BYTES = 10_000;

/** Reads the JSON object that a request carries; null when it is none, or longer than 10 kB. */
export async function readJson(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= LIMIT_BYTES) chunks.push(chunk);
  }
  if (size > LIMIT_BYTES) return null;
  try {
    const value = JSON.parse(Buffer.concat(chunks).toString());
    return typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
