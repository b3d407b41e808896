import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { Schema } from "./json-schema.ts";

/*
 * What events and their fields mean is said once, in the comments of the types that src/event.ts declares. Their
 * forms are said by zod. Here the comments are put into the JSON Schema that zod makes, as descriptions.
 */

const file = fileURLToPath(new URL("../src/event.ts", import.meta.url));

/** The type `Event` as TypeScript sees it, with what can be asked about it. */
function readEvents(): { checker: ts.TypeChecker; events: readonly ts.Type[] } {
  const program = ts.createProgram([file], {
    noEmit: true,
    strict: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: [],
  });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const declared = source?.statements.find(
    (one): one is ts.TypeAliasDeclaration => ts.isTypeAliasDeclaration(one) && one.name.text === "Event",
  );
  if (!declared) throw new Error("src/event.ts declares no type Event");
  return { checker, events: partsOf(checker.getTypeAtLocation(declared)) };
}

function partsOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

/**
 * The schemas of lines by type, with the comments of src/event.ts where zod says nothing.
 * @param lines by the value of their `type`
 * @param shared parts that are referred to, by name; they are filled in too
 */
export function addComments(
  lines: ReadonlyMap<string, Schema>,
  shared: Readonly<Record<string, Schema>>,
): void {
  const { checker, events } = readEvents();
  const said = (symbol: ts.Symbol | undefined) =>
    ts.displayPartsToString(symbol?.getDocumentationComment(checker)).replace(/\s+/g, " ").trim();
  const literalOf = (type: ts.Type, name: string) => {
    const property = type.getProperty(name);
    const value = property && checker.getTypeOfSymbol(property);
    return value?.isStringLiteral() ? value.value : null;
  };

  const describe = (schema: Schema, type: ts.Type): void => {
    const target = schema.$ref === undefined ? schema : shared[schema.$ref.replace("#/$defs/", "")];
    const [plain = type] = partsOf(checker.getNonNullableType(type));
    if (target?.items) {
      const item = checker.getIndexTypeOfType(plain, ts.IndexKind.Number);
      if (item) describe(target.items, item);
    }
    for (const one of target?.anyOf ?? target?.oneOf ?? []) {
      const kind = one.properties?.kind?.const;
      const match = partsOf(checker.getNonNullableType(type)).find(
        (part) => literalOf(part, "kind") === kind,
      );
      describe(one, kind === undefined || !match ? plain : match);
    }
    for (const [name, inner] of Object.entries(target?.properties ?? {})) {
      const property = plain.getProperty(name);
      if (!property) continue;
      const comment = said(property);
      if (comment !== "") inner.description ??= comment;
      describe(inner, checker.getTypeOfSymbol(property));
    }
  };

  for (const event of events) {
    const line = lines.get(literalOf(event, "type") ?? "");
    if (!line) continue;
    const comment = said(event.getSymbol());
    if (comment !== "") line.description ??= comment;
    describe(line, event);
  }
}
