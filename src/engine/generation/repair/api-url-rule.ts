import type { AnyNode, Program } from 'acorn';
import { isFrontEnd, isScript } from './repair-rule.ts';
import type { FixedFile, RepairRule } from './repair-rule.ts';
import { parseScript, walk } from './script-tree.ts';
import { applyEdits, shortened } from './text-edits.ts';
import type { TextEdit } from './text-edits.ts';

const origin = /^https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::\d{1,5})?(?=\/|$)/;
const attribute =
  /(\s(?:action|href|src)=)(["'])https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0)(?::\d{1,5})?(\/[^"']*)\2/g;

/** A page is served by the app itself, on a port that the model cannot know. */
export const apiUrlRule: RepairRule = {
  name: 'absolute-api-url',
  description:
    'In the front end, an address on this machine, as in http://localhost:3000/api/x, becomes /api/x.',
  fix(path, text, app) {
    if (!isFrontEnd(path, app) || !/https?:\/\/(?:localhost|127\.|0\.0\.|\[::1)/.test(text)) return null;
    if (/\.html?$/.test(path)) return inMarkup(text);
    if (!isScript(path)) return null;
    const program = parseScript(text, 'module').program ?? parseScript(text, 'script').program;
    return program === null ? null : edited(text, editsOf(program, text));
  },
};

function editsOf(program: Program, text: string): TextEdit[] {
  const edits: TextEdit[] = [];
  // `new URL(path, base)` needs the host.
  const needsHost = /\bnew URL\(/.test(text);
  walk(program, (node, parent) => {
    const literal = literalOf(node);
    if (literal === null || parent === null) return;
    const [host] = origin.exec(literal.text) ?? [];
    if (host === undefined || needsHost || isCompared(parent)) return;
    edits.push({ from: literal.from, to: literal.from + host.length, text: '' });
  });
  return edits;
}

/** A text, or the beginning of a template. */
function literalOf(node: AnyNode): { text: string; from: number } | null {
  if (node.type === 'Literal' && typeof node.value === 'string')
    return { text: node.value, from: node.start + 1 };
  if (node.type !== 'TemplateLiteral') return null;
  const first = node.quasis[0];
  return first === undefined ? null : { text: first.value.raw, from: first.start };
}

function isCompared(parent: AnyNode): boolean {
  if (parent.type === 'BinaryExpression') return parent.operator !== '+';
  return (
    parent.type === 'SwitchCase' || parent.type === 'ImportDeclaration' || parent.type === 'ImportExpression'
  );
}

function inMarkup(text: string): FixedFile | null {
  let count = 0;
  let detail = '';
  const fixed = text.replace(attribute, (found, name: string, quote: string, path: string) => {
    count++;
    const by = `${name}${quote}${path}${quote}`;
    detail ||= `${shortened(found)} → ${shortened(by)}`;
    return by;
  });
  return count === 0 ? null : { text: fixed, count, detail };
}

function edited(text: string, edits: readonly TextEdit[]): FixedFile | null {
  const [first] = edits;
  if (first === undefined) return null;
  const host = text.slice(first.from, first.to);
  return { text: applyEdits(text, edits), count: edits.length, detail: `${host} → nothing` };
}
