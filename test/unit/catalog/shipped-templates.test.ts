import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { readAccess } from '../../../src/engine/domain/template-access.ts';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { readMeaning } from '../../../src/engine/generation/builtin/meaning.ts';
import { problemsOfValue } from './example-values.ts';
import { isObject, readShipped, rowsIn } from './shipped.ts';
import type { Shipped, ShippedEndpoint, ShippedEntity } from './shipped.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'templates');
const slugs = (await readdir(folder)).map((file) => path.basename(file, '.json')).sort();
const texts = await Promise.all(slugs.map((slug) => readFile(path.join(folder, `${slug}.json`), 'utf8')));
const templates = texts.map((text) => templateSchema.parse(JSON.parse(text)));

/** What a query or body may hold that is no field. */
const knownKeys = [
  'q',
  'search',
  'sort',
  'order',
  'page',
  'limit',
  'per_page',
  'offset',
  'since',
  'ids',
  'items',
];

describe('the shipped templates', () => {
  for (const template of templates) {
    describe(template.slug, () => holdToFormat(template));
  }

  it('are named after their files, and no two have the same name or description', () => {
    assert.deepEqual(
      templates.map(({ slug }) => slug),
      slugs,
    );
    for (const key of ['slug', 'name', 'description'] as const) {
      assert.equal(new Set(templates.map((template) => template[key].toLowerCase())).size, templates.length);
    }
  });

  it('are each listed once in the documentation, with all of their names right', async () => {
    const page = await readFile(path.join(root, 'docs/templates.md'), 'utf8');
    const listed = [...page.matchAll(/^\| *\d+ *\| `([a-z0-9-]+)` *\|/gm)].map((match) => match[1]!);
    assert.deepEqual(listed.toSorted(), slugs);
  });
});

