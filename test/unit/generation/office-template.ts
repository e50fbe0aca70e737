import { templateSchema } from '../../../src/engine/domain/template.ts';
import type { Template, TemplateEndpoint } from '../../../src/engine/domain/template.ts';

type Example = TemplateEndpoint['request'];

const at = (line: string, request: Example, response: Example, description = ''): TemplateEndpoint => {
  const [method, path] = line.split(' ');
  return { method: method as TemplateEndpoint['method'], path: path!, description, request, response };
};

const time = '2026-02-03T09:00:00.000Z';
const user = { id: 1, email: 'ada@example.com', role: 'user', created_at: time };
const item = { id: 1, sku: 'A-1', name: 'Bolt', price: 2.5, stock: 3, tags: ['steel'], updated_at: time };
const board = { id: 1, name: 'Plans', user_id: 1 };
const card = { id: 1, board_id: 1, title: 'First', position: 1, done: false, votes: 0 };
const booking = {
  ...{ id: 1, room_id: 1, user_id: 1, starts_at: '2026-05-01T09:00:00Z', ends_at: '2026-05-01T10:00:00Z' },
  status: 'pending',
};
const wallet = { id: 1, name: 'Cash', balance: 100, user_id: 1 };
const transfer = { id: 1, from_wallet_id: 1, to_wallet_id: 2, amount: 12.5, created_at: time };
const sent = (row: Record<string, Example>, ...keys: string[]) =>
  Object.fromEntries(keys.map((key) => [key, row[key]!]));

/** Has something of everything that docs/template-format.md gives a meaning to. */
export const officeTemplate: Template = templateSchema.parse({
  ...{ slug: 'office', name: 'Office', category: 'Work', description: 'Everything at once.' },
  backend_requirements: ['Bookings of a room must not overlap; the end must come after the start.'],
  ...{ frontend_requirements: [], admin_requirements: [] },
  api_endpoints: [
    at('POST /api/auth/register', { email: 'ada@example.com', password: 'long enough' }, user),
    at('POST /api/auth/login', { email: 'ada@example.com', password: 'long enough' }, { token: 'x', user }),
    at('GET /api/auth/me', null, user, 'The account, signed-in.'),
    at('PATCH /api/auth/me', { password: 'even longer' }, user, 'Change the own account.'),
    at('POST /api/auth/logout', null, null, 'End the session, signed-in.'),

    at(
      'GET /api/items',
      { q: 'bolt', sort: 'price', order: 'asc', page: 1, per_page: 2, since: time },
      {
        ...{ items: [item], page: 1, per_page: 2, pages: 1, total: 1, has_more: false },
      },
    ),
    at('POST /api/items', sent(item, 'sku', 'name', 'price', 'stock', 'tags'), item),
    at(
      'POST /api/items/import',
      { items: [sent(item, 'sku', 'name', 'price')] },
      { imported: 1, skipped: 0 },
    ),
    at('GET /api/items/export', null, [item]),
    at('GET /api/items/summary', null, { count: 1, total_stock: 3, average_price: 2.5 }),
    at('GET /api/items/:id', null, item),
    at('PATCH /api/items/:id', { price: 3 }, item),

    at('GET /api/boards', null, [board], 'The own boards.'),
    at('POST /api/boards', { name: 'Plans' }, board, 'Make a board, signed-in.'),
    at('GET /api/boards/:id', null, board, 'One own board.'),
    at('DELETE /api/boards/:id', null, null, 'Delete an own board.'),
    at('GET /api/boards/:id/cards', null, [card], 'The cards of an own board.'),
    at('POST /api/boards/:id/cards', { title: 'First', position: 1 }, card, 'Add a card to an own board.'),
    at('GET /api/boards/:boardId/cards/:cardId', null, card, 'A card of an own board.'),
    at('POST /api/boards/:boardId/cards/:cardId/vote', null, { ...card, votes: 1 }, 'Vote on an own board.'),
    at('PATCH /api/cards/:id', { board_id: 1 }, card, 'Move an own card.'),

    at('GET /api/rooms', null, [{ id: 1, name: 'Blue' }], 'Anyone may see the rooms.'),
    at('POST /api/bookings', sent(booking, 'room_id', 'starts_at', 'ends_at'), booking, 'Book, signed-in.'),
    at('GET /api/bookings', { room_id: 1, status: 'pending' }, [booking], 'Public.'),
    at(
      'POST /api/bookings/:id/confirm',
      null,
      { ...booking, status: 'confirmed' },
      'Signed-in, from pending.',
    ),
    at('POST /api/bookings/:id/cancel', null, { ...booking, status: 'cancelled' }, 'Cancel an own booking.'),

    at('POST /api/wallets', { name: 'Cash' }, wallet, 'Open a wallet, signed-in.'),
    at('GET /api/wallets/:id', null, wallet, 'One own wallet.'),
    at(
      'POST /api/transfers',
      sent(transfer, 'from_wallet_id', 'to_wallet_id', 'amount'),
      transfer,
      'Own money.',
    ),
    at('GET /api/wallets/:id/transfers', null, [transfer], 'What came to and left an own wallet.'),
  ],
  admin_api_endpoints: [
    at('GET /api/admin/users', null, [user], 'All accounts.'),
    at('PUT /api/admin/users/:id', { role: 'admin' }, user, 'Give somebody another role.'),
    at('POST /api/admin/rooms', { name: 'Blue' }, { id: 1, name: 'Blue' }, 'Add a room.'),
  ],
  data_model: {
    name: 'Item',
    fields: {
      id: 'integer (primary key)',
      sku: 'string (required, unique, max 20 chars)',
      name: 'string (required, max 80 chars)',
      price: 'number (required, positive)',
      stock: 'integer (min 0, default: 0)',
      tags: 'list of strings',
      updated_at: 'datetime (auto)',
    },
    related: [
      {
        name: 'User',
        fields: {
          id: 'integer (primary key)',
          email: 'email (required, unique)',
          password: 'string (required, min 8 chars, write-only)',
          role: 'string (one of: user, admin, server-set)',
          created_at: 'datetime (auto)',
        },
      },
      {
        name: 'Board',
        fields: {
          id: 'integer (primary key)',
          name: 'string (required)',
          user_id: 'integer (references User, server-set)',
        },
      },
      {
        name: 'Card',
        fields: {
          id: 'integer (primary key)',
          board_id: 'integer (required, references Board)',
          title: 'string (required)',
          position: 'integer',
          done: 'boolean (default: false)',
          votes: 'integer (server-set, default: 0)',
        },
      },
      { name: 'Room', fields: { id: 'integer (primary key)', name: 'string (required, unique)' } },
      {
        name: 'Booking',
        fields: {
          id: 'integer (primary key)',
          room_id: 'integer (required, references Room)',
          user_id: 'integer (references User, server-set)',
          starts_at: 'datetime (required)',
          ends_at: 'datetime (required)',
          status: 'string (one of: pending, confirmed, cancelled, server-set, default: pending)',
        },
      },
      {
        name: 'Wallet',
        fields: {
          id: 'integer (primary key)',
          name: 'string (required)',
          balance: 'number (server-set, default: 100)',
          user_id: 'integer (references User, server-set)',
        },
      },
      {
        name: 'Transfer',
        fields: {
          id: 'integer (primary key)',
          from_wallet_id: 'integer (required, references Wallet)',
          to_wallet_id: 'integer (required, references Wallet)',
          amount: 'number (required, positive)',
          created_at: 'datetime (auto)',
        },
      },
    ],
  },
});
