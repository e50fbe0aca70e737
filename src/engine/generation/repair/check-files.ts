import type { Program } from 'acorn';
import type { Stack } from '../../domain/stack.ts';
import { checkImports, checkModuleNames, checkPages } from './check-links.ts';
import { checkSyntax } from './check-syntax.ts';
import { exportedNames } from './module-links.ts';
import type { Problem } from './problem.ts';
import type { AppFiles } from './repair-rule.ts';

/**
 * Looks for what keeps an app from working without running it: files that do not parse, imports that name
 * nothing, files and exports that the stack requires. What it reports is wrong for sure.
 * @param files what the model wrote, repaired: path → text
 * @param scaffold the stack's own files
 * @returns sorted by file and line; empty: no repair request is due
 */
export function checkFiles(
  files: ReadonlyMap<string, string>,
  scaffold: ReadonlyMap<string, string>,
  stack: Stack,
): Problem[] {
  // What the model wrote stands in place of the scaffold's file of the same name.
  const app: AppFiles = { files, scaffold, stack };
  const { programs, problems } = checkSyntax(app);
  return [
    ...problems,
    ...checkImports(app, programs),
    ...checkModuleNames(app, programs),
    ...checkPages(app),
    ...checkRequired(app, programs),
  ].sort((a, b) => (a.file === b.file ? (a.line ?? 0) - (b.line ?? 0) : a.file < b.file ? -1 : 1));
}

function checkRequired({ files, stack }: AppFiles, programs: ReadonlyMap<string, Program>): Problem[] {
  const problems: Problem[] = [];
  for (const { path, exports } of stack.required) {
    if (!files.has(path)) {
      const names = exports.length === 0 ? '' : `, which exports ${exports.join(', ')}`;
      problems.push({
        kind: 'required',
        file: path,
        line: null,
        message: `the stack needs this file${names}`,
      });
      continue;
    }
    const program = programs.get(path);
    const offered = program === undefined ? null : exportedNames(program);
    for (const name of offered === null ? [] : exports.filter((wanted) => !offered.has(wanted))) {
      problems.push({ kind: 'required', file: path, line: null, message: `it has to export ${name}` });
    }
  }
  return problems;
}
