import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { Program } from 'acorn';
import { exportedNames, isFileLink, isThere, linkedPath, moduleLinks } from './module-links.ts';
import type { ModuleLink } from './module-links.ts';
import type { Problem } from './problem.ts';
import { isFrontEnd } from './repair-rule.ts';
import type { AppFiles } from './repair-rule.ts';
import { packageName, readScaffoldPackage } from './scaffold-package.ts';
import { declaredNames, usesOf } from './script-tree.ts';
import { lineAt } from './text-edits.ts';

/** More of one kind in one file say nothing new. It bounds what a hostile file costs. */
const mostOfFile = 50;

/** Imports that name nothing: a file, a package, or a name that is not there. */
export function checkImports(app: AppFiles, programs: ReadonlyMap<string, Program>): Problem[] {
  const { dependencies } = readScaffoldPackage(app);
  const problems: Problem[] = [];
  for (const [file, program] of programs) {
    const text = app.files.get(file)!;
    const found: Problem[] = [];
    for (const link of moduleLinks(program, text)) {
      if (found.length >= mostOfFile) break;
      const problem = problemOf(link, file, app, programs, dependencies);
      if (problem !== null) found.push({ ...problem, file, line: lineAt(text, link.from) });
    }
    problems.push(...found);
  }
  return problems;
}

function problemOf(
  { specifier, names }: ModuleLink,
  file: string,
  app: AppFiles,
  programs: ReadonlyMap<string, Program>,
  dependencies: ReadonlyMap<string, string>,
): Pick<Problem, 'kind' | 'message'> | null {
  const quoted = `"${specifier}"`;
  if (/^(?:https?:|data:|blob:)/.test(specifier)) return null;
  if (isFileLink(specifier, file, app)) {
    const linked = linkedPath(specifier, file, app);
    if (!isThere(linked, app))
      return { kind: 'import', message: `the import ${quoted} names a file that is not there: ${linked}` };
    const program = programs.get(linked);
    const offered = program === undefined ? null : exportedNames(program);
    const missing = offered === null ? [] : names.filter((name) => !offered.has(name));
    if (missing.length === 0) return null;
    const there =
      offered!.size === 0 ? 'it exports nothing' : `it exports ${[...offered!].sort().join(', ')}`;
    return { kind: 'export', message: `${linked} does not export ${missing.join(', ')}; ${there}` };
  }
  const isBuilt = app.stack.frontEndPackage !== undefined;
  if (isFrontEnd(file, app) && !isBuilt) {
    return { kind: 'package', message: `a page cannot import the package ${quoted}: there is no build step` };
  }
  if ((isBuiltin(specifier) && !isBuilt) || dependencies.has(packageName(specifier))) return null;
  const known = [...dependencies.keys()].join(', ');
  return {
    kind: 'package',
    message: `the package ${quoted} is not there; there are ${known}${isBuilt ? '' : ' and the modules of Node.js'}`,
  };
}

const commonNames = {
  require: 'use import',
  module: 'use export',
  exports: 'use export',
  __dirname: 'use import.meta.dirname',
  __filename: 'use import.meta.filename',
};

/** What CommonJS has and a module does not: it throws when it is reached. */
export function checkModuleNames(app: AppFiles, programs: ReadonlyMap<string, Program>): Problem[] {
  const problems: Problem[] = [];
  if (!readScaffoldPackage(app).isModule) return problems;
  for (const [file, program] of programs) {
    if (file.endsWith('.cjs') || isFrontEnd(file, app)) continue;
    const text = app.files.get(file)!;
    if (!/\b(?:require|module|exports|__dirname|__filename)\b/.test(text)) continue;
    const declared = declaredNames(program);
    for (const [name, instead] of Object.entries(commonNames)) {
      if (declared.has(name)) continue;
      // `typeof module` asks whether there is one.
      const [use] = usesOf(program, name).filter(({ parent }) => parent.type !== 'UnaryExpression');
      if (use === undefined) continue;
      const line = lineAt(text, use.node.start);
      problems.push({
        kind: 'commonjs',
        file,
        line,
        message: `${name} is not defined in an ES module; ${instead}`,
      });
    }
  }
  return problems;
}

const loaded = /<script\b[^>]{0,300}?\bsrc\s*=\s*["']([^"'<>]+)["']|<link\b([^>]{0,300})>/gi;

/** Scripts and styles of a page that are not there, and that no code mentions either. */
export function checkPages(app: AppFiles): Problem[] {
  const problems: Problem[] = [];
  const server = [...app.files].filter(([file]) => !isFrontEnd(file, app)).map(([, text]) => text);
  for (const [file, text] of app.files) {
    if (!/\.html?$/.test(file) || !isFrontEnd(file, app)) continue;
    let found = 0;
    for (const match of text.matchAll(loaded)) {
      if (found >= mostOfFile) break;
      const address = match[1] ?? styleAddress(match[2] ?? '');
      if (address === null || /^(?:[a-z]+:|\/\/)/i.test(address)) continue;
      const linked = linkedPath(address.startsWith('/') ? address : `./${address}`, file, app);
      const isServed = server.some((code) => code.includes(path.posix.basename(linked)));
      if (isThere(linked, app) || isServed) continue;
      found++;
      const message = `the page loads "${address}", which is not there: ${linked}`;
      problems.push({ kind: 'link', file, line: lineAt(text, match.index), message });
    }
  }
  return problems;
}

function styleAddress(attributes: string): string | null {
  if (!/\brel\s*=\s*["']?stylesheet/i.test(attributes)) return null;
  return /\bhref\s*=\s*["']([^"'<>]+)["']/i.exec(attributes)?.[1] ?? null;
}
