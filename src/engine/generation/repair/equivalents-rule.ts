import type { ImportDeclaration, Program } from 'acorn';
import { isFrontEnd, isScript } from './repair-rule.ts';
import type { RepairRule } from './repair-rule.ts';
import { readScaffoldPackage } from './scaffold-package.ts';
import { declaredNames, parseScript, usesOf } from './script-tree.ts';
import { applyEdits, shortened, withoutStatement } from './text-edits.ts';
import type { TextEdit } from './text-edits.ts';

interface ImportOf {
  declaration: ImportDeclaration;
  program: Program;
  text: string;
  dependencies: ReadonlyMap<string, string>;
}

/** What replaces a package that is not there; null: this use of it may mean something else. */
type Equivalent = (found: ImportOf) => TextEdit[] | null;

const equivalents: Record<string, Equivalent> = {
  uuid: uuidToCrypto,
  'node-fetch': nodeFetchToFetch,
  'body-parser': bodyParserToExpress,
  dotenv: withoutDotenv,
  'dotenv/config': ({ declaration, text }) =>
    declaration.specifiers.length === 0 ? [withoutStatement(text, declaration.start, declaration.end)] : null,
  'express-async-errors': withoutAsyncErrors,
};

/** Told before anything is parsed. */
const mention = new RegExp(`['"](?:${Object.keys(equivalents).join('|')})['"]`);

/** A stack's packages are pinned by its lock file, so none can be added. */
export const equivalentsRule: RepairRule = {
  name: 'package-equivalent',
  description:
    'An import of a well-known package that the stack does not have is replaced by what Node.js or the stack has, where that means the same.',
  fix(path, text, app) {
    if (!isScript(path) || isFrontEnd(path, app)) return null;
    if (!mention.test(text)) return null;
    const { dependencies } = readScaffoldPackage(app);
    const { program } = parseScript(text, 'module');
    if (program === null) return null;
    const edits: TextEdit[] = [];
    const replaced: string[] = [];
    for (const statement of program.body) {
      if (statement.type !== 'ImportDeclaration') continue;
      const specifier = String(statement.source.value);
      if (dependencies.has(specifier) || !Object.hasOwn(equivalents, specifier)) continue;
      const made = equivalents[specifier]!({ declaration: statement, program, text, dependencies });
      if (made === null) continue;
      edits.push(...made);
      replaced.push(specifier);
    }
    if (replaced.length === 0) return null;
    const first = edits[0]!;
    const by = first.text === '' ? 'nothing' : shortened(first.text);
    const detail = `${replaced.join(', ')}: ${shortened(text.slice(first.from, first.to))} → ${by}`;
    return { text: applyEdits(text, edits), count: replaced.length, detail };
  },
};

/** The local name of a default import, when there is nothing else in it. */
function onlyDefault({ specifiers }: ImportDeclaration): string | null {
  const [first, ...others] = specifiers;
  return others.length === 0 && first?.type === 'ImportDefaultSpecifier' ? first.local.name : null;
}

/** `v4()` without arguments is `randomUUID()`; with options it is not. */
function uuidToCrypto({ declaration, program }: ImportOf): TextEdit[] | null {
  const [first, ...others] = declaration.specifiers;
  if (others.length > 0 || first?.type !== 'ImportSpecifier') return null;
  if (first.imported.type !== 'Identifier' || first.imported.name !== 'v4') return null;
  const isPlain = usesOf(program, first.local.name).every(
    ({ node, parent }) =>
      parent.type === 'CallExpression' && parent.callee === node && parent.arguments.length === 0,
  );
  if (!isPlain) return null;
  const text = `import { randomUUID as ${first.local.name} } from 'node:crypto';`;
  return [{ from: declaration.start, to: declaration.end, text }];
}

/** The global fetch; streams and options of node-fetch are others. */
function nodeFetchToFetch({ declaration, program, text }: ImportOf): TextEdit[] | null {
  const name = onlyDefault(declaration);
  if (
    name === null ||
    /(?<!\b(?:req|request))\.body\b|\.buffer\(|\b(?:agent|timeout|follow|compress|size)\s*:/.test(text)
  )
    return null;
  if (name === 'fetch') return [withoutStatement(text, declaration.start, declaration.end)];
  // An import is there before all else, a constant is not.
  if (usesOf(program, name).some(({ node }) => node.start < declaration.start)) return null;
  return [{ from: declaration.start, to: declaration.end, text: `const ${name} = globalThis.fetch;` }];
}

const parsers = new Set(['json', 'urlencoded', 'text', 'raw']);

/** Express has had them since 4.16; they are the same functions. */
function bodyParserToExpress({ declaration, program, text, dependencies }: ImportOf): TextEdit[] | null {
  const name = onlyDefault(declaration);
  if (name === null || !dependencies.has('express')) return null;
  const express = program.body
    .filter((statement) => statement.type === 'ImportDeclaration')
    .filter(({ source }) => source.value === 'express')
    .flatMap(({ specifiers }) => specifiers)
    .find(({ type }) => type === 'ImportDefaultSpecifier')?.local.name;
  const edits: TextEdit[] = [];
  for (const { node, parent } of usesOf(program, name)) {
    const isParser =
      parent.type === 'MemberExpression' &&
      parent.object === node &&
      !parent.computed &&
      parent.property.type === 'Identifier' &&
      parsers.has(parent.property.name);
    if (!isParser) return null;
    edits.push({ from: node.start, to: node.end, text: express ?? 'express' });
  }
  if (express === undefined && declaredNames(program).has('express')) return null;
  const statement =
    express === undefined
      ? { from: declaration.start, to: declaration.end, text: "import express from 'express';" }
      : withoutStatement(text, declaration.start, declaration.end);
  return [statement, ...edits];
}

/** There is no `.env` file that it could read: the model cannot write one. */
function withoutDotenv({ declaration, program, text }: ImportOf): TextEdit[] | null {
  const name = onlyDefault(declaration);
  if (name === null) return null;
  const calls = program.body.filter(
    (statement) =>
      statement.type === 'ExpressionStatement' &&
      new RegExp(`^${name}\\.config\\(\\);?$`).test(text.slice(statement.start, statement.end).trim()),
  );
  if (calls.length !== usesOf(program, name).length) return null;
  return [declaration, ...calls].map(({ start, end }) => withoutStatement(text, start, end));
}

/** From version 5 on, Express itself passes on what an asynchronous handler throws. */
function withoutAsyncErrors({ declaration, text, dependencies }: ImportOf): TextEdit[] | null {
  const major = Number(/\d+/.exec(dependencies.get('express') ?? '')?.[0] ?? 0);
  if (declaration.specifiers.length > 0 || major < 5) return null;
  return [withoutStatement(text, declaration.start, declaration.end)];
}
