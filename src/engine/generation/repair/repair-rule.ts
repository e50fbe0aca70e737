import type { Stack } from '../../domain/stack.ts';

/** What an app has to fit in with. */
export interface RepairTarget {
  stack: Stack;
  /** The stack's own files: path → text. `package.json` says which packages there are. */
  scaffold: ReadonlyMap<string, string>;
}

/** What a rule makes of one file. */
export interface FixedFile {
  text: string;
  /** How many places were changed; at least one. */
  count: number;
  /** For people: what became what, at the first place. */
  detail: string;
}

/** One deterministic fix: a pure function with a name. */
export interface RepairRule {
  name: string;
  /** One line, for people. */
  description: string;
  /** @returns null when there is nothing to fix, or no way to fix it that is sure to mean the same */
  fix(path: string, text: string, app: AppFiles): FixedFile | null;
}

/** The app as it is so far, for rules that look at other files. */
export interface AppFiles extends RepairTarget {
  files: ReadonlyMap<string, string>;
}

export const isScript = (path: string) => /\.(?:js|mjs)$/.test(path);

export function isFrontEnd(path: string, { stack }: RepairTarget): boolean {
  return path.startsWith(`${stack.webRoot}/`);
}
