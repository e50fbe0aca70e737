import type { Accounts } from '../accounts.ts';
import type { Meaning } from '../meaning.ts';
import { NameSpace, wordsOf } from '../naming.ts';
import type { Operation } from '../operations.ts';
import { importsPasswords } from '../unbuilt.ts';
import { emitCaller, emitScopes } from './access.ts';
import { emitBody } from './bodies.ts';
import { py, pythonNames } from './python.ts';
import type { TableNames } from './tables.ts';

/**
 * The module with every endpoint of the template: one blueprint.
 * @param leave is told of what cannot be built
 */
export function emitRoutes(
  { operations, accounts }: Meaning,
  tables: TableNames,
  leave: (operation: Operation) => void,
): string {
  const names = new NameSpace();
  const body = [
    'api = Blueprint("api", __name__)',
    ...(accounts ? emitSessions(accounts, tables) : []),
    ...operations.flatMap((operation) => ['', '', ...emitRoute(operation, accounts, tables, names, leave)]),
    '',
  ].join('\n');
  const used = (module: string, wanted: readonly string[]) => {
    const found = wanted.filter((name) => new RegExp(`(?<![."\\w])${name}\\b`).test(body));
    return found.length > 0 ? [`from ${module} import ${found.join(', ')}`] : [];
  };
  return [
    '"""The API."""',
    '',
    ...(/\bjson\.loads\b/.test(body) ? ['import json', ''] : []),
    ...used('flask', ['Blueprint', 'jsonify', 'redirect', 'request']),
    '',
    ...used('.checks', ['Field', 'read_fields', 'sent_body']),
    ...used('.database', ['row_of', 'rows_of']),
    ...used('.errors', ['HttpError', 'found', 'only_from', 'refuse', 'within']),
    ...used('.items', ['ids_of', 'items_of', 'store_all']),
    ...used('.passwords', ['hashed_in', 'password_fits']),
    ...used('.query', ['id_of', 'number_key', 'uuid_of']),
    ...used('.sessions', ['LIFETIME_SECONDS', 'Sessions', 'expiry_text']),
    ...used('.store', ['now_text']),
    ...used('.tables', [...tables.values()].sort()),
    '',
    body,
  ].join('\n');
}

function emitSessions({ entity, role, access, name, password }: Accounts, tables: TableNames): string[] {
  const text = (key: string, column: string, maximum: number) =>
    `    Field(${py(key)}, ${py(column)}, "text", required=True, maximum=${py(maximum)}),`;
  return [
    `sessions = Sessions(${tables.get(entity)!}, ${py(entity.id.column)}, ${py(role.column)})`,
    'CREDENTIALS = (',
    text(access.nameKey, 'name', name.max ?? 254),
    text(access.passwordKey, 'password', Math.max(password.max ?? 200, 200)),
    ')',
  ];
}

function emitRoute(
  operation: Operation,
  accounts: Accounts | null,
  tables: TableNames,
  names: NameSpace,
  leave: (operation: Operation) => void,
): string[] {
  const { endpoint, path } = operation;
  const own = new NameSpace([...pythonNames, ...tables.values()]);
  const parameters = new Map(path.parameters.map(({ name }) => [name, own.take(name, 'key')]));
  const place = { operation, accounts, tables, parameters };
  const found = importsPasswords(operation) ? null : emitBody(place);
  if (!found) leave(operation);
  // Said plainly: a wrong answer would be worse.
  const body = found
    ? [...emitScopes(place), ...found]
    : ['raise HttpError(501, "This endpoint is not built.")'];
  const words = [endpoint.method.toLowerCase(), ...path.words, ...path.parameters.map(({ name }) => name)];
  const name = names.take(`${words.flatMap(wordsOf).join('_').slice(0, 34)}_`.replace(/_+$/, ''), 'endpoint');
  // Other names than the template's are safe in Python as well.
  const rule = path.route
    .replace(/(?<!\\):(\w+)/g, (_, parameter: string) => `<${parameters.get(parameter)!}>`)
    .replaceAll('\\:', ':');
  return [
    `@api.route(${py(rule)}, methods=[${py(endpoint.method)}], endpoint=${py(name)})`,
    `def ${name}(${[...parameters.values()].join(', ')}):`,
    ...[...emitCaller(place, body), ...body].map((line) => (line === '' ? '' : `    ${line}`)),
  ];
}
