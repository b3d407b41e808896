import type { Message } from "./wire.ts";

const inPatch = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+)$/gm;

/** The files that a session's tools were told to write, each once; as the model named them. */
export function writtenFiles(messages: readonly Message[]): string[] {
  const paths = messages.flatMap(({ parts }) =>
    parts.flatMap(({ tool, state }) => {
      const { filePath, patchText } = state?.input ?? {};
      if (tool === "apply_patch" && typeof patchText === "string")
        return [...patchText.matchAll(inPatch)].map(([, path = ""]) => path.trim());
      return (tool === "write" || tool === "edit") && typeof filePath === "string" ? [filePath] : [];
    }),
  );
  return [...new Set(paths)];
}
