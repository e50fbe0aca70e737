import type { Template, TemplateEndpoint } from '../../../src/engine/domain/template.ts';

type Endpoint = [
  method: TemplateEndpoint['method'],
  path: string,
  description: string,
  request: unknown,
  response: unknown,
];

const at = '2026-02-03T12:45:00.000Z';
const user = { id: 1, email: 'ada@example.org', name: 'Ada Lovelace', role: 'user' };
const board = { id: 1, title: 'Spring plans', archived: false, votes: 0, user_id: 1 };
const card = {
  ...{ id: 1, board_id: 1, title: 'Water the garden', priority: 2, state: 'todo' },
  ...{ tags: ['green', 'outside'], due_on: '2026-03-01', created_at: at },
};
const room = {
  id: 1,
  code: 'R-101',
  name: 'Blue room',
  seats: 12,
  page: 'https://rooms.example/blue',
  place: 'Behind the garden',
  kind: 'quiet',
};
const booking = {
  ...{ id: 1, room_id: 1, subject: 'Weekly talk', starts_at: at, ends_at: '2026-02-03T13:45:00.000Z' },
  ...{ status: 'pending', user_id: 1 },
};
const wallet = { id: 1, name: 'Travel money', balance: 100, user_id: 1 };
const transfer = { id: 1, from_wallet_id: 1, to_wallet_id: 2, amount: 30 };
const registration = { email: 'ada@example.org', name: 'Ada Lovelace', password: 'correct horse' };
const newCard = {
  ...{ title: 'Water the garden', priority: 2, state: 'todo' },
  ...{ tags: ['green', 'outside'], due_on: '2026-03-01' },
};
const newRoom = {
  code: 'R-101',
  name: 'Blue room',
  seats: 12,
  page: 'https://rooms.example/blue',
  place: 'Behind the garden',
  kind: 'quiet',
};
const file = { id: 1, name: 'Shopping list', content: 'QnV5IG1pbGsK', bytes: 9 };
const figures = {
  count: 2,
  total_seats: 24,
  average_seats: 12,
  highest_seats: 12,
  lowest_seats: 12,
  quiet: 1,
};
const moved = { starts_at: '2026-02-05T12:45:00.000Z', ends_at: '2026-02-05T13:45:00.000Z' };
const newBooking = {
  ...{ room_id: 1, subject: 'Weekly talk', starts_at: at, ends_at: '2026-02-03T13:45:00.000Z' },
};
const cardQuery = {
  page: 1,
  limit: 20,
  q: 'garden',
  state: 'todo',
  tag: 'green',
  sort: 'priority',
  order: 'asc',
};
const imported = { items: [newRoom, { ...newRoom, code: 'R-102', name: 'Green room' }] };

const everybody: Endpoint[] = [
  ['POST', '/api/auth/register', 'Make an account; anyone may.', registration, user],
  [
    'POST',
    '/api/auth/login',
    'Log in.',
    { email: 'ada@example.org', password: 'correct horse' },
    { token: 't' },
  ],
  ['GET', '/api/auth/me', 'The account that is signed-in.', null, user],
  ['POST', '/api/auth/logout', 'End the session of who is signed-in.', null, null],
  ['GET', '/api/boards', 'List own boards, newest first.', null, { boards: [board], total: 1 }],
  ['POST', '/api/boards', 'Make a board; for who is signed-in.', { title: 'Spring plans' }, board],
  ['GET', '/api/boards/summary', 'How many own boards there are.', null, { total: 2, archived: 1 }],
  ['GET', '/api/boards/:id', 'Read an own board.', null, board],
  [
    'PUT',
    '/api/boards/:id',
    'Change an own board.',
    { title: 'Summer plans' },
    { ...board, title: 'Summer plans' },
  ],
  [
    'POST',
    '/api/boards/:id/archive',
    'Archive an own board or bring it back.',
    null,
    { ...board, archived: true },
  ],
  ['POST', '/api/boards/:id/vote', 'Vote for a board; for who is signed-in.', null, { ...board, votes: 1 }],
  ['DELETE', '/api/boards/:id', 'Delete an own board.', null, null],
  [
    'GET',
    '/api/boards/:id/cards',
    'List the cards of an own board in pages.',
    cardQuery,
    { cards: [card], total: 1 },
  ],
  ['POST', '/api/boards/:id/cards', 'Add a card to an own board.', newCard, card],
  ['GET', '/api/cards/:id', 'Read an own card.', null, card],
  [
    'PATCH',
    '/api/cards/:id',
    'Change an own card.',
    { title: 'Mow the lawn', priority: 3 },
    { ...card, title: 'Mow the lawn', priority: 3 },
  ],
  ['DELETE', '/api/cards/:id', 'Delete an own card.', null, { deleted: true }],
  ['GET', '/api/rooms', 'List rooms, for anyone.', null, [room]],
  ['GET', '/api/rooms/search', 'Find rooms, for anyone.', { q: 'blue' }, [room]],
  ['GET', '/api/rooms/summary', 'Figures of the rooms, for anyone.', null, figures],
  [
    'GET',
    '/api/rooms/by-kind',
    'How many rooms of each kind there are, for anyone.',
    null,
    [{ kind: 'quiet', count: 1 }],
  ],
  ['GET', '/api/rooms/:id', 'Read a room, for anyone.', null, room],
  ['GET', '/go/:code', 'Lead anyone to the page of a room.', null, null],
  ['GET', '/api/bookings', 'List own bookings.', { room_id: 1 }, [booking]],
  ['POST', '/api/bookings', 'Book a room; for who is signed-in.', newBooking, booking],
  ['GET', '/api/bookings/:id', 'Read an own booking.', null, booking],
  ['GET', '/api/rooms/:id/bookings', 'The own bookings of a room.', null, [booking]],
  ['PATCH', '/api/bookings/:id', 'Move an own booking to another time.', moved, { ...booking, ...moved }],
  [
    'POST',
    '/api/bookings/:id/confirm',
    'Confirm an own booking from pending.',
    null,
    { ...booking, status: 'confirmed' },
  ],
  [
    'POST',
    '/api/bookings/:id/cancel',
    'Cancel an own booking from pending or confirmed.',
    null,
    { ...booking, status: 'cancelled' },
  ],
  ['GET', '/api/wallets', 'List own wallets.', null, [wallet]],
  ['POST', '/api/wallets', 'Open a wallet; for who is signed-in.', { name: 'Travel money' }, wallet],
  ['GET', '/api/wallets/:id', 'Read an own wallet.', null, wallet],
  [
    'POST',
    '/api/transfers',
    'Move money between own wallets.',
    { from_wallet_id: 1, to_wallet_id: 2, amount: 30 },
    transfer,
  ],
  ['GET', '/api/files', 'List files, for anyone.', null, [file]],
  [
    'POST',
    '/api/files',
    'Keep a file, for anyone.',
    { name: 'Shopping list', content: 'QnV5IG1pbGsK', bytes: 9 },
    file,
  ],
  ['GET', '/api/files/:id', 'Read a file with its content, for anyone.', null, file],
  ['GET', '/api/stats', 'Figures for anyone.', null, { rooms: 1, bookings: 1 }],
];
const administrators: Endpoint[] = [
  ['POST', '/api/admin/rooms', 'Add a room.', newRoom, room],
  ['POST', '/api/admin/rooms/import', 'Add several rooms.', imported, { imported: 2 }],
  [
    'PATCH',
    '/api/admin/rooms/:id',
    'Change a room.',
    { name: 'Red room', code: 'R-202' },
    { ...room, name: 'Red room', code: 'R-202' },
  ],
  ['DELETE', '/api/admin/rooms/:id', 'Delete a room.', null, null],
  ['GET', '/api/admin/users', 'List accounts.', null, [user]],
  ['DELETE', '/api/admin/users/:id', 'Delete an account.', null, null],
];

