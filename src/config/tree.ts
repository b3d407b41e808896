import { createScanner, findNodeAtLocation, getNodeValue, type Node } from "jsonc-parser";
import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { configFindings } from "./findings.ts";
import type { Setting } from "./setting.ts";

/** Where objects and lists lie deeper in each other than any configuration has them; null where they do not. */
export function tooDeepAt(text: string): Span | null {
  const most = 100;
  const scanner = createScanner(text, true);
  let depth = 0;
  for (;;) {
    scanner.scan();
    const start = scanner.getTokenOffset();
    if (start >= text.length) return null;
    const first = text.charAt(start);
    if (first === "{" || first === "[") depth++;
    else if (first === "}" || first === "]") depth--;
    if (depth > most) return { start, end: start + 1 };
  }
}

/** The leaves of a JSON tree, in the order of the text: all that is no object, and empty objects. */
export function settingsBelow(node: Node, path: readonly string[] = []): Setting[] {
  const children = node.type === "object" ? (node.children ?? []) : [];
  if (children.length === 0) return path.length === 0 ? [] : [leaf(node, path)];
  return children.flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value ? settingsBelow(value, [...path, String(key.value)]) : [];
  });
}

function leaf(node: Node, path: readonly string[]): Setting {
  return { path, value: getNodeValue(node), span: spanOf(node) };
}

/** Where a node stands. */
export function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** The words of a key in an object. */
export function keyNode(key: string, object: Node): Node | undefined {
  return object.children?.find((child) => child.children?.[0]?.value === key)?.children?.[0];
}

/** The node at a path, or the nearest one above it that there is. */
export function nearestNode(root: Node, path: readonly (string | number)[]): Node {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(root, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return root;
}

/** Keys that an object has twice, of which it would be a guess which holds, and those that would not become keys at all. */
export function badKeys(node: Node): Diagnostic[] {
  const first = new Map<string, Node>();
  const diagnostics: Diagnostic[] = [];
  for (const child of node.children ?? []) {
    const key = child.type === "property" ? child.children?.[0] : undefined;
    if (key?.value === "__proto__") {
      diagnostics.push({
        ...configFindings.unknownKey,
        message: "there is no key `__proto__`",
        span: spanOf(key),
        label: "unknown key",
        related: [],
        help: "leave it out",
      });
    } else if (key !== undefined) {
      const earlier = first.get(key.value);
      if (earlier === undefined) first.set(key.value, key);
      else {
        diagnostics.push({
          ...configFindings.duplicateKey,
          message: `the key \`${key.value}\` is there twice`,
          span: spanOf(key),
          label: "used again here",
          related: [{ span: spanOf(earlier), text: "first used here" }],
          help: "keep one of them",
        });
      }
    }
    diagnostics.push(...badKeys(child));
  }
  return diagnostics;
}
