import { isFrontEnd, isScript } from './repair-rule.ts';
import type { RepairRule } from './repair-rule.ts';
import { readScaffoldPackage } from './scaffold-package.ts';
import { declaredNames, parseScript, usesOf } from './script-tree.ts';
import { applyEdits } from './text-edits.ts';

const replacements = { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' };

export const dirnameRule: RepairRule = {
  name: 'dirname-in-module',
  description:
    'In a module, __dirname and __filename that nothing declares become import.meta.dirname and .filename.',
  fix(path, text, app) {
    if (!isScript(path) || isFrontEnd(path, app) || !/\b__(?:dir|file)name\b/.test(text)) return null;
    if (!readScaffoldPackage(app).isModule) return null;
    const { program } = parseScript(text, 'module');
    if (program === null) return null;
    const declared = declaredNames(program);
    const edits = Object.entries(replacements)
      .filter(([name]) => !declared.has(name))
      .flatMap(([name, by]) =>
        usesOf(program, name).map(({ node, parent }) => {
          const isShorthand = parent.type === 'Property' && parent.shorthand;
          return { from: node.start, to: node.end, text: isShorthand ? `${name}: ${by}` : by };
        }),
      );
    if (edits.length === 0) return null;
    const detail = `${text.slice(edits[0]!.from, edits[0]!.to)} → ${edits[0]!.text}`;
    return { text: applyEdits(text, edits), count: edits.length, detail };
  },
};
