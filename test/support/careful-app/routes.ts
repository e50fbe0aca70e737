import { carefulTemplate } from './template.ts';
import type { Answer, Asked } from './app.ts';
import { bookingAnswers } from './bookings.ts';
import { Refusal, choice, date, email, number, read, text, texts } from './checks.ts';
import type { Json, Rules } from './checks.ts';
import { pageOf } from './card-list.ts';
import { fileAnswers } from './files.ts';
import { roomAnswers } from './rooms.ts';
import { Table, changed, input, listed, made, mine, own, removed, shown, taken, told } from './tables.ts';
import type { Row } from './tables.ts';

interface Route {
  requirement: string;
  method: string;
  pattern: RegExp;
  need: string;
  answer(asked: Asked): Answer;
}

export type Answers = Record<string, (asked: Asked) => Answer>;

const rules = {
  account: { required: { email, name: text(80), password: text(100, 8) } },
  board: { required: { title: text(60, 3) } },
  card: {
    required: { title: text(60), priority: number(1, 5), state: choice('todo', 'doing', 'done') },
    optional: { tags: texts(5), due_on: date },
  },
  wallet: { required: { name: text(60) } },
  transfer: {
    required: {
      from_wallet_id: number(1, 1e12),
      to_wallet_id: number(1, 1e12),
      amount: number(0.01, 10_000, false),
    },
  },
} satisfies Record<string, Rules>;

/** The routes of one app, over tables of its own. */
export function createRoutes(): { routes: Route[]; accountOf(token: string): Row | null } {
  const [users, boards, cards, rooms] = [new Table(), new Table(), new Table(), new Table()];
  const [bookings, wallets, transfers] = [new Table(), new Table(), new Table()];
  const sessions = new Map<string, number>();
  let tokens = 0;

  const ownCard = (asked: Asked) => {
    const card = cards.find(asked.ids[0]!);
    own(asked, boards.find(String(card['board_id'])));
    return card;
  };
  const answers: Answers = {
    ...roomAnswers(rooms),
    ...bookingAnswers(bookings, rooms),
    ...fileAnswers(),
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
      return made(asked, boards, { ...fresh, ...input(asked, rules.board) });
    },
    'GET /api/boards/:id': (asked) =>
      told(
        asked,
        () => own(asked, boards.find(asked.ids[0]!)),
        () => boards.all[0],
      ),
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
    'GET /api/cards/:id': (asked) =>
      told(
        asked,
        () => ownCard(asked),
        () => boards.all[0],
      ),
    'PATCH /api/cards/:id': (asked) => changed(asked, ownCard(asked), input(asked, rules.card, true)),
    'DELETE /api/cards/:id': (asked) => removed(asked, cards, ownCard(asked), { deleted: true }),
    'GET /api/wallets': (asked) => ({ status: 200, body: listed(asked, mine(asked, wallets)) }),
    'POST /api/wallets': (asked) =>
      made(asked, wallets, { balance: 100, user_id: asked.account?.id ?? 1, ...input(asked, rules.wallet) }),
    'GET /api/wallets/:id': (asked) =>
      told(
        asked,
        () => own(asked, wallets.find(asked.ids[0]!)),
        () => boards.all[0],
      ),
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
    'GET /api/boards/summary': (asked) => {
      const rows = mine(asked, boards);
      const archived = rows.filter((board) => board['archived']).length;
      return { status: 200, body: { total: asked.is('wrong count') ? 3 : rows.length, archived } };
    },
    'GET /api/stats': ({ is }) => ({
      status: 200,
      body: { rooms: is('wrong count') ? 1 : rooms.rows.size, bookings: bookings.rows.size },
    }),
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
