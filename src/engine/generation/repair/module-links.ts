import path from 'node:path';
import type { AnyNode, Program } from 'acorn';
import { isFrontEnd } from './repair-rule.ts';
import type { AppFiles } from './repair-rule.ts';
import { walk } from './script-tree.ts';

/** One place where a module names another. */
export interface ModuleLink {
  specifier: string;
  /** The literal, quotes included. */
  from: number;
  to: number;
  /** Names that are taken from the other module, `default` included; empty for the whole of it. */
  names: string[];
}

/** Imports, exports from elsewhere, and `import('…')` with a plain text. */
export function moduleLinks(program: Program, text: string): ModuleLink[] {
  const links: ModuleLink[] = [];
  const visit = (node: AnyNode) => {
    const source = sourceOf(node);
    if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
    links.push({ specifier: source.value, from: source.start, to: source.end, names: namesOf(node) });
  };
  // All but `import()` stand at the top level.
  if (/\bimport\s*\(/.test(text)) walk(program, visit);
  else program.body.forEach(visit);
  return links;
}

function sourceOf(node: AnyNode): AnyNode | null | undefined {
  const hasSource =
    node.type === 'ImportDeclaration' ||
    node.type === 'ExportNamedDeclaration' ||
    node.type === 'ExportAllDeclaration' ||
    node.type === 'ImportExpression';
  return hasSource ? node.source : null;
}

function namesOf(node: AnyNode): string[] {
  const nameOf = (name: AnyNode) => (name.type === 'Identifier' ? name.name : null);
  const names =
    node.type === 'ImportDeclaration'
      ? node.specifiers.map((one) => {
          if (one.type === 'ImportSpecifier') return nameOf(one.imported);
          return one.type === 'ImportDefaultSpecifier' ? 'default' : null;
        })
      : node.type === 'ExportNamedDeclaration'
        ? node.specifiers.map(({ local }) => nameOf(local))
        : [];
  return names.filter((name) => name !== null);
}

/** What a module offers; null: it passes on another one as a whole, which may be anything. */
export function exportedNames(program: Program): Set<string> | null {
  const names = new Set<string>();
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      if (statement.exported === null || statement.exported === undefined) return null;
      if (statement.exported.type === 'Identifier') names.add(statement.exported.name);
    } else if (statement.type === 'ExportDefaultDeclaration') {
      names.add('default');
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const { exported } of statement.specifiers) {
        names.add(exported.type === 'Identifier' ? exported.name : String(exported.value));
      }
      const { declaration } = statement;
      if (!declaration) continue;
      if (declaration.type !== 'VariableDeclaration') names.add(declaration.id.name);
      else {
        for (const { id } of declaration.declarations) {
          walk(id, (node) => void (node.type === 'Identifier' && names.add(node.name)));
        }
      }
    }
  }
  return names;
}

/** Whether a specifier names a file of the app. In a browser a leading slash is the folder of its files. */
export function isFileLink(specifier: string, from: string, app: AppFiles): boolean {
  return /^\.{1,2}\//.test(specifier) || (isFrontEnd(from, app) && /^\/(?!\/)/.test(specifier));
}

/** The file that a specifier names, whether it is there or not. */
export function linkedPath(specifier: string, from: string, app: AppFiles): string {
  const plain = isFrontEnd(from, app) ? specifier.replace(/[?#].*$/, '') : specifier;
  if (plain.startsWith('/')) return `${app.stack.webRoot}${path.posix.normalize(plain)}`;
  return path.posix.join(path.posix.dirname(from), plain);
}

/** A build finds a module without its ending too. */
export function isThere(file: string, { files, scaffold, stack }: AppFiles): boolean {
  const names = [file];
  if (stack.frontEndPackage !== undefined) names.push(...endings.map((ending) => file + ending));
  return names.some((name) => files.has(name) || scaffold.has(name));
}

const endings = ['.js', '.jsx', '.mjs', '.json', '/index.js', '/index.jsx'];
