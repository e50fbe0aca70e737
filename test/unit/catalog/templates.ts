import type { Template } from '../../../src/engine/domain/template.ts';

/** A small whole template, with nothing left out. */
export const smallTemplate: Template = {
  slug: 'own-todo',
  name: 'To do',
  category: 'Productivity',
  description: 'A list of things to do.',
  backend_requirements: ['Keep items in SQLite.'],
  frontend_requirements: ['Show all items.'],
  admin_requirements: [],
  api_endpoints: [
    {
      method: 'GET',
      path: '/api/items',
      description: 'List items.',
      request: null,
      response: { items: [{ id: 1, title: 'Milk' }], total: 1 },
    },
    {
      method: 'POST',
      path: '/api/items',
      description: 'Add an item.',
      request: { title: 'Milk' },
      response: { id: 1, title: 'Milk' },
    },
    {
      method: 'GET',
      path: '/api/items/:id',
      description: 'One item.',
      request: null,
      response: { id: 1, title: 'Milk' },
    },
  ],
  admin_api_endpoints: [],
  data_model: {
    name: 'Item',
    fields: { id: 'integer (primary key)', title: 'string (required, max 200 chars)' },
  },
};

/** As JSON, with one thing different. */
export const templateJson = (change: object = {}): string =>
  JSON.stringify({ ...smallTemplate, ...change }, null, 2);
