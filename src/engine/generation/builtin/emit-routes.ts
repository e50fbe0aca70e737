import type { Accounts } from './accounts.ts';
import { emitCaller, emitScopes } from './emit-access.ts';
import { emitBody } from './emit-bodies.ts';
import { importUsed, js } from './literals.ts';
import type { Meaning } from './meaning.ts';
import type { Operation } from './operations.ts';
import { importsPasswords } from './unbuilt.ts';

/**
 * The module with every endpoint of the template.
 * @param leave is told of what cannot be built
 */
export function emitRoutes(
  { entities, operations, accounts }: Meaning,
  leave: (operation: Operation) => void,
): string {
  const body = [
    'export function createRoutes(database) {',
    '  const router = express.Router();',
    ...entities.map(({ type, plural }) => `  const ${plural} = new ${type}Store(database);`),
    ...(accounts ? [emitSessions(accounts)] : []),
    ...operations.flatMap((operation, index) => ['', ...emitRoute(operation, index, accounts, leave)]),
    '',
    '  return router;',
    '}',
    '',
  ].join('\n');
  const imports = [
    "import express from 'express';",
    ...importUsed(['HttpError', 'found', 'from', 'refuse', 'within'], './http.js', body),
    ...importUsed(['idOf', 'uuidOf'], './query.js', body),
    ...importUsed(['imported', 'itemsOf'], './importing.js', body),
    ...importUsed(['hashedIn', 'passwordFits'], './passwords.js', body),
    ...importUsed(['Sessions', 'lifetimeSeconds'], './sessions.js', body),
    ...importUsed(['inTransaction'], './transactions.js', body),
    ...entities.flatMap(({ type, plural }) =>
      importUsed(
        [`${type}Store`, `filter${type}`, `read${type}`, `readAll${type}`, `show${type}`].concat(
          accounts?.entity.plural === plural ? ['readCredentials'] : [],
        ),
        `./${plural}.js`,
        body,
      ),
    ),
  ];
  return [...imports, '', body].join('\n');
}

function emitSessions({ entity, role }: Accounts): string {
  const find = `(id) => ${entity.plural}.by_${entity.id.column}(id)`;
  return `  const sessions = new Sessions(database, ${find}, '${role.column}');`;
}

function emitRoute(
  operation: Operation,
  index: number,
  accounts: Accounts | null,
  leave: (operation: Operation) => void,
): string[] {
  const { endpoint, path } = operation;
  const found = importsPasswords(operation) ? null : emitBody(operation, index, accounts);
  if (!found) leave(operation);
  const { before, body } = found ?? {
    before: [],
    // Said plainly: a wrong answer would be worse.
    body: ["throw new HttpError(501, 'This endpoint is not built.');"],
  };
  const scoped = found ? [...emitScopes(operation, accounts), ...body] : body;
  const lines = [...emitCaller(operation, accounts, scoped), ...scoped];
  const waits = lines.some((line) => line.includes('await ')) ? 'async ' : '';
  return [
    ...before.map((line) => `  ${line}`),
    `  router.${endpoint.method.toLowerCase()}(${js(path.route)}, ${waits}(request, response) => {`,
    ...lines.map((line) => `    ${line}`),
    '  });',
  ];
}
