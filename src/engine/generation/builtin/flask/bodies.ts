import type { AccountAction } from '../actions.ts';
import type { AtHand } from '../answers.ts';
import type { Accounts } from '../accounts.ts';
import { isObject } from '../examples.ts';
import { readSums } from '../sums.ts';
import type { Lookup } from '../targets.ts';
import { emitForeign, emitLimits, emitRowChecks, keyReader, rowBy, valueOf } from './access.ts';
import type { Place } from './access.ts';
import { emitResponse, emitSum } from './answers.ts';
import { py } from './python.ts';
import { emitValues } from './values.ts';

/** @returns null when the endpoint asks for what cannot be worked out */
export function emitBody(place: Place): string[] | null {
  const { operation, accounts, tables } = place;
  const { endpoint, entity, action } = operation;
  const { request, response } = endpoint;
  const table = tables.get(entity)!;
  const answer = (have: Omit<AtHand, 'entity'>, steps: string[], status = 200): string[] | null => {
    const count = have.page ? `${table}.count(wanted)` : 'count';
    const line = emitResponse({ entity, ...have }, table, response, status, count);
    return line === null ? null : [...steps, line];
  };
  const row = (steps: string[], status = 200) => answer({ row: true }, steps, status);
  const find = (name: string, by: Lookup) => [
    `${name} = ${rowBy(place, table, by)}`,
    ...emitRowChecks(place, name),
  ];
  const filter = [`wanted = ${table}.filter(request.args)`, ...emitLimits(place)];
  const key = valueOf('before', entity.id);
  const gone = response === null ? 204 : 200;

  switch (action.kind) {
    case 'health': {
      const line = emitResponse({ entity }, table, response ?? { status: 'ok' }, 200, '0');
      return line === null ? null : [line];
    }
    case 'list':
    case 'export':
      return answer({ rows: true, count: true, page: true }, [
        ...filter,
        `rows = ${table}.list${action.kind === 'export' ? '_all' : ''}(wanted)`,
      ]);
    case 'create':
      return row(
        emitValues(place, request === null ? 'sent_body() or {}' : 'sent_body()', true, 'create'),
        201,
      );
    case 'import':
      return answer(
        { rows: true, count: true },
        [
          'def store(item):',
          ...emitValues(place, 'item', true, 'create').map((line) => `    ${line}`),
          '    return row',
          '',
          `rows = store_all(items_of(sent_body(), ${py(action.list)}), store)`,
          'count = len(rows)',
        ],
        201,
      );
    case 'read':
      return row(find('row', action.by));
    case 'update':
      return row([...find('before', action.by), ...emitValues(place, 'sent_body()', action.whole, 'change')]);
    case 'delete':
      return row([...find('row', action.by), `${table}.remove(${valueOf('row', entity.id)})`], gone);
    case 'toggle': {
      const sends = isObject(request) && Object.hasOwn(request, action.field.key);
      if (action.field.readOnly && sends) return null;
      const column = py(action.field.column);
      const value = sends ? `, ${table}.read(sent_body(), whole=False).get(${column})` : '';
      return row([...find('before', action.by), `row = ${table}.toggle(${column}, ${key}${value})`]);
    }
    case 'increment':
      return row([
        ...find('before', action.by),
        `row = ${table}.increment(${py(action.field.column)}, ${key})`,
      ]);
    case 'set':
      return row([
        ...find('before', action.by),
        ...(action.from ? [`only_from(${py(action.from)}, ${valueOf('before', action.field)})`] : []),
        `row = ${table}.set(${py(action.field.column)}, ${key}, ${py(action.value)})`,
      ]);
    case 'redirect':
      return [...find('row', action.by), `return redirect(found(${valueOf('row', action.field)}))`];
    case 'delete-many':
      return answer({ count: true }, deleteMany(place, table), gone);
    case 'groups':
    case 'summary':
      return sumsBody(place, filter);
    case 'register':
    case 'login':
    case 'logout':
    case 'me':
    case 'update-me':
    case 'delete-me':
      return accounts && accountBody(place, action, accounts);
    case 'unknown':
      return null;
  }
}

function sumsBody({ operation: { endpoint, entity } }: Place, filter: string[]): string[] | null {
  const word = endpoint.path.split('/').at(-1) ?? '';
  const sums = readSums(endpoint.response, word, entity);
  if (!sums) return null;
  const isAsked = sums.figures !== null || sums.groups.length > 0;
  return [
    ...(isAsked ? filter : []),
    ...(sums.figures === null ? [] : [`sums = row_of(${py(sums.figures)}, wanted.match)`]),
    `return jsonify(${emitSum(sums.answer, sums.groups)})`,
  ];
}

function deleteMany({ operation, accounts }: Place, table: string): string[] {
  const { entity, own } = operation;
  const isOwn = own?.rows && accounts && entity.owners.length > 0;
  return [
    `known = ids_of(sent_body(), ${keyReader(entity.id) ?? 'str'})`,
    ...(isOwn ? ['for key in known:', `    ${emitForeign(operation, accounts, table, 'key')}`] : []),
    `count = sum(${table}.remove(key) is not None for key in known)`,
  ];
}

/** Lines of a route that is about the account that calls. */
function accountBody(place: Place, action: AccountAction, accounts: Accounts): string[] | null {
  const { operation, tables } = place;
  const { response } = operation.endpoint;
  const { entity, access, name, password } = accounts;
  const table = tables.get(entity)!;
  const answer = (have: Omit<AtHand, 'entity'>, steps: string[], status = 200): string[] | null => {
    const line = emitResponse({ entity, ...have }, table, response, status, '0');
    if (line === null) return null;
    const starts = /\btoken\b/.test(line) && have.token !== undefined;
    return [...steps, ...(starts ? ['token = sessions.start(row)'] : []), line];
  };
  const own = { ...place, operation: { ...operation, entity } };
  const token = access.tokenKey;
  const gone = response === null ? 204 : 200;
  switch (action.kind) {
    case 'register':
      return answer({ row: true, token }, emitValues(own, 'sent_body()', true, 'create'), 201);
    case 'login':
      return answer({ row: true, token }, [
        `sent = read_fields(sent_body(), CREDENTIALS, whole=True)`,
        `row = ${table}.find(${py(name.column)}, sent["name"])`,
        `if not password_fits(sent["password"], row and ${valueOf('row', password)}):`,
        '    raise HttpError(401, "The name or the password is wrong.")',
      ]);
    case 'logout':
      return answer({}, ['sessions.end()'], gone);
    case 'me':
      return answer({ row: true }, ['row = account']);
    case 'update-me':
      return answer({ row: true }, [
        'before = account',
        ...emitValues(own, 'sent_body()', action.whole, 'change'),
      ]);
    case 'delete-me':
      return answer({ row: true }, ['row = account', `${table}.remove(${valueOf('row', entity.id)})`], gone);
  }
}
