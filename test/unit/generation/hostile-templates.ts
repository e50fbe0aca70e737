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
          ),
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
/** Templates whose every word tries to become code. Not each is one that the schema lets through. */
export const hostileTemplates = fc
  .tuple(word, fc.array(endpoint, { maxLength: 6 }), entity, fc.array(entity, { maxLength: 2 }))
  .map(([text, endpoints, main, related]) => ({
    slug: 'any',
    name: text === '' ? 'x' : text,
    category: text,
    description: text,
    ...{ backend_requirements: [text], frontend_requirements: [], admin_requirements: [] },
    api_endpoints: endpoints,
    admin_api_endpoints: [],
    data_model: { ...main, related },
  }));