const endpointOf = ([method, path, description, request, response]: Endpoint): TemplateEndpoint => ({
  ...{ method, path, description },
  request: request as TemplateEndpoint['request'],
  response: response as TemplateEndpoint['response'],
});

/** Asks for everything that a template can mean: accounts, own records, nested ones, pages, actions, rules. */
export const carefulTemplate: Template = {
  ...{
    slug: 'careful-club',
    name: 'Club',
    category: 'Test',
    description: 'Boards, rooms and wallets of a club.',
  },
  backend_requirements: [
    'Bookings of a room do not overlap.',
    'The first account is an administrator.',
    'The content of a file is base64.',
  ],
  ...{ frontend_requirements: [], admin_requirements: [] },
  api_endpoints: everybody.map(endpointOf),
  admin_api_endpoints: administrators.map(endpointOf),
  data_model: {
    name: 'Board',
    fields: {
      ...{ id: 'integer (primary key, auto)', title: 'string (required, min 3, max 60 chars)' },
      ...{ archived: 'boolean (default: false, server-set)', votes: 'integer (default: 0, server-set)' },
      user_id: 'integer (references User, server-set)',
    },
    related: [
      {
        name: 'User',
        fields: {
          ...{ id: 'integer (primary key, auto)', email: 'email (required, unique)' },
          ...{
            name: 'string (required, max 80 chars)',
            password: 'string (required, write-only, min 8, max 100)',
          },
          role: 'string (one of: user, admin) (server-set)',
        },
      },
      {
        name: 'Card',
        fields: {
          ...{ id: 'integer (primary key, auto)', board_id: 'integer (references Board, server-set)' },
          ...{ title: 'string (required, max 60 chars)', priority: 'integer (required, min 1, max 5)' },
          ...{ state: 'string (required, one of: todo, doing, done)', tags: 'list (max 5)', due_on: 'date' },
          created_at: 'datetime (auto)',
        },
      },
      {
        name: 'Room',
        fields: {
          ...{ id: 'integer (primary key, auto)', code: 'string (required, unique, max 20 chars)' },
          ...{ name: 'string (required, max 60 chars)', seats: 'integer (required, positive, max 500)' },
          ...{ page: 'url (required, max 200)', place: 'string (required, max 80 chars)' },
          kind: 'string (required, one of: meeting, quiet, hall)',
        },
      },
      {
        name: 'File',
        fields: {
          ...{ id: 'integer (primary key, auto)', name: 'string (required, max 120 chars)' },
          ...{ content: 'text (required, max 4000 chars)', bytes: 'integer (required)' },
        },
      },
      {
        name: 'Booking',
        fields: {
          ...{ id: 'integer (primary key, auto)', room_id: 'integer (required, references Room)' },
          ...{ subject: 'string (required, max 60 chars)', starts_at: 'datetime (required)' },
          ...{ ends_at: 'datetime (required)', user_id: 'integer (references User, server-set)' },
          status: 'string (one of: pending, confirmed, cancelled) (server-set)',
        },
      },
      {
        name: 'Wallet',
        fields: {
          ...{ id: 'integer (primary key, auto)', name: 'string (required, max 60 chars)' },
          ...{
            balance: 'number (server-set, default: 100)',
            user_id: 'integer (references User, server-set)',
          },
        },
      },
      {
        name: 'Transfer',
        fields: {
          id: 'integer (primary key, auto)',
          from_wallet_id: 'integer (required, references Wallet)',
          to_wallet_id: 'integer (required, references Wallet)',
          amount: 'number (required, min 0.01, max 10000)',
        },
      },
    ],
  },
};
