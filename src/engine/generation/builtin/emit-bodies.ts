import { roles } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { readAnswer } from './answers.ts';
import type { AtHand } from './answers.ts';
import { emitForeign, emitLimits, emitRowChecks, keyReader, rowBy, scopeFields } from './emit-access.ts';
import { emitAnswer } from './emit-answers.ts';
import { emitSum } from './emit-sums.ts';
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
          `const items = itemsOf(request.body, ${js(action.list)});`,
          `const rows = inTransaction(database, () => items.map(imported((item) => {`,
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
    case 'delete-me':
      return accounts ? accountBody(operation, accounts) : null;
    case 'unknown':
      return null;
  }
}

function accountBody(operation: Operation, accounts: Accounts): Body | null {
  const { endpoint, action } = operation;
  const { entity, access, name, password } = accounts;
  const store = entity.plural;
  const id = entity.id.column;
  const answer = (have: Omit<AtHand, 'entity'>, steps: string[], status = 200): Body | null => {
    const line = emitResponse({ entity, ...have }, endpoint.response, status, '0');
    if (line === null) return null;
    const starts = /\btoken\b/.test(line) && have.token !== undefined;
    return {
      before: [],
      body: [...steps, ...(starts ? [`const token = sessions.start(row.${id});`] : []), line],
    };
  };
  const token = access.tokenKey;
  switch (action.kind) {
    case 'register':
      return answer(
        { row: true, token },
        emitValues({ ...operation, entity }, accounts, 'request.body', true, 'create'),
        201,
      );
    case 'login':
      return answer({ row: true, token }, [
        'const sent = readCredentials(request.body);',
        `const row = ${store}.by_${name.column}(sent.name);`,
        `const fits = await passwordFits(sent.password, row?.${password.column} ?? null);`,
        "if (!fits) throw new HttpError(401, 'The name or the password is wrong.');",
      ]);
    case 'logout':
      return answer({}, ['sessions.end(request);'], endpoint.response === null ? 204 : 200);
    case 'me':
      return answer({ row: true }, ['const row = account;']);
    case 'update-me':
      return answer({ row: true }, [
        'const before = account;',
        ...emitValues(operation, accounts, 'request.body', action.whole, 'change'),
      ]);
    case 'delete-me':
      return answer(
        { row: true },
        ['const row = account;', `${store}.remove(row.${id});`],
        endpoint.response === null ? 204 : 200,
      );
    default:
      return null;
  }
}

/** Lines that read what was sent and make or change the row. */
function emitValues(
  operation: Operation,
  accounts: Accounts | null,
  body: string,
  whole: boolean,
  method: 'create' | 'change',
): string[] {
  const { entity, action, own } = operation;
  const accept = 'accept' in action && action.accept.length > 0 ? 'All' : '';
  const { given, set } = method === 'create' ? scopeFields(operation) : { given: null, set: [] };
  let values = `read${accept}${entity.type}(${body}, ${whole}${given === null ? '' : `, ${given}`})`;
  if (accounts && entity === accounts.entity) {
    values = `await hashedIn(${values}, '${accounts.password.column}')`;
    if (method === 'create') {
      set.push(
        `${accounts.role.column}: ${entity.plural}.isEmpty() ? '${roles.administrator}' : '${roles.other}'`,
      );
    }
  }
  const isOwnerSet = set.some((part) => entity.owner && part.startsWith(`${entity.owner.column}:`));
  if (method === 'create' && accounts && entity.owner && !isOwnerSet) {
    const reader = operation.need === 'anyone' || operation.need === 'unsaid' ? 'account?.' : 'account.';
    set.push(`${entity.owner.column}: ${reader}${accounts.entity.id.column} ?? null`);
  }
  const all =
    set.length > 0
      ? `{ ...${values.startsWith('await') ? `(${values})` : values}, ${set.join(', ')} }`
      : values;
  const call = (sent: string) =>
    method === 'create' ? `${entity.plural}.create(${sent})` : `${entity.plural}.change(before, ${sent})`;
  const through = accounts && foreignReference(operation, own);
  if (!accounts || !through) return [`const row = ${call(all)};`];
  const key = `values.${through.field.column} ?? null`;
  return [
    `const values = ${all};`,
    emitForeign(operation, accounts, through.entity.plural, key),
    `const row = ${call('values')};`,
  ];
}

/** What a new row must not borrow from somebody else: what it belongs to, or whose balance it takes from. */
function foreignReference({ entity, scopes, need }: Operation, own: boolean) {
  const { transfer } = entity;
  const isHeld = own || (transfer !== null && need === 'signed-in');
  const path = entity.owners.find(({ through }) => !transfer || through[0]?.field === transfer.from);
  const first = path?.through[0];
  const isScoped = scopes.at(-1)?.links[0] === first?.field;
  return isHeld && first && !isScoped ? first : null;
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
  const isOwn = own && accounts && entity.owners.length > 0;
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

function emitResponse(
  have: AtHand,
  response: Operation['endpoint']['response'],
  status: number,
  count: string,
): string | null {
  if (response === null) return `response.status(${status === 200 ? 204 : status}).end();`;
  const shape = readAnswer(response, '', have);
  if (shape === null) return null;
  const code = status === 200 ? '' : `.status(${status})`;
  return `response${code}.json(${emitAnswer(shape, have.entity, count)});`;
}