function holdToFormat(template: Template): void {
  const shipped = readShipped(template);
  const { endpoints } = shipped;

  it('has 5 to 14 endpoints, none of them twice', () => {
    assert.ok(endpoints.length >= 5 && endpoints.length <= 14, String(endpoints.length));
    const names = endpoints.map(({ name }) => name.replaceAll(/:\w+/g, ':').toLowerCase());
    assert.deepEqual(names, [...new Set(names)]);
  });

  it('describes every endpoint in a sentence of its own', () => {
    const descriptions = endpoints.map(({ endpoint }) => endpoint.description);
    assert.deepEqual(descriptions, [...new Set(descriptions)]);
    for (const description of [...descriptions, template.description]) assertSentence(description);
  });

  it('has requirements that are sentences, none of them twice', () => {
    const { backend_requirements: backend, frontend_requirements: frontend } = template;
    const all = [...backend, ...frontend, ...template.admin_requirements];
    for (const requirement of all) assertSentence(requirement);
    assert.deepEqual(all, [...new Set(all)]);
    assert.ok(backend.length >= 5 && backend.length <= 9, `${backend.length} for the back end`);
    assert.ok(frontend.length >= 4 && frontend.length <= 6, `${frontend.length} for the front end`);
  });

  it('has endpoints and requirements for administrators only together, and only with a login', () => {
    const hasEndpoints = template.admin_api_endpoints.length > 0;
    assert.equal(template.admin_requirements.length > 0, hasEndpoints);
    if (hasEndpoints) assert.ok(readAccess(template) !== null);
  });

  it('with a login, has accounts as the format wants them and says who may call what', () =>
    holdAccounts(shipped));

  it('gives every path parameter to the collection before it', () => {
    for (const { name, steps } of endpoints) {
      for (const { word, parameter } of steps) {
        if (parameter === null) continue;
        const entity = shipped.entityNamed(word);
        assert.ok(entity, `${name}: no entity for ${word ?? 'the start'}`);
        assert.ok(parameter === 'id' || entity.fields.has(parameter), `${name}: ${parameter}`);
      }
    }
  });

  it('nests only collections of records that refer to the one before them', () => {
    for (const { name, steps } of endpoints) {
      for (const [index, { word, parameter }] of steps.entries()) {
        const inner = shipped.entityNamed(steps[index + 1]?.word ?? null);
        if (parameter === null || !inner) continue;
        const outer = shipped.entityNamed(word)!;
        assert.ok(inner.references.has(outer.name), `${name}: ${inner.name} has no ${outer.name}`);
      }
    }
  });

  it('references only entities that are there', () => {
    const names = shipped.entities.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const { fields } of shipped.entities) {
      assert.ok([...fields.values()].some(({ kind }) => kind === 'id' || kind === 'uuid'));
      for (const { references } of fields.values())
        assert.ok(references === null || names.includes(references));
    }
  });

  it('sends only fields of the entity, or what the format names', () => {
    for (const endpoint of endpoints) {
      for (const key of endpoint.sent) {
        const { entity } = endpoint;
        const isKnown = entity.fields.has(key) || entity.fields.has(`${key}s`);
        assert.ok(isKnown || knownKeys.includes(key), `${endpoint.name}: ${key}`);
        // What the server sets is ignored: an example that sends it would promise something else.
        const isBody = !['GET', 'DELETE'].includes(endpoint.endpoint.method);
        assert.ok(
          !isBody || entity.fields.get(key)?.readOnly !== true,
          `${endpoint.name}: ${key} is ignored`,
        );
      }
    }
  });

  it('sends all that is required when a record is made', () => {
    for (const { name, entity, bodies, creates, steps } of endpoints) {
      if (!creates) continue;
      const given = new Set(steps.flatMap(({ word }) => [...parentKeys(entity, shipped.entityNamed(word))]));
      for (const [key, { required, readOnly }] of entity.fields) {
        if (!required || readOnly || given.has(key)) continue;
        assert.ok(
          bodies.every((body) => Object.hasOwn(body, key)),
          `${name}: ${key} is required`,
        );
      }
    }
  });

  it('answers records with all of their fields, and with none that are not theirs', () => {
    for (const { name, entity, rows } of endpoints) {
      const shown = [...entity.fields].filter(([, { writeOnly }]) => !writeOnly).map(([key]) => key);
      for (const row of rows) assert.deepEqual(Object.keys(row).toSorted(), shown.toSorted(), name);
    }
  });

  it('has example values that satisfy the phrases of their fields', () => {
    for (const endpoint of endpoints) {
      assert.deepEqual(valueProblems(endpoint), [], endpoint.name);
    }
  });

  it('has examples that agree with each other', () => holdExamples(shipped));

  it('means something by every endpoint to what compiles it', () => {
    const unknown = readMeaning(template).operations.filter(({ action }) => action.kind === 'unknown');
    assert.deepEqual(
      unknown.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`),
      [],
    );
  });
}

function assertSentence(text: string): void {
  assert.match(text, /^\p{Lu}|^[a-z_]+ [a-z]/u, text);
  assert.match(text, /^\S.{8,}[.]$/, text);
}

function parentKeys(entity: ShippedEntity, parent: ShippedEntity | undefined): Iterable<string> {
  return (parent && entity.references.get(parent.name)) ?? [];
}

/** Every record that is shown or sent, value by value, each problem in a line. */
function valueProblems({ entity, rows, bodies, sentValues }: ShippedEndpoint): string[] {
  return [...rows, ...bodies, sentValues].flatMap((row) =>
    Object.entries(row).flatMap(([key, value]) => {
      const field = entity.fields.get(key);
      return field ? problemsOfValue(field, value).map((problem) => `${key}: ${problem}`) : [];
    }),
  );
}

function holdAccounts({ template, endpoints, entityNamed }: Shipped): void {
  const access = readAccess(template);
  if (access === null) {
    assert.ok(endpoints.every(({ endpoint }) => !/login|register|signed-in/.test(endpoint.path)));
    return;
  }
  const names = endpoints.map(({ name }) => name);
  for (const name of ['POST register', 'POST login', 'GET me', 'POST logout']) {
    assert.ok(names.includes(name.replace(' ', ' /api/auth/')), name);
  }
  const user = entityNamed('users');
  assert.ok(user);
  for (const key of ['name', 'email']) assert.ok(user.fields.get(key)?.unique, key);
  assert.ok(user.fields.get('password')?.writeOnly);
  assert.deepEqual(user.fields.get('role')?.choices, ['user', 'admin']);
  assert.ok(user.fields.get('role')?.readOnly);
  const requirements = [...template.backend_requirements, ...template.admin_requirements].join('\n');
  assert.match(requirements, /first account (that is made )?is an administrator/);
  for (const { name, endpoint } of endpoints) {
    if (template.admin_api_endpoints.includes(endpoint)) {
      assert.match(endpoint.path, /^\/api\/admin\//);
      continue;
    }
    const said = /\banyone\b|\bsigned-in\b|\bown\b/i.test(endpoint.description);
    assert.ok(said, `${name} does not say who may call it`);
  }
}

/** Answers show what was sent; times are in order; a login is that of the account that was registered. */
function holdExamples({ endpoints, template }: Shipped): void {
  for (const { name, endpoint, entity, rows, bodies, creates, filters } of endpoints) {
    const changes = creates || ['PUT', 'PATCH'].includes(endpoint.method);
    for (const [key, value] of Object.entries((changes && rows[0] && bodies[0]) || {})) {
      if (entity.fields.get(key)?.writeOnly) continue;
      assert.deepEqual(rows[0]![key], value, `${name}: ${key}`);
    }
    for (const row of rows) {
      for (const [key, value] of Object.entries(filters)) {
        const shown = row[key] ?? row[`${key}s`];
        assert.ok(Array.isArray(shown) ? shown.includes(value) : shown === value, `${name}: ${key}`);
      }
      const times = ['created_at', 'updated_at'].flatMap((key) => row[key] ?? []);
      assert.deepEqual(times, times.toSorted(), name);
      const span = ['start', 'end'].flatMap((word) =>
        Object.entries(row).flatMap(([key, value]) => (key.startsWith(word) ? [value] : [])),
      );
      assert.deepEqual(span, span.toSorted(), name);
    }
  }
  const access = readAccess(template);
  if (!access) return;
  assert.ok(isObject(access.login.request) && isObject(access.register?.request));
  for (const [key, value] of Object.entries(access.login.request)) {
    assert.equal(access.register.request[key], value);
  }
  assert.equal(rowsIn(access.register.response).length, 1);
}
