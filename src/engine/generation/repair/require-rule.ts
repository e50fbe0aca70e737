import { isBuiltin } from 'node:module';
import type { AnyNode, Program, VariableDeclarator } from 'acorn';
import { isFrontEnd, isScript } from './repair-rule.ts';
import type { RepairRule } from './repair-rule.ts';
import { readScaffoldPackage } from './scaffold-package.ts';
import { declaredNames, parseScript, usesOf } from './script-tree.ts';
import { applyEdits, shortened } from './text-edits.ts';
import type { TextEdit } from './text-edits.ts';

/** `const fs = require('fs')` at the top level of a module, where there is no `require`. */
export const requireRule: RepairRule = {
  name: 'require-in-module',
  description: 'A top-level require of a Node.js module, or of a package as a whole, becomes an import.',
  fix(path, text, app) {
    const { isModule, dependencies } = readScaffoldPackage(app);
    if (!isScript(path) || isFrontEnd(path, app) || !isModule || !text.includes('require(')) return null;
    const { program } = parseScript(text, 'module');
    if (program === null || declaredNames(program).has('require')) return null;
    const edits: TextEdit[] = [];
    for (const statement of program.body) {
      if (statement.type !== 'VariableDeclaration') continue;
      const imports = statement.declarations.map((declarator) => importOf(declarator, dependencies));
      const isSafe =
        statement.kind === 'const' || statement.declarations.every((one) => isConstant(program, one));
      if (!isSafe || imports.includes(null)) continue;
      edits.push({ from: statement.start, to: statement.end, text: imports.join('\n') });
    }
    const [first] = edits;
    if (first === undefined) return null;
    const detail = `${shortened(text.slice(first.from, first.to))} → ${shortened(first.text)}`;
    return { text: applyEdits(text, edits), count: edits.length, detail };
  },
};

/** @returns null when it is no such require, or one that an import may not mean the same as */
function importOf(
  { id, init }: VariableDeclarator,
  dependencies: ReadonlyMap<string, string>,
): string | null {
  const member = init?.type === 'MemberExpression' && !init.computed ? init.property : null;
  const call = init?.type === 'MemberExpression' ? init.object : init;
  const specifier = requiredBy(call ?? null);
  if (specifier === null) return null;
  if (!isBuiltin(specifier)) {
    const isWhole = member === null && id.type === 'Identifier' && dependencies.has(specifier);
    return isWhole ? `import ${id.name} from '${specifier}';` : null;
  }
  const from = specifier.startsWith('node:') ? specifier : `node:${specifier}`;
  if (init?.type === 'MemberExpression') {
    if (id.type !== 'Identifier' || member?.type !== 'Identifier' || !exports(from, member.name)) return null;
    return `import { ${named(member.name, id.name)} } from '${from}';`;
  }
  if (id.type === 'Identifier') return `import ${id.name} from '${from}';`;
  if (id.type !== 'ObjectPattern') return null;
  const names: string[] = [];
  for (const property of id.properties) {
    if (property.type !== 'Property' || property.computed) return null;
    const { key, value } = property;
    if (key.type !== 'Identifier' || value.type !== 'Identifier' || !exports(from, key.name)) return null;
    names.push(named(key.name, value.name));
  }
  return names.length === 0 ? null : `import { ${names.join(', ')} } from '${from}';`;
}

const named = (name: string, local: string) => (name === local ? name : `${name} as ${local}`);

function requiredBy(node: AnyNode | null): string | null {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'Identifier') return null;
  const [argument, ...others] = node.arguments;
  if (node.callee.name !== 'require' || others.length > 0 || argument?.type !== 'Literal') return null;
  return typeof argument.value === 'string' ? argument.value : null;
}

/** A name that is not there is undefined when it is required, and an error when it is imported. */
function exports(specifier: string, name: string): boolean {
  const found: unknown = process.getBuiltinModule(specifier);
  return (typeof found === 'object' || typeof found === 'function') && found !== null && name in found;
}

/** Imports cannot be assigned to. */
function isConstant(program: Program, { id }: VariableDeclarator): boolean {
  if (id.type !== 'Identifier') return false;
  return !usesOf(program, id.name).some(
    ({ node, parent }) =>
      (parent.type === 'AssignmentExpression' && parent.left === node) || parent.type === 'UpdateExpression',
  );
}
