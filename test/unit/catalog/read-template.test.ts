import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTemplate, templateText } from '../../../src/engine/catalog/read-template.ts';
import type { ReadTemplate } from '../../../src/engine/catalog/read-template.ts';
import { InputError, formatProblem } from '../../../src/engine/domain/errors.ts';
import { readJsonDocument } from '../../../src/engine/domain/json-document.ts';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import { smallTemplate, templateJson } from './templates.ts';

const read = (text: string): ReadTemplate => readTemplate(readJsonDocument('t.json', text));
const [list, add, one] = smallTemplate.api_endpoints;

describe('a template from outside', () => {
  it('is read as it is when it is whole', () => {
    assert.deepEqual(read(templateJson()), { template: smallTemplate, warnings: [] });
  });

  it('has what is optional filled in', () => {
    const { slug, name, description, data_model } = smallTemplate;
    const endpoint = { method: 'GET', path: '/a', description: 'A.' };
    const least = { slug, name, description, data_model, api_endpoints: [endpoint] };
    assert.deepEqual(read(JSON.stringify(least)).template, {
      ...least,
      category: '',
      backend_requirements: [],
      frontend_requirements: [],
      admin_requirements: [],
      api_endpoints: [{ ...endpoint, request: null, response: null }],
      admin_api_endpoints: [],
    });
  });

  it('may name its schema, which is no part of it', () => {
    const { template } = read(templateJson({ $schema: 'template.schema.json' }));
    assert.deepEqual(template, smallTemplate);
  });

  it('is the same text whatever the order of its own fields and its white space', () => {
    const backwards = Object.fromEntries(Object.entries(smallTemplate).reverse());
    const text = templateText(read(JSON.stringify(backwards)).template);
    assert.equal(text, templateText(smallTemplate));
    assert.deepEqual(read(text).template, smallTemplate);
  });

  for (const slug of ['crud_todo_list', 'api-v2_todo', 'a', 'x1_2-3', `${'a_'.repeat(31)}aa`]) {
    it(`may be called ${slug}`, () => {
      assert.equal(read(templateJson({ slug })).template.slug, slug);
    });
  }

  const wrongs: [what: string, text: string, says: RegExp][] = [
    [
      'a slug that is a path',
      templateJson({ slug: '../up' }),
      /^t\.json:2:3: \$\.slug: must be at most 64 lower-case/,
    ],
    [
      'a slug that is a device',
      templateJson({ slug: 'nul' }),
      /^t\.json:2:3: no file can be called "nul" on/,
    ],
    ...[
      'todo_',
      'todo-',
      '_todo',
      'a__b',
      'a--b',
      'a_-b',
      '1st',
      'To_do',
      'a.b',
      `${'a_'.repeat(32)}a`,
      'a\n',
    ].map((slug): [string, string, RegExp] => [
      `the slug ${JSON.stringify(slug)}`,
      templateJson({ slug }),
      /^t\.json:2:3: \$\.slug: must be at most 64 lower-case/,
    ]),
    ['a number for its name', templateJson({ name: 3 }), /^t\.json:3:3: \$\.name: expected string, received/],
    ['a field that nobody knows', templateJson({ tags: [] }), /^t\.json:\d+:3: \$\.tags: no such field/],
    ['no data model', templateJson({ data_model: undefined }), /^t\.json:1:1: \$\.data_model: is missing$/],
    [
      'a data model without fields',
      templateJson({ data_model: { name: 'Item', fields: {} } }),
      /^t\.json:\d+:5: "Item" has no fields$/,
    ],
    [
      'a related entity without fields',
      templateJson({ data_model: { ...smallTemplate.data_model, related: [{ name: 'Tag', fields: {} }] } }),
      /^t\.json:\d+:9: "Tag" has no fields$/,
    ],
    [
      'an endpoint that is listed twice',
      templateJson({ admin_api_endpoints: [list] }),
      /^t\.json:\d+:7: GET \/api\/items is listed twice$/,
    ],
    [
      'two paths that differ in case',
      templateJson({ api_endpoints: [list, { ...list, path: '/API/Items' }] }),
      /^t\.json:31:7: GET \/API\/Items is listed twice, as \/api\/items is the same path$/,
    ],
    [
      "two paths that differ in their parameters' names, and a slash",
      templateJson({ api_endpoints: [one, { ...one, path: '/api/items/:itemId/' }] }),
      /^t\.json:\d+:7: GET \/api\/items\/:itemId\/ is listed twice, as \/api\/items\/:id is the same path$/,
    ],
    ['a method of another kind', templateJson({ api_endpoints: [{ ...add, method: 'HEAD' }] }), /\.method: /],
    [
      'the same field twice',
      '{"slug": "a",\n "slug": "b"}',
      /^t\.json:2:2: the field "slug" is there twice$/,
    ],
    ['a field for JavaScript', '{"__proto__": 1}', /^t\.json:1:2: no field can be called "__proto__"$/],
    [
      'a slug that is too long',
      templateJson({ slug: 'a'.repeat(65) }),
      /^t\.json:2:3: \$\.slug: must be at most 64 lower-case letters and digits, begin with a letter, and have single hyphens or underscores only between them$/,
    ],
    [
      'a path that clients shorten',
      templateJson({ api_endpoints: [{ ...list, path: '/api/../items' }] }),
      /^t\.json:\d+:7: \/api\/\.\.\/items cannot be asked for/,
    ],
    [
      'a parameter without a name',
      templateJson({ api_endpoints: [{ ...list, path: '/api/:/x' }] }),
      /^t\.json:\d+:7: \/api\/:\/x has a parameter without a name: write a name after the colon, as in ":id"$/,
    ],
    [
      'a parameter whose name is none',
      templateJson({ admin_api_endpoints: [{ ...list, path: '/api/things/:-' }] }),
      /^t\.json:\d+:7: \/api\/things\/:- has a parameter without a name/,
    ],
    ...[{ ok: true }, { status: 'ok', uptime: 1 }, { status: 200 }, ['ok'], 'ok'].map(
      (response): [string, string, RegExp] => [
        `the stack's own health answering ${JSON.stringify(response)}`,
        templateJson({ api_endpoints: [{ ...list, path: '/health', response }] }),
        /^t\.json:\d+:7: GET \/health is answered by the stack itself, with \{"status": "ok"\}: give it that/,
      ],
    ),
    ['a number that is none', '{"slug": 1e999}', /^t\.json:1:10: the number is too large$/],
    ['broken JSON', '{\n  "slug": "a",\n  oops\n}', /^t\.json:3:3: not valid JSON/],
  ];
  for (const [what, text, says] of wrongs) {
    it(`with ${what} is refused, at its place`, () => {
      assert.throws(
        () => read(text),
        (error) => {
          assert.ok(InputError.is(error));
          assert.match(formatProblem(error.problems[0]!), says);
          return true;
        },
      );
    });
  }

  it('may list a health that is answered as stacks do, and one of the app with any answer', () => {
    const health = (method: string, path: string, response: unknown) => ({ ...one, method, path, response });
    for (const endpoint of [
      ...[health('GET', '/health', { status: 'up' }), health('GET', '/health/', null)],
      ...[health('GET', '/api/health', { ok: true }), health('POST', '/health', { ok: true })],
    ]) {
      const [kept] = read(templateJson({ api_endpoints: [endpoint] })).template.api_endpoints;
      assert.deepEqual(kept, endpoint);
    }
  });

  it('may list one path with different methods, and paths that only begin alike', () => {
    const more = [add, one, { ...one!, method: 'DELETE' as const }, { ...one!, path: '/api/items/:id/done' }];
    assert.equal(read(templateJson({ api_endpoints: [list, ...more] })).template.api_endpoints.length, 5);
  });

  it('that names no primary key is told what is used for one', () => {
    const model = {
      name: 'Item',
      fields: { title: 'string' },
      related: [{ name: 'Tag', fields: { ID: 'x' } }],
    };
    const { warnings } = read(templateJson({ data_model: model }));
    assert.deepEqual(
      warnings.map(({ message }) => message),
      [
        'no field of "Item" is called the primary key: a field "id" is added, an integer that the server counts up',
        'no field of "Tag" is called the primary key: the field "ID" is used',
      ],
    );
    assert.ok(warnings.every(({ file, line, column }) => file === 't.json' && line! > 40 && column! >= 5));
  });

  it('of whatever shape is read whole or refused, with the place', () => {
    const mostly = <T>(whole: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 90, arbitrary: whole }, { weight: 1, arbitrary: fc.jsonValue() });
    const word = fc.constantFrom('a', 'b', 'items', '__proto__', 'constructor', 'id');
    const endpoint = fc.record(
      {
        method: mostly(fc.constantFrom('GET', 'POST')),
        path: mostly(fc.stringMatching(/^(\/(:[a-c]|[a-cA-C])){1,3}\/?$/)),
        description: mostly(fc.string()),
        request: fc.jsonValue(),
        response: fc.jsonValue(),
      },
      { requiredKeys: ['method', 'path', 'description'] },
    );
    const entity = fc.record({
      name: mostly(word),
      fields: mostly(fc.dictionary(word, mostly(fc.string()))),
    });
    const likely = fc.record(
      {
        slug: mostly(fc.stringMatching(/^[a-z][a-z0-9]{0,2}([-_][a-z0-9]{1,2})?$/)),
        name: mostly(word),
        category: mostly(fc.string()),
        description: mostly(fc.string()),
        backend_requirements: mostly(fc.array(fc.string())),
        api_endpoints: mostly(fc.array(mostly(endpoint), { maxLength: 4 })),
        admin_api_endpoints: mostly(fc.array(endpoint, { maxLength: 2 })),
        data_model: mostly(entity),
      },
      { requiredKeys: ['slug', 'name', 'description', 'api_endpoints', 'data_model'] },
    );
    let whole = 0;
    const text = fc.oneof(
      { weight: 4, arbitrary: likely.map((value) => JSON.stringify(value, null, 1)) },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string() },
    );
    fc.assert(
      fc.property(text, (source) => {
        let template: unknown;
        try {
          ({ template } = read(source));
        } catch (error) {
          if (!InputError.is(error)) throw error;
          for (const { line, column, message } of error.problems) {
            assert.ok(line! >= 1 && column! >= 1 && message !== '');
          }
          return;
        }
        whole++;
        // What is kept says all that was said, and is read as itself.
        const said = JSON.parse(source) as Record<string, unknown>;
        const kept = templateText(templateSchema.parse(template));
        assert.deepEqual(read(kept).template, template);
        for (const [key, value] of Object.entries(said)) {
          if (key.endsWith('endpoints')) continue;
          assert.deepEqual((JSON.parse(kept) as typeof said)[key], JSON.parse(JSON.stringify(value)));
        }
      }),
      { numRuns: 1_500 },
    );
    assert.ok(whole > 50, `only ${whole} were whole`);
  });
});
