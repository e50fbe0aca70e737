import type { Program, Statement } from 'acorn';
import { exportedNames } from './module-links.ts';
import type { RepairRule } from './repair-rule.ts';
import { declaredNames, parseScript } from './script-tree.ts';
import { applyEdits, shortened } from './text-edits.ts';
import type { TextEdit } from './text-edits.ts';

/** The scaffold starts the app by a name; what it is to be called by is in `stack.json`. */
export const missingExportRule: RepairRule = {
  name: 'missing-export',
  description:
    'A function that the stack starts the app by, and that is there but not exported by its name, is exported.',
  fix(path, text, { stack }) {
    const names = stack.required.find((file) => file.path === path)?.exports ?? [];
    if (names.length === 0) return null;
    const { program } = parseScript(text, 'module');
    const exported = program && exportedNames(program);
    if (program === null || exported === null) return null;
    const edits: TextEdit[] = [];
    const added: string[] = [];
    for (const name of names) {
      if (exported.has(name) || !hasFunction(program, name)) continue;
      added.push(name);
    }
    if (added.length === 0) return null;
    const assignment = program.body.find((statement) => isCommonExport(statement, added, text));
    if (assignment && !declaredNames(program).has('module')) {
      edits.push({ from: assignment.start, to: assignment.end, text: `export { ${added.join(', ')} };` });
    } else {
      const line = text.endsWith('\n') ? '' : '\n';
      edits.push({ from: text.length, to: text.length, text: `${line}\nexport { ${added.join(', ')} };\n` });
    }
    const by = assignment ? shortened(text.slice(assignment.start, assignment.end)) : 'no export';
    return {
      text: applyEdits(text, edits),
      count: added.length,
      detail: `${by} → export { ${added.join(', ')} }`,
    };
  },
};

function hasFunction(program: Program, name: string): boolean {
  return program.body.some((statement) => {
    const declaration = statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
    if (declaration.type === 'FunctionDeclaration') return declaration.id?.name === name;
    if (declaration.type !== 'VariableDeclaration') return false;
    return declaration.declarations.some(({ id, init }) => {
      const isFunction = init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression';
      return isFunction && id.type === 'Identifier' && id.name === name;
    });
  });
}

/** `module.exports = createApp`, `module.exports = { createApp }`, `exports.createApp = createApp`. */
function isCommonExport(
  statement: Statement | Program['body'][number],
  names: readonly string[],
  text: string,
): boolean {
  if (statement.type !== 'ExpressionStatement') return false;
  const code = text.slice(statement.start, statement.end).replace(/[\s;]/g, '');
  const [name] = names;
  if (names.length !== 1 || name === undefined) return false;
  return [
    ...[`module.exports=${name}`, `module.exports={${name}}`, `module.exports={${name},}`],
    ...[`exports.${name}=${name}`, `module.exports.${name}=${name}`],
  ].includes(code);
}
