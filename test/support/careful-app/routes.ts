import { carefulTemplate } from './template.ts';
import type { Answer, Asked } from './app.ts';
import { Refusal, choice, date, email, number, read, text, texts, url } from './checks.ts';
import type { Json, Rules } from './checks.ts';
import { pageOf } from './card-list.ts';

export type Row = Json & { id: number };

interface Route {
  requirement: string;
  method: string;
  pattern: RegExp;
  need: string;
  answer(asked: Asked): Answer;
}

const rules = {
  account: { required: { email, name: text(80), password: text(100, 8) } },
  board: { required: { title: text(60, 3) } },
  card: {
    required: { title: text(60), priority: number(1, 5), state: choice('todo', 'doing', 'done') },
    optional: { tags: texts(5), due_on: date },
  },
  room: { required: { code: text(20), name: text(60), seats: number(1, 500), page: url } },
  booking: { required: { room_id: number(1, 1e12), subject: text(60), starts_at: date, ends_at: date } },
  wallet: { required: { name: text(60) } },
  transfer: {
    required: {
      from_wallet_id: number(1, 1e12),
      to_wallet_id: number(1, 1e12),
      amount: number(0.01, 10_000, false),
    },
  },
} satisfies Record<string, Rules>;

class Table {
  readonly rows = new Map<number, Row>();
  #last = 0;
  add(values: Json, isKept = true): Row {
    const row = { id: ++this.#last, ...values };
    if (isKept) this.rows.set(row.id, row);
    return row;
  }
  find(id: string): Row {
    const row = /^\d+$/.test(id) ? this.rows.get(Number(id)) : undefined;
    if (!row) throw new Refusal(404, 'There is no such thing.');
    return row;
  }
  get all(): Row[] {
    return [...this.rows.values()];
  }
}

/** The routes of one app, over tables of its own. */
export function createRoutes(): { routes: Route[]; accountOf(token: string): Row | null } {
  const [users, boards, cards, rooms] = [new Table(), new Table(), new Table(), new Table()];
  const [bookings, wallets, transfers] = [new Table(), new Table(), new Table()];
  const sessions = new Map<string, number>();
  let tokens = 0;

  /** The row, if it is the caller's. */
  const own = ({ account, is }: Asked, row: Row): Row => {
    if (row['user_id'] === account?.id || is('open to others') || is('open to all')) return row;
    throw new Refusal(404, 'There is no such thing.');
  };
  const mine = (asked: Asked, table: Table) =>
    table.all.filter(
      (row) => row['user_id'] === asked.account?.id || asked.is('open to others') || asked.is('open to all'),
    );
  const ownCard = (asked: Asked) => {
    const card = cards.find(asked.ids[0]!);
    own(asked, boards.find(String(card['board_id'])));
    return card;
  };
  const input = (asked: Asked, rule: Rules, partial = false): Json => {
    const isLenient = asked.is('accepts anything');
    try {
      return read(asked.body, rule, partial);
    } catch (error) {
      if (!isLenient) {
        const isLong = asked.is('accepts too long') && /letters/.test((error as Error).message);
        if (!isLong) throw error;
      }
      return { ...(asked.body as Json) };
    }
  };
  const made = (asked: Asked, table: Table, values: Json, answered = (row: Row): Json => row): Answer => {
    const row = table.add(values, !asked.is('not stored'));
    const told = answered({ ...row });
    if (asked.is('stores something else')) Object.assign(row, { title: 'x', name: 'x', subject: 'x' });
    return { status: 201, body: told };
  };
  const changed = (asked: Asked, row: Row, values: Json): Answer => {
    const told = { ...row, ...values };
    if (!asked.is('not stored')) Object.assign(row, values);
    if (asked.is('loses the rest'))
      for (const key of Object.keys(row)) if (!(key in values) && key === 'state') row[key] = 'done';
    return { status: 200, body: told };
  };
  const removed = (asked: Asked, table: Table, row: Row, body?: unknown): Answer => {
    if (!asked.is('not deleted')) table.rows.delete(row.id);
    if (asked.is('deletes all')) table.rows.clear();
    return { status: body === undefined ? 204 : 200, body };
  };
  const told = (asked: Asked, find: () => Row): Answer => {
    const first = (table: Table) => table.all[0];
    if (asked.is('tells what is not there')) {
      try {
        return { status: 200, body: find() };
      } catch {
        return { status: 200, body: first(boards) ?? {} };
      }
    }
    const row = find();
    if (asked.is('tells another')) return { status: 200, body: { ...row, id: row.id + 1_000 } };
    if (asked.is('tells otherwise'))
      return { status: 200, body: { ...row, title: 'x', name: 'x', subject: 'x' } };
    return { status: 200, body: row };
  };
  const listed = (asked: Asked, rows: Row[]): Row[] => {
    if (asked.is('empty list')) return [];
    return asked.is('tells otherwise')
      ? rows.map((row) => ({ ...row, title: 'x', name: 'x', subject: 'x' }))
      : rows;
  };
  const shown = ({ password: _, ...account }: Row): Json => account;
  const taken = (rows: Row[], key: string, value: unknown) => rows.some((row) => row[key] === value);
  const room = (asked: Asked, body: unknown): Json => {
    const values = input({ ...asked, body }, rules.room);
    if (taken(rooms.all, 'code', values['code']) && !asked.is('accepts duplicates'))
      throw new Refusal(409, 'Taken.');
    return values;
  };
  const goOn = (asked: Asked, from: string[], status: string): Answer => {
    const booking = own(asked, bookings.find(asked.ids[0]!));
    if (!from.includes(booking['status'] as string) && !asked.is('from anywhere'))
      throw new Refusal(409, 'Not now.');
    if (!asked.is('does nothing')) booking['status'] = status;
    return { status: 200, body: booking };
  };

  const answers: Record<string, (asked: Asked) => Answer> = {
    'POST /api/auth/register': (asked) => {
      const sent = input(asked, rules.account);
      if (taken(users.all, 'email', sent['email']) && !asked.is('accepts duplicates'))
        throw new Refusal(409, 'Taken.');
      const isFirst = users.rows.size === 0 && !asked.is('no administrator');
      const wanted = asked.is('takes any role') ? (asked.body as Json)['role'] : undefined;
      const role = isFirst || asked.is('all administrators') ? 'admin' : (wanted ?? 'user');
      return made(asked, users, { ...sent, role }, (row) => shown(row));
    },
    'POST /api/auth/login': (asked) => {
      const sent = read(asked.body, { required: { email: text(200), password: text(200) } });
      const account = users.all.find((row) => row['email'] === sent['email']);
      const isRight = account && (account['password'] === sent['password'] || asked.is('takes any password'));
      if (!isRight) throw new Refusal(401, 'Wrong name or password.');
      const token = asked.is('same token') ? 'token-of-everybody' : `token-number-${++tokens}`;
      if (!asked.is('worthless token')) sessions.set(token, sessions.get(token) ?? account.id);
      return { status: 200, body: { token } };
    },
    'GET /api/auth/me': (asked) => ({
      status: 200,
      body: shown(asked.is('tells another') ? users.all[0]! : (asked.account ?? users.all[0]!)),
    }),
    'POST /api/auth/logout': ({ is, token }) => {
      if (is('ends all')) sessions.clear();
      if (!is('ends nothing')) sessions.delete(token);
      return { status: 204 };
    },
    'GET /api/boards': (asked) => {
      const rows = listed(asked, mine(asked, boards));
      return {
        status: 200,
        body: { boards: asked.is('wrong order') ? rows : rows.toReversed(), total: rows.length },
      };
    },
    'POST /api/boards': (asked) => {
      const fresh = { archived: false, votes: 0, user_id: asked.account?.id ?? 1 };
      return made(asked, boards, { ...input(asked, rules.board), ...fresh });
    },
    'GET /api/boards/:id': (asked) => told(asked, () => own(asked, boards.find(asked.ids[0]!))),
    'PUT /api/boards/:id': (asked) =>
      changed(asked, own(asked, boards.find(asked.ids[0]!)), input(asked, rules.board)),
    'POST /api/boards/:id/archive': (asked) => {
      const board = own(asked, boards.find(asked.ids[0]!));
      if (!asked.is('does nothing')) board['archived'] = asked.is('only on') || !board['archived'];
      return { status: 200, body: board };
    },
    'POST /api/boards/:id/vote': (asked) => {
      const board = boards.find(asked.ids[0]!);
      const told = { ...board, votes: Number(board['votes']) + 1 };
      if (!asked.is('does nothing')) boards.rows.set(board.id, told);
      return { status: 200, body: told };
    },
    'DELETE /api/boards/:id': (asked) => removed(asked, boards, own(asked, boards.find(asked.ids[0]!))),
    'GET /api/boards/:id/cards': (asked) => {
      const board = own(asked, boards.find(asked.ids[0]!));
      const rows = cards.all.filter(
        (card) => card['board_id'] === board.id || asked.is('ignores the parent'),
      );
      return { status: 200, body: pageOf(asked, listed(asked, rows)) };
    },
    'POST /api/boards/:id/cards': (asked) => {
      const board = own(asked, boards.find(asked.ids[0]!));
      const fresh = { board_id: board.id, tags: [], due_on: null };
      const created_at = '2026-02-03T12:45:00.000Z';
      return made(asked, cards, { ...fresh, ...input(asked, rules.card), created_at });
    },
    'GET /api/cards/:id': (asked) => told(asked, () => ownCard(asked)),
    'PATCH /api/cards/:id': (asked) => changed(asked, ownCard(asked), input(asked, rules.card, true)),
    'DELETE /api/cards/:id': (asked) => removed(asked, cards, ownCard(asked), { deleted: true }),
    'GET /api/rooms': (asked) => ({ status: 200, body: listed(asked, rooms.all) }),
    'GET /api/rooms/search': (asked) => {
      const word = (asked.query.get('q') ?? '').toLowerCase();
      const fits = (row: Row) =>
        asked.is('ignores the search') || String(row['name']).toLowerCase().includes(word);
      return { status: 200, body: asked.is('finds nothing') ? [] : rooms.all.filter(fits) };
    },
    'GET /api/rooms/:id': (asked) => told(asked, () => rooms.find(asked.ids[0]!)),
    'GET /go/:code': (asked) => {
      const room = rooms.all.find(({ code }) => code === asked.ids[0]);
      if (!room) throw new Refusal(404, 'There is no such room.');
      return { status: 302, location: asked.is('leads elsewhere') ? '/' : String(room['page']) };
    },
    'GET /api/bookings': (asked) => {
      const room = asked.is('ignores the filter') ? null : asked.query.get('room_id');
      const rows = mine(asked, bookings).filter((row) => room === null || String(row['room_id']) === room);
      return { status: 200, body: listed(asked, rows) };
    },
    'POST /api/bookings': (asked) => {
      const sent = input(asked, rules.booking);
      const { room_id, starts_at, ends_at } = sent as Record<string, string>;
      if (!rooms.rows.has(Number(room_id)) && !asked.is('accepts anything'))
        throw new Refusal(400, 'No such room.');
      const isTaken = bookings.all.some(
        (row) =>
          row['room_id'] === room_id &&
          row['status'] !== 'cancelled' &&
          row['starts_at']! < ends_at! &&
          starts_at! < row['ends_at']!,
      );
      if (isTaken && !asked.is('accepts overlaps')) throw new Refusal(409, 'The room is taken.');
      return made(asked, bookings, { ...sent, status: 'pending', user_id: asked.account?.id ?? 1 });
    },
    'GET /api/bookings/:id': (asked) => told(asked, () => own(asked, bookings.find(asked.ids[0]!))),
    'POST /api/bookings/:id/confirm': (asked) => goOn(asked, ['pending'], 'confirmed'),
    'POST /api/bookings/:id/cancel': (asked) => goOn(asked, ['pending', 'confirmed'], 'cancelled'),
    'GET /api/wallets': (asked) => ({ status: 200, body: listed(asked, mine(asked, wallets)) }),
    'POST /api/wallets': (asked) =>
      made(asked, wallets, { ...input(asked, rules.wallet), balance: 100, user_id: asked.account?.id ?? 1 }),
    'GET /api/wallets/:id': (asked) => told(asked, () => own(asked, wallets.find(asked.ids[0]!))),
    'POST /api/transfers': (asked) => {
      const sent = input(asked, rules.transfer);
      const [from, to] = [
        wallets.rows.get(Number(sent['from_wallet_id'])),
        wallets.rows.get(Number(sent['to_wallet_id'])),
      ];
      if (!from || !to || (from === to && !asked.is('accepts the same')))
        throw new Refusal(400, 'Two wallets are needed.');
      own(asked, from);
      const amount = Number(sent['amount']);
      if (Number(from['balance']) < amount && !asked.is('overdraws')) throw new Refusal(409, 'Too little.');
      if (!asked.is('moves nothing')) {
        from['balance'] = Number(from['balance']) - amount;
        to['balance'] = Number(to['balance']) + amount;
      }
      return made(asked, transfers, sent);
    },
    'GET /api/stats': () => ({ status: 200, body: { rooms: rooms.rows.size, bookings: bookings.rows.size } }),
    'POST /api/admin/rooms': (asked) => made(asked, rooms, room(asked, asked.body)),
    'POST /api/admin/rooms/import': (asked) => {
      const items = (asked.body as Json | null)?.['items'];
      if (!Array.isArray(items) || Array.isArray(asked.body)) throw new Refusal(400, 'Items are needed.');
      const read = items.map((item: unknown) => room(asked, item));
      if (!asked.is('not stored')) for (const values of read) rooms.add(values);
      return { status: 201, body: { imported: asked.is('miscounts') ? 1 : read.length } };
    },
    'PATCH /api/admin/rooms/:id': (asked) =>
      changed(asked, rooms.find(asked.ids[0]!), input(asked, rules.room, true)),
    'DELETE /api/admin/rooms/:id': (asked) => removed(asked, rooms, rooms.find(asked.ids[0]!)),
    'GET /api/admin/users': (asked) => ({
      status: 200,
      body: listed(asked, users.all).map((row) => (asked.is('answers passwords') ? row : shown(row))),
    }),
    'DELETE /api/admin/users/:id': (asked) => removed(asked, users, users.find(asked.ids[0]!)),
  };

  const endpoints = [...carefulTemplate.api_endpoints, ...carefulTemplate.admin_api_endpoints];
  const routes = endpoints.map(({ method, path, description }): Route => {
    const requirement = `${method} ${path}`;
    const isFree = /\banyone\b/.test(description) || path === '/api/auth/login';
    const need = path.startsWith('/api/admin') ? 'admin' : isFree ? 'anyone' : 'user';
    const pattern = new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`);
    return { requirement, method, pattern, need, answer: answers[requirement]! };
  });
  const fixedFirst = (route: Route) => (route.requirement.includes(':') ? 1 : 0);
  const accountOf = (token: string) => users.rows.get(sessions.get(token) ?? 0) ?? null;
  return { routes: routes.sort((a, b) => fixedFirst(a) - fixedFirst(b)), accountOf };
}
