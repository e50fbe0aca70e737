import type { Accounts } from './accounts.ts';
import type { AtHand } from './answers.ts';
import { emitLimits, emitRowChecks, keyReader, rowBy } from './emit-access.ts';
import { emitAccountBody } from './emit-account-bodies.ts';
import { emitResponse } from './emit-answers.ts';
import { emitSum } from './emit-sums.ts';
import { emitValues } from './emit-values.ts';
import { isObject } from './examples.ts';
import { js, jsGet, sqlText } from './literals.ts';
import type { Operation } from './operations.ts';
import { readSums } from './sums.ts';
import type { Lookup } from './targets.ts';

export interface Body {
  /** Lines that run once, before the route is defined. */
  before: string[];
  body: string[];
}

/** @returns null when the endpoint asks for what cannot be worked out */
export function emitBody(operation: Operation, index: number, accounts: Accounts | null): Body | null {
  const { endpoint, entity, action } = operation;
  const { response } = endpoint;
  const store = entity.plural;
  const answer = (have: Omit<AtHand, 'entity'>, steps: string[], status = 200): Body | null => {
    const line = emitResponse(
      { entity, ...have },
      response,
      status,
      have.page ? `${store}.count(filter)` : 'count',
    );
    return line === null ? null : { before: [], body: [...steps, line] };
  };
  const row = (steps: string[], status = 200) => answer({ row: true }, steps, status);
  const find = (name: string, by: Lookup) => [
    `const ${name} = ${rowBy(store, by)};`,
    ...emitRowChecks(operation, accounts, name),
  ];
  const filter = [`const filter = filter${entity.type}(request.query);`, ...emitLimits(operation, accounts)];
  const id = entity.id.column;

  switch (action.kind) {
    case 'health': {
      const line = emitResponse({ entity }, response ?? { status: 'ok' }, 200, '0');
      return line === null ? null : { before: [], body: [line] };
    }
    case 'list':
      return answer({ rows: true, count: true, page: true }, [
        ...filter,
        `const rows = ${store}.list(filter);`,
      ]);
    case 'export':
      return answer({ rows: true, count: true, page: true }, [
        ...filter,
        'Object.assign(filter, { limit: -1, offset: 0 });',
        `const rows = ${store}.list(filter);`,
      ]);
    case 'create':
      return row(
        [
          ...emitValues(
            operation,
            accounts,
            endpoint.request === null ? 'request.body ?? {}' : 'request.body',
            true,
            'create',
          ),
        ],
        201,
      );
    case 'import':
      return answer(
        { rows: true, count: true },
        [
          `const sent = itemsOf(request.body, ${js(action.list)});`,
          `const rows = inTransaction(database, () => sent.map(imported((item) => {`,
          ...emitValues(operation, accounts, 'item', true, 'create').map((line) => `  ${line}`),
          '  return row;',
          '})));',
          'const count = rows.length;',
        ],
        201,
      );
    case 'read':
      return row(find('row', action.by));
    case 'update':
      return row([
        ...find('before', action.by),
        ...emitValues(operation, accounts, 'request.body', action.whole, 'change'),
      ]);
    case 'delete':
      return row([...find('row', action.by), `${store}.remove(row.${id});`], response === null ? 204 : 200);
    case 'toggle': {
      const sends = isObject(endpoint.request) && Object.hasOwn(endpoint.request, action.field.key);
      if (action.field.readOnly && sends) return null;
      const value = sends ? `, read${entity.type}(request.body, false).${action.field.column}` : '';
      const call = `${store}.toggle_${action.field.column}(before.${id}${value})`;
      return row([...find('before', action.by), `const row = ${call};`]);
    }
    case 'increment':
      return row([
        ...find('before', action.by),
        `const row = ${store}.increment_${action.field.column}(before.${id});`,
      ]);
    case 'set': {
      const { field, value, from } = action;
      return row([
        ...find('before', action.by),
        ...(from ? [`from(${js(from)}, before.${field.column});`] : []),
        `const row = ${store}.set_${field.column}(before.${id}, ${js(value)});`,
      ]);
    }
    case 'redirect':
      return {
        before: [],
        body: [...find('row', action.by), `response.redirect(row.${action.field.column});`],
      };
    case 'delete-many':
      return answer({ count: true }, deleteMany(operation, accounts), response === null ? 204 : 200);
    case 'groups':
    case 'summary':
      return sumsBody(operation, index, filter);
    case 'register':
    case 'login':
    case 'logout':
    case 'me':
    case 'update-me':
    case 'delete-me': {
      const body = accounts && emitAccountBody(operation, action, accounts);
      return body && { before: [], body };
    }
    case 'unknown':
      return null;
  }
}

function sumsBody({ endpoint, entity }: Operation, index: number, filter: string[]): Body | null {
  const word = endpoint.path.split('/').at(-1) ?? '';
  const sums = readSums(endpoint.response, word, entity);
  if (!sums) return null;
  const suffix = `Of${index}`;
  const prepare = (name: string, sql: string) =>
    `const ${name}${suffix} = database.prepare(${sqlText(sql)});`;
  const answer = emitSum(sums.answer, suffix);
  const isAsked = sums.figures !== null || sums.groups.length > 0;
  return {
    before: [
      ...sums.groups.map((sql, number) => prepare(`groups${number}`, sql)),
      ...(sums.figures === null ? [] : [prepare('figures', sums.figures)]),
    ],
    body: [
      ...(isAsked ? [...filter, 'const { match } = filter;'] : []),
      ...(sums.figures === null ? [] : [`const sums = figures${suffix}.get(match);`]),
      `response.json(${answer});`,
    ],
  };
}

function deleteMany(operation: Operation, accounts: Accounts | null): string[] {
  const { entity, own } = operation;
  const isOwn = own?.rows && accounts && entity.owners.length > 0;
  const mine = isOwn
    ? `.filter((id) => !${entity.plural}.isForeign(id, account.${accounts.entity.id.column}))`
    : '';
  return [
    `const ids = ${jsGet('request.body?', 'ids')};`,
    "if (!Array.isArray(ids) || ids.length > 500) throw new HttpError(400, 'Send a list of at most 500 ids.');",
    `const known = ids.map((id) => ${keyReader(entity.id)}(String(id)))${mine};`,
    `const count = known.filter((id) => ${entity.plural}.remove(id) !== undefined).length;`,
  ];
}
