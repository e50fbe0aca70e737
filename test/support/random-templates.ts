import fc from 'fast-check';

type Json = fc.JsonValue;
type Values = Record<string, Json>;

interface Field {
  key: string;
  phrase: string;
  value: Json;
  /** Clients may send it. */
  sent: boolean;
}

interface Entity {
  name: string;
  word: string;
  fields: Field[];
}

interface Endpoint {
  method: string;
  path: string;
  description: string;
  request: Json;
  response: Json;
}

const long = 'A long sentence that says the same again. '.repeat(60);
const names = fc.constantFrom(
  ...[
    'Note',
    'Line Item',
    'order',
    'Class',
    'Constructor',
    'Übung',
    '订单',
    'emoji 🎈',
    '2nd Floor',
    'SELECT',
  ],
  ...['Database', 'request', 'None', 'def', 'Response', '__proto__', 'x', 'Sheep', 'Status', 'Category'],
  'AVeryLongNameThatNobodyWouldChooseButWhichTheFormatAllowsAllTheSameSoThatItHasToWork',
);
const keys = fc.constantFrom(
  ...['title', 'text', 'Größe', 'naïve', '名前', 'first name', 'first-name', '1st', 'class', 'from', 'order'],
  ...['limit', 'offset', 'page', 'q', 'sort', 'since', 'constructor', 'toString', 'import', 'None'],
  ...[
    'self',
    'request',
    'values',
    'row',
    'camelCase',
    'UPPER',
    'a.b',
    '',
    ' ',
    'created_at',
    'status',
    'done',
  ],
  'a_field_with_a_name_that_is_longer_than_any_database_would_have_it_for_a_column_of_its_own',
);
const text = fc.oneof(
  fc.constantFrom('Tea', 'Ünï ✓', '"quoted"', "it's", 'a\nb', long, '', '0', '${x}', '{{x}}', '%s'),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
);
const sentence = fc.oneof(
  text,
  fc.constantFrom(
    ...['Anyone may see it.', 'Signed in.', 'List the own ones, newest first, in pages.', 'Only my notes.'],
    ...['Takes q, sort and order.', 'From open or done.', 'An administrator may do it for everybody.', long],
  ),
);

/** A type with its words, and a value of it. */
const typed: fc.Arbitrary<[string, Json]> = fc.oneof(
  fc.constantFrom<[string, Json]>(
    ...([
      ['string', 'Tea'],
      ['string (required)', 'Tea'],
      ['string (required, unique, max 200 chars)', 'Tea'],
      ['string (max 5000 chars)', long],
      ['text', 'Words'],
      ['integer', 3],
      ['integer (min 0, max 10, default: 0)', 3],
      ['number (required, positive)', 2.5],
      ['boolean (default: true)', false],
      ['date', '2026-02-03'],
      ['datetime', '2026-02-03T09:00:00.000Z'],
      ['email (unique)', 'ada@example.com'],
      ['url (required)', 'https://example.com/x'],
      ['list', ['a', 'b']],
      ['list of strings (max 5 items)', ['ü']],
      ['json', { any: [1, null] }],
      ['string (one of: open, done)', 'open'],
      ['string (required, one of: ü, "b", 3)', 'ü'],
      ['something else altogether', 'x'],
      ['', 'x'],
    ] as [string, Json][]),
  ),
  text.map((words): [string, Json] => [`string (default: ${words})`, words]),
  fc.integer({ min: -5, max: 5 }).map((number): [string, Json] => [`integer (default: ${number})`, number]),
);
const givenField = fc
  .tuple(keys, typed)
  .map(([key, [phrase, value]]): Field => ({ key, phrase, value, sent: true }));
