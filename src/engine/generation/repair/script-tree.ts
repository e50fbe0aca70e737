import { parse } from 'acorn';
import type { AnyNode, Node, Program } from 'acorn';

export interface ScriptError {
  message: string;
  /** From 1; null: it cannot be told. */
  line: number | null;
}

export type ParsedScript = { program: Program; error: null } | { program: null; error: ScriptError };

/** Parses JavaScript as Node.js 24 and today's browsers take it. Never throws. */
export function parseScript(text: string, sourceType: 'module' | 'script'): ParsedScript {
  try {
    const program = parse(text, { ecmaVersion: 'latest', sourceType, allowHashBang: true });
    return { program, error: null };
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } };
    // Deeper nested than a parser's stack: a RangeError, without a place.
    return {
      program: null,
      error: { message: message.replace(/ \(\d+:\d+\)$/, ''), line: loc?.line ?? null },
    };
  }
}

/** Visits all nodes, parents first, in the order of the text. */
export function walk(root: Node, visit: (node: AnyNode, parent: AnyNode | null) => void): void {
  const waiting: { node: AnyNode; parent: AnyNode | null }[] = [{ node: root as AnyNode, parent: null }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, parent } = next;
    visit(node, parent);
    const from = waiting.length;
    for (const value of Object.values(node) as unknown[]) {
      if (Array.isArray(value)) {
        for (const one of value) if (isNode(one)) waiting.push({ node: one, parent: node });
      } else if (isNode(value)) waiting.push({ node: value, parent: node });
    }
    reverseFrom(waiting, from);
  }
}

/** The first child is the next one to be visited. */
function reverseFrom<T>(list: T[], from: number): void {
  for (let low = from, high = list.length - 1; low < high; low++, high--) {
    const kept = list[low]!;
    list[low] = list[high]!;
    list[high] = kept;
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** All names that are declared anywhere in a script. */
export function declaredNames(program: Program): Set<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (node.type === 'VariableDeclarator') collect(node.id, names);
    else if ('params' in node) for (const parameter of node.params) collect(parameter, names);
    else if (node.type === 'CatchClause' && node.param) collect(node.param, names);
    else if (node.type.startsWith('Import') && 'local' in node) collect(node.local, names);
    // Functions and classes.
    if ('id' in node && node.id?.type === 'Identifier') names.add(node.id.name);
  });
  return names;
}

function collect(pattern: Node, names: Set<string>): void {
  walk(pattern, (node, parent) => {
    if (node.type === 'Identifier' && isReference(node, parent)) names.add(node.name);
  });
}

/** Whether an identifier stands for a variable, not for the name of a property. */
export function isReference(node: AnyNode, parent: AnyNode | null): boolean {
  if (node.type !== 'Identifier' || parent === null) return node.type === 'Identifier';
  if (parent.type === 'MemberExpression') return parent.object === node || parent.computed;
  if (
    parent.type === 'Property' ||
    parent.type === 'MethodDefinition' ||
    parent.type === 'PropertyDefinition'
  ) {
    return parent.value === node || parent.computed;
  }
  if (parent.type === 'ImportSpecifier' || parent.type === 'ExportSpecifier') return parent.local === node;
  return !['LabeledStatement', 'BreakStatement', 'ContinueStatement'].includes(parent.type);
}

/** The uses of a name in a script, its declarations by import left out. */
export function usesOf(program: Program, name: string): { node: AnyNode; parent: AnyNode }[] {
  const uses: { node: AnyNode; parent: AnyNode }[] = [];
  walk(program, (node, parent) => {
    if (node.type !== 'Identifier' || node.name !== name || parent === null) return;
    if (parent.type.startsWith('Import') && parent.type !== 'ImportExpression') return;
    if (isReference(node, parent)) uses.push({ node, parent });
  });
  return uses;
}
