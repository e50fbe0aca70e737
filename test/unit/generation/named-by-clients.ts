import assert from 'node:assert/strict';
import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { caller } from './running.ts';

const country = { code: 'NO', name: 'Norway', area: 385_207 };
const city = { id: 1, country_code: 'NO', name: 'Oslo' };

/** Countries are called by a code that clients give them, and cities refer to it. */
export const countriesTemplate: Template = templateSchema.parse({
  ...{ slug: 'own_countries', name: 'Countries', description: 'Countries by their codes.' },
  api_endpoints: [
    { method: 'GET', path: '/api/countries', description: 'List countries.', response: [country] },
    { method: 'POST', path: '/api/countries', description: 'Add one.', request: country, response: country },
    { method: 'GET', path: '/api/countries/:code', description: 'One country.', response: country },
    {
      ...{ method: 'PUT', path: '/api/countries/:code', description: 'Change a country.' },
      ...{ request: country, response: country },
    },
    {
      ...{ method: 'PATCH', path: '/api/countries/:code', description: 'Change some of it.' },
      ...{ request: { name: 'Norge' }, response: country },
    },
    { method: 'DELETE', path: '/api/countries/:code', description: 'Remove it.' },
    { method: 'GET', path: '/api/cities', description: 'List cities.', response: [city] },
    {
      ...{ method: 'POST', path: '/api/cities', description: 'Add a city.' },
      ...{ request: { country_code: 'NO', name: 'Oslo' }, response: city },
    },
  ],
  data_model: {
    name: 'Country',
    fields: {
      code: 'string (primary key, max 3)',
      name: 'string (required, max 80)',
      area: 'number (min 0)',
    },
    related: [
      {
        name: 'City',
        fields: {
          id: 'integer (primary key)',
          country_code: 'string (required, references Country)',
          name: 'string (required, max 80)',
        },
      },
    ],
  },
});

/** What is sent is what a country is called, from then on. */
export async function checkNames(app: { baseUrl: string }): Promise<void> {
  const ask = caller(app, null);
  const sweden = { code: 'SE', name: 'Sweden', area: 450_295 };
  const statusOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).status;
  const told = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).body;

  assert.deepEqual(await told('POST', '/api/countries', sweden), sweden);
  assert.deepEqual(await told('GET', '/api/countries/SE'), sweden);
  assert.equal(await statusOf('POST', '/api/countries', { ...sweden, name: 'Another' }), 409);
  assert.equal(await statusOf('POST', '/api/countries', { name: 'Nowhere' }), 400);
  assert.equal(await statusOf('POST', '/api/countries', { code: 'LONG', name: 'Too long' }), 400);
  assert.equal(await statusOf('POST', '/api/cities', { country_code: 'SE', name: 'Kiruna' }), 201);
  assert.equal(await statusOf('POST', '/api/cities', { country_code: 'QQ', name: 'Kiruna' }), 400);

  // The address says which one is changed, and it is called so afterwards.
  const changed = { ...sweden, name: 'Sverige' };
  const { area, name } = changed;
  assert.deepEqual(await told('PUT', '/api/countries/SE', { name, area }), changed);
  assert.deepEqual(await told('PUT', '/api/countries/SE', { ...sweden, code: 'XX' }), sweden);
  assert.deepEqual(await told('PATCH', '/api/countries/SE', { code: 'XX', name }), changed);
  assert.equal(await statusOf('GET', '/api/countries/XX'), 404);
  assert.equal(await statusOf('DELETE', '/api/countries/SE'), 204);
  assert.equal(await statusOf('GET', '/api/countries/SE'), 404);
}