const setField = fc.constantFrom<Field>(
  ...(
    [
      ['created_at', 'datetime (auto)', '2026-02-03T09:00:00.000Z'],
      ['updated_at', 'datetime (server-set)', '2026-02-03T09:00:00.000Z'],
      ['user_id', 'integer (references User, server-set)', 1],
      ['votes', 'integer (server-set, default: 0)', 0],
      ['balance', 'number (server-set)', 100],
      ['pinned', 'boolean (server-set)', false],
    ] as const
  ).map(([key, phrase, value]) => ({ key, phrase, value, sent: false })),
);
const keyField = fc.constantFrom<Field | null>(
  { key: 'id', phrase: 'integer (primary key)', value: 1, sent: false },
  { key: 'id', phrase: 'integer (primary key, auto)', value: 1, sent: false },
  { key: 'key', phrase: 'uuid (primary key)', value: '0b0f0e8e-0000-4000-8000-000000000001', sent: false },
  null,
);
const entity = fc
  .tuple(
    names,
    keyField,
    fc.uniqueArray(fc.oneof({ weight: 3, arbitrary: givenField }, setField), {
      ...{ minLength: 1, maxLength: 7 },
      selector: ({ key }) => key,
    }),
  )
  .map(([name, key, fields]): Entity => {
    const others = fields.filter((field) => field.key !== key?.key);
    const word = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    return { name, word: `${word}s`, fields: key ? [key, ...others] : others };
  });

/** Also what a literal would take for the prototype is a key of its own. */
const objectOf = (fields: readonly Field[]): Values =>
  Object.fromEntries(fields.map(({ key, value }) => [key, value]));
const sentOf = ({ fields }: Entity) => objectOf(fields.filter(({ sent }) => sent));

const described = (method: string, path: string, request: Json, response: Json) =>
  sentence.map((description): Endpoint => ({ method, path, description, request, response }));

/** What may be done with the records of an entity, below a path. */
function endpointsOf(one: Entity, base: string): fc.Arbitrary<Endpoint>[] {
  const row = objectOf(one.fields);
  const list = `${base}/${one.word}`;
  const own = `${list}/:id`;
  return [
    described('GET', list, null, [row]),
    described('GET', list, { page: 1, per_page: 2, q: 'x' }, { items: [row], page: 1, pages: 1, total: 1 }),
    described(
      'GET',
      list,
      { limit: 5, offset: 0, sort: 'id', since: '2026-01-01T00:00:00Z' },
      { rows: [row], total: 1 },
    ),
    described('POST', list, sentOf(one), row),
    described('POST', list, null, row),
    described('GET', `${list}/search`, { q: 'ü' }, [row]),
    described('GET', `${list}/count`, null, { count: 1 }),
    described('GET', `${list}/stats`, null, { total: 1, by_status: { open: 1 } }),
    described('GET', `${list}/export`, null, [row]),
    described('POST', `${list}/import`, { items: [sentOf(one)] }, { imported: 1, skipped: 0 }),
    described('POST', `${list}/bulk-delete`, { ids: [1] }, { deleted: 1 }),
    described('GET', own, null, row),
    described('GET', own, null, null),
    described('PUT', own, sentOf(one), row),
    described('PATCH', own, sentOf(one), { item: row }),
    described('DELETE', own, null, null),
    described('DELETE', own, null, { deleted: true }),
    described('POST', `${own}/vote`, null, row),
    described('POST', `${own}/pin`, null, row),
    described('POST', `${own}/close`, null, { ...row, status: 'done' }),
    described('POST', `${own}/translate`, { to: 'de' }, { text: 'x' }),
    described('GET', `${list}/by/:year/:month`, null, [row]),
  ];
}

/** That name alone is none that JSON may use. */
const anything = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value).replaceAll('"__proto__":', '"proto":')) as Json);

const oddEndpoint = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    path: fc.constantFrom(
      '/',
      '/api',
      '/api//x',
      '/api/x/',
      '/API/Status',
      '/a.b/-/_',
      '/api/health',
      '/x:y/:z',
    ),
    description: sentence,
    request: anything,
    response: anything,
  })
  .map((endpoint): Endpoint => endpoint);

