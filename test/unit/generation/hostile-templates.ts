import fc from 'fast-check';

// Words that end strings, comments, elements and statements, each trying to leave a trace.
const trace = 'globalThis.escaped = 1';
const hostile = [
  `'; ${trace}; '`,
  `"; ${trace}; "`,
  `\`+(${trace})+\``,
  `\${${trace}}`,
  `*/ ${trace} /*`,
  `\u2028${trace}//`,
  `\n${trace}\n`,
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  `\\'; ${trace}//`,
  '__proto__',
  'constructor',
  'prototype',
  'a"; DROP TABLE x; --',
  "a' OR 1=1 --",
  'class',
  'database',
  'rowid',
  '',
  'Å',
  'limit',
  'value',
  'order',
  'select',
  'id',
  'ID',
  '\u0001',
  'a b',
  '1st',
];
const word = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ maxLength: 12 }),
  fc.stringMatching(/^[a-z_]{1,8}$/),
);
const phrase = fc.oneof(
  word,
  fc
    .tuple(
      fc.constantFrom(
        'string',
        'text',
        'integer',
        'number',
        'boolean',
        'date',
        'datetime',
        'url',
        'email',
        'list',
        'json',
        'uuid',
      ),
      fc.array(
        fc.oneof(
          fc.constantFrom(
            'required',
            'unique',
            'auto',
            'max 10 chars',
            'min 1',
            'default true',
            'primary key',
            'server-set',
            'write-only',
            'positive',
          ),
          word.map((text) => `references ${text}`),
          word.map((text) => `one of: ${text}, b`),
          word.map((text) => `default ${text}`),
        ),
        { maxLength: 3 },
      ),
    )
    .map(([type, rules]) => `${type} (${rules.join(', ')})`),
);
const fields = fc.array(fc.tuple(word, phrase), { maxLength: 5 }).map((entries) => {
  const made: Record<string, string> = {};
  for (const [key, text] of entries)
    Object.defineProperty(made, key, { value: text, enumerable: true, writable: true, configurable: true });
  return made;
});
const segment = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_\-.:]{1,8}$/),
  fc.constantFrom('api', ':id', 'items', 'search', 'stats', 'toggle', '::', ':a-b', ''),
  fc.constantFrom('users', 'boards', 'import', 'export', 'me', 'logout', ':user_id'),
);
const example = fc.oneof(
  fc.constant(null),
  fc.jsonValue({ maxDepth: 2 }),
  fc.dictionary(word, fc.oneof(fc.integer(), word, fc.boolean(), fc.array(word, { maxLength: 2 }))),
  fc.array(fc.dictionary(word, fc.oneof(fc.integer(), word)), { minLength: 1, maxLength: 1 }),
);
const endpoint = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
  description: word,
  request: example,
  response: example,
});
const entity = fc.record({ name: word.filter((name) => name !== ''), fields });
/** A login whose keys are whatever they are. */
const login = fc.tuple(word, word, word).map(([name, password, text]) => ({
  method: 'POST' as const,
  path: '/api/login',
  description: text,
  request: objectOf([name, text], ['password', password]),
  response: objectOf(['token', text], [name, text]),
}));
const register = fc.tuple(word, word).map(([name, text]) => ({
  method: 'POST' as const,
  path: '/api/register',
  description: text,
  request: objectOf([name, text], ['password', text]),
  response: null,
}));
/** Entities that refer to each other, overlap in time and move a balance, with words in between. */
const linked = fc.tuple(word, word, phrase).map(([key, choice, text]) => [
  { name: 'User', fields: objectOf(['id', 'integer'], [key, text], ['password', 'string (write-only)']) },
  {
    name: 'Board',
    fields: objectOf(
      ['user_id', 'integer (references User, server-set)'],
      [key, text],
      ['balance', 'number (auto)'],
    ),
  },
  {
    name: 'Stay',
    fields: objectOf(
      ['board_id', 'integer (required, references Board)'],
      ['from_board_id', 'integer (references Board)'],
      ['to_board_id', 'integer (references Board)'],
      ['amount', 'number (positive)'],
      ['starts_at', 'datetime'],
      ['ends_at', 'datetime'],
      ['status', `string (one of: ${choice}, cancelled ${choice}, b)`],
      [key, text],
    ),
  },
]);

/** Also what a literal would take for the prototype is a key of its own. */
function objectOf<T>(...entries: [string, T][]): Record<string, T> {
  return Object.fromEntries(entries);
}

/** Templates whose every word tries to become code. Not each is one that the schema lets through. */
export const hostileTemplates = fc
  .tuple(
    word,
    fc.array(fc.oneof({ weight: 4, arbitrary: endpoint }, login, register), { maxLength: 8 }),
    entity,
    fc.oneof(fc.array(entity, { maxLength: 2 }), linked),
    fc.array(endpoint, { maxLength: 2 }),
  )
  .map(([text, endpoints, main, related, administration]) => ({
    slug: 'any',
    name: text === '' ? 'x' : text,
    category: text,
    description: text,
    ...{ backend_requirements: [text, 'overlap'], frontend_requirements: [], admin_requirements: [] },
    api_endpoints: endpoints,
    admin_api_endpoints: administration,
    data_model: { ...main, related },
  }));
