import { posix } from "node:path";

/** One import of a module, by the words after `from` or inside `import(…)`. */
export interface Import {
  readonly specifier: string;
  /** `type` is gone after compilation, `lazy` is loaded only when that line runs. */
  readonly how: "static" | "lazy" | "type";
}

/** Which modules may import what. Paths are relative to the folder of sources, with `/`. */
export interface Architecture {
  /** Rooms in the order of the arrows; a module imports rooms of its own tier and of those before it. */
  readonly tiers: readonly (readonly string[])[];
  /** Rooms that touch neither disk, clock, network, process nor chance. */
  readonly pure: readonly string[];
  /** For each package in use, the files or folders that may import it. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
}

/** Finds the imports and re-exports of a TypeScript module by pattern, which suffices for formatted code. */
export function parseImports(code: string): Import[] {
  const declaration = /^[ \t]*(?:import|export)\b(\s+type\b)?(?:[^;'"()]*?\sfrom)?\s*["']([^"']+)["']/gm;
  const call = /\bimport\(\s*["']([^"']+)["']/g;
  return [
    ...[...code.matchAll(declaration)].map(
      ([, type, specifier = ""]): Import => ({ specifier, how: type ? "type" : "static" }),
    ),
    ...[...code.matchAll(call)].map(([, specifier = ""]): Import => ({ specifier, how: "lazy" })),
  ];
}

/** What is wrong with the imports of `modules` (code by path), one sentence each. */
export function findViolations(modules: ReadonlyMap<string, string>, rules: Architecture): string[] {
  const violations: string[] = [];
  const tierOf = (room: string) => rules.tiers.findIndex((tier) => tier.includes(room));
  for (const [path, code] of modules) {
    const room = roomOf(path);
    if (tierOf(room) < 0) violations.push(`${path}: ${room} is no room of the table`);
    if (rules.pure.includes(room)) {
      for (const name of worldlyNames(code)) violations.push(`${path}: ${room} is pure, but uses ${name}`);
    }
    for (const { specifier, how } of parseImports(code)) {
      if (specifier.startsWith(".")) {
        const target = resolveImport(path, specifier);
        if (target.startsWith("../")) continue;
        if (!modules.has(target)) violations.push(`${path}: ${specifier} is no module`);
        else if (tierOf(roomOf(target)) > tierOf(room)) {
          violations.push(`${path}: ${room} must not import ${roomOf(target)}`);
        }
      } else if (specifier.startsWith("node:")) {
        if (rules.pure.includes(room) && how !== "type")
          violations.push(`${path}: ${room} is pure, but imports ${specifier}`);
      } else {
        const allowed = rules.packages[packageOf(specifier)];
        if (allowed === undefined)
          violations.push(`${path}: ${packageOf(specifier)} is no package of the table`);
        else if (
          !allowed.some((place) => path === place || (place.endsWith("/") && path.startsWith(place)))
        ) {
          violations.push(`${path}: only ${allowed.join(", ")} may import ${packageOf(specifier)}`);
        }
      }
    }
  }
  return [...violations, ...findImportCycles(modules)];
}

/** Modules and packages that are loaded as soon as `entry` is, before anything lazy. */
export function loadedWith(entry: string, modules: ReadonlyMap<string, string>): Set<string> {
  const loaded = new Set([entry]);
  for (const path of loaded) {
    for (const { specifier, how } of parseImports(modules.get(path) ?? "")) {
      if (how === "static")
        loaded.add(specifier.startsWith(".") ? resolveImport(path, specifier) : specifier);
    }
  }
  return loaded;
}

/** Globals by which code reaches the world outside, in code without its comments. */
function worldlyNames(code: string): string[] {
  const bare = code.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const names =
    /\b(?:process\.|console\.|Date\.now\b|new Date\(\)|Math\.random\b|performance\.|fetch\(|set(?:Timeout|Interval|Immediate)\()/g;
  return [...bare.matchAll(names)].map(([name]) => name.replace(/[.(]+$/, ""));
}

/** Circles of imports, types included: modules in one cannot be understood one after the other. */
function findImportCycles(modules: ReadonlyMap<string, string>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push(`import cycle: ${[...trail.slice(trail.indexOf(path)), path].join(" → ")}`);
      return;
    }
    if (done.has(path)) return;
    for (const { specifier } of parseImports(modules.get(path) ?? "")) {
      if (specifier.startsWith(".")) visit(resolveImport(path, specifier), [...trail, path]);
    }
    done.add(path);
  };
  for (const path of modules.keys()) visit(path, []);
  return cycles;
}

function resolveImport(from: string, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(from), specifier));
}

/** `read/tasks.ts` and `read.ts` are of the room `read`. */
function roomOf(path: string): string {
  return path.split("/")[0]?.replace(/\.ts$/, "") ?? "";
}

function packageOf(specifier: string): string {
  const parts = specifier.split("/");
  return parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}