const credentials = { email: 'ada@example.com', password: 'long enough' };
const accounts = fc.constantFrom<Endpoint[]>(
  [],
  [
    {
      method: 'POST',
      path: '/api/register',
      description: '',
      request: credentials,
      response: { id: 1, email: 'ada@example.com' },
    },
    { method: 'POST', path: '/api/login', description: '', request: credentials, response: { token: 'x' } },
    {
      method: 'GET',
      path: '/api/me',
      description: '',
      request: null,
      response: { email: 'ada@example.com', role: 'user' },
    },
    { method: 'POST', path: '/api/logout', description: '', request: null, response: null },
  ],
  [
    {
      ...{ method: 'POST', path: '/auth/signup', description: 'Anyone.' },
      ...{ request: { 'user name': 'ada', pin: '12345678' }, response: { token: 'x' } },
    },
    {
      ...{ method: 'POST', path: '/auth/sessions', description: 'Anyone.' },
      ...{ request: { 'user name': 'ada', pin: '12345678' }, response: { jwt: 'x', expires_in: 60 } },
    },
  ],
);

const sentences = fc.array(fc.oneof(sentence, fc.constant('Two of them must not overlap.')), {
  maxLength: 3,
});

/** Each part that may be left out is, now and then. */
const optional = fc.record(
  {
    category: text,
    ...{ backend_requirements: sentences, frontend_requirements: sentences, admin_requirements: sentences },
  },
  { requiredKeys: [] },
);

/** The entity, with a field that refers to another. */
function childOf({ name, word, fields }: Entity, child: Entity): Entity {
  const key = `${word.slice(0, -1).replaceAll('-', '_')}_id`;
  const uuid = fields.find(({ phrase }) => phrase.startsWith('uuid'));
  const type = uuid ? 'string' : 'integer';
  const phrase = `${type} (required, references ${name})`;
  const link = { key, phrase, value: uuid?.value ?? 1, sent: true };
  return { ...child, fields: [...child.fields.filter((field) => field.key !== key), link] };
}

/**
 * Contents of template files as people could write them, with all that docs/template-format.md allows. Each
 * can be imported; `slug` is left to the caller.
 */
export const randomTemplates = fc
  .tuple(
    fc.uniqueArray(entity, { minLength: 1, maxLength: 3, selector: ({ word }) => word }),
    accounts,
    ...[fc.tuple(text, text), optional, fc.boolean()],
  )
  .chain(([given, login, words, parts, administered]) => {
    const [main, ...others] = given as [Entity, ...Entity[]];
    const entities = [main, ...others.map((other, index) => (index === 0 ? childOf(main, other) : other))];
    const possible = [
      ...entities.flatMap((one) => endpointsOf(one, '/api')),
      ...entities.slice(1, 2).flatMap((child) => endpointsOf(child, `/api/${main.word}/:id`).slice(0, 12)),
    ];
    const some = fc
      .shuffledSubarray(possible, { minLength: 1, maxLength: Math.min(14, possible.length) })
      .chain((chosen) => fc.tuple(...chosen));
    return fc
      .tuple(some, fc.array(oddEndpoint, { maxLength: 2 }), endpointsOf(main, '/api/admin')[0]!, fc.boolean())
      .map(([endpoints, odd, administration, shorter]) => {
        const seen = new Set<string>();
        const once = (endpoint: Endpoint) => {
          const route = endpoint.path
            .toLowerCase()
            .split('/')
            .filter((word) => word !== '');
          const name = `${endpoint.method} ${route.map((word) => word.replace(/:[a-z0-9_]+/g, ':')).join('/')}`;
          return !seen.has(name) && seen.add(name);
        };
        const [name, description] = words;
        const models = entities.map((one) => ({
          name: one.name,
          fields: Object.fromEntries(one.fields.map(({ key, phrase }) => [key, phrase])),
        }));
        return {
          ...{ name: name === '' ? 'X' : name, description, ...(parts as object) },
          api_endpoints: [...login, ...endpoints, ...odd].filter(once).map(withoutNulls(shorter)),
          ...(administered ? { admin_api_endpoints: [administration].filter(once) } : {}),
          data_model: { ...models[0]!, ...(models.length > 1 ? { related: models.slice(1) } : {}) },
        };
      });
  });

/** null and nothing mean the same. */
const withoutNulls = (shorter: boolean) => (endpoint: Endpoint) =>
  shorter ? Object.fromEntries(Object.entries(endpoint).filter(([, value]) => value !== null)) : endpoint;
