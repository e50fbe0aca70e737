import type { Entity } from './entities.ts';
import { importUsed, js, sqlText } from './literals.ts';
import type { Operation } from './operations.ts';
import type { Lookup } from './targets.ts';
import { shapeOf } from './shapes.ts';
import type { AtHand } from './shapes.ts';
import { readSums } from './sums.ts';
import { isObject } from './examples.ts';

/** The module with every endpoint of the template. */
export function emitRoutes(entities: readonly Entity[], operations: readonly Operation[]): string {
  const body = [
    'export function createRoutes(database) {',
    '  const router = express.Router();',
    ...entities.map(({ type, plural }) => `  const ${plural} = new ${type}Store(database);`),
    ...operations.flatMap((operation, index) => ['', ...emitRoute(operation, index)]),
    '',
    '  return router;',
    '}',
    '',
  ].join('\n');
  const imports = [
    "import express from 'express';",
    ...importUsed(['HttpError', 'found'], './http.js', body),
    ...importUsed(['idOf', 'uuidOf'], './query.js', body),
    ...entities.flatMap(({ type, plural }) =>
      importUsed([`${type}Store`, `filter${type}`, `read${type}`, `show${type}`], `./${plural}.js`, body),
    ),
  ];
  return [...imports, '', body].join('\n');
}

function emitRoute(operation: Operation, index: number): string[] {
  const { endpoint, path } = operation;
  const { before, body } = bodyOf(operation, index) ?? {
    before: [],
    // Said plainly: a wrong answer would be worse.
    body: ["throw new HttpError(501, 'This endpoint is not built.');"],
  };
  return [
    ...before.map((line) => `  ${line}`),
    `  router.${endpoint.method.toLowerCase()}(${js(path.route)}, (request, response) => {`,
    ...body.map((line) => `    ${line}`),
    '  });',
  ];
}

interface Body {
  /** Lines that run once, before the route is defined. */
  before: string[];
  body: string[];
}

/** @returns null when the endpoint asks for what cannot be worked out. */
function bodyOf({ endpoint, entity, action }: Operation, index: number): Body | null {
  const { response } = endpoint;
  const store = entity.plural;
  const row = (steps: string[], status = 200): Body | null => {
    const answer = answerWith({ entity, row: 'row' }, response, status);
    return answer === null ? null : { before: [], body: [...steps, answer] };
  };
  const key = (by: Lookup) => rowBy(store, by);

  switch (action.kind) {
    case 'health': {
      const answer = answerWith({ entity }, response ?? { status: 'ok' }, 200);
      return answer ? { before: [], body: [answer] } : null;
    }
    case 'list': {
      const have = { entity, rows: 'rows', count: `${store}.count(filter)`, filter: 'filter' };
      const answer = answerWith(have, response, 200);
      const steps = [
        `const filter = filter${entity.type}(request.query);`,
        `const rows = ${store}.list(filter);`,
      ];
      return answer ? { before: [], body: [...steps, answer] } : null;
    }
    case 'create':
      return row([`const row = ${store}.create(read${entity.type}(request.body, true));`], 201);
    case 'read':
      return row([`const row = ${key(action.by)};`]);
    case 'update':
      return row([
        `const before = ${key(action.by)};`,
        `const row = ${store}.change(before, read${entity.type}(request.body, ${action.whole}));`,
      ]);
    case 'delete':
      return row(
        [`const row = ${key(action.by)};`, `${store}.remove(row.${entity.id.column});`],
        response === null ? 204 : 200,
      );
    case 'toggle': {
      const sends = isObject(endpoint.request) && Object.hasOwn(endpoint.request, action.field.key);
      const value = sends ? `, read${entity.type}(request.body, false).${action.field.column}` : '';
      const steps = [`const before = ${key(action.by)};`];
      if (action.field.readOnly && sends) return null;
      const call = `${store}.toggle_${action.field.column}(before.${entity.id.column}${value})`;
      return row([...steps, `const row = ${call};`]);
    }
    case 'increment':
      return row([
        `const before = ${key(action.by)};`,
        `const row = ${store}.increment_${action.field.column}(before.${entity.id.column});`,
      ]);
    case 'redirect':
      return {
        before: [],
        body: [`const row = ${key(action.by)};`, `response.redirect(row.${action.field.column});`],
      };
    case 'delete-many': {
      const answer = answerWith({ entity, count: 'count' }, response, response === null ? 204 : 200);
      return answer ? { before: [], body: [...deleteMany(entity), answer] } : null;
    }
    case 'groups':
    case 'summary':
      return sumsBody({ endpoint, entity }, index);
    case 'unknown':
    case 'export':
    case 'import':
    case 'set':
    case 'register':
    case 'login':
    case 'logout':
    case 'me':
    case 'update-me':
    case 'delete-me':
      return null;
  }
}

function sumsBody({ endpoint, entity }: Pick<Operation, 'endpoint' | 'entity'>, index: number): Body | null {
  const word = endpoint.path.split('/').at(-1) ?? '';
  const sums = readSums(endpoint.response, word, entity, `Of${index}`);
  if (!sums) return null;
  const { figures, groups, expression } = sums;
  const statements = figures ? [...groups, figures] : groups;
  return {
    before: statements.map(({ name, sql }) => `const ${name} = database.prepare(${sqlText(sql)});`),
    body: [...(figures ? [`const sums = ${figures.name}.get();`] : []), `response.json(${expression});`],
  };
}

function deleteMany(entity: Entity): string[] {
  return [
    'const ids = request.body?.ids;',
    "if (!Array.isArray(ids) || ids.length > 500) throw new HttpError(400, 'Send a list of at most 500 ids.');",
    `const known = ids.map((id) => ${keyReader(entity.id.kind)}(String(id)));`,
    `const count = known.filter((id) => ${entity.plural}.remove(id) !== undefined).length;`,
  ];
}

function rowBy(store: string, { parameter, field }: Lookup): string {
  return `found(${store}.by_${field.column}(${keyReader(field.kind)}(request.params.${parameter})))`;
}

function keyReader(kind: string): string {
  if (kind === 'uuid') return 'uuidOf';
  return kind === 'id' || kind === 'integer' ? 'idOf' : 'String';
}

function answerWith(
  have: AtHand,
  response: Operation['endpoint']['response'],
  status: number,
): string | null {
  if (response === null) return `response.status(${status === 200 ? 204 : status}).end();`;
  const shape = shapeOf(response, '', have);
  if (shape === null) return null;
  const code = status === 200 ? '' : `.status(${status})`;
  return `response${code}.json(${shape});`;
}
