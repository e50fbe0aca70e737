import assert from 'node:assert/strict';
import type { AppInstance } from '../../../src/engine/domain/executors.ts';
import type { Template } from '../../../src/engine/domain/template.ts';
import { createBench } from './apps.ts';
import type { Bench } from './apps.ts';
import { officeTemplate } from './office-template.ts';
import { caller, processRuntime, startGenerated } from './running.ts';
import type { Answer, Json } from './running.ts';

const idOf = (answer: Answer) => (answer.body as { id: number }).id;
const idsOf = (answer: Answer) => (answer.body as { id: number }[]).map(({ id }) => id);

describe('the meaning of a template, in a running app of builtin/baseline', function () {
  this.timeout(120_000);
  let bench: Bench;
  let app: AppInstance;
  let anyone: ReturnType<typeof caller>;
  let admin: ReturnType<typeof caller>;
  let ada: ReturnType<typeof caller>;
  let bob: ReturnType<typeof caller>;

  const account = async (email: string) => {
    const sent = { email, password: 'long enough', role: 'admin' };
    const registered = await anyone('POST', '/api/auth/register', sent);
    assert.equal(registered.status, 201, JSON.stringify(registered.body));
    const { body } = await anyone('POST', '/api/auth/login', { email, password: 'long enough' });
    return caller(app, (body as { token: string }).token);
  };

  before(async () => {
    bench = await createBench();
    (bench.catalog.templates as Map<string, Template>).set('office', officeTemplate);
    const runtime = processRuntime(bench);
    app = await startGenerated(bench, runtime, 'builtin/baseline', 'office');
    anyone = caller(app, null);
    admin = await account('first@example.com');
    ada = await account('ada@example.com');
    bob = await account('bob@example.com');
  });
  after(async () => {
    await app.stop();
    await bench.remove();
  });

  it('makes the first account an administrator and no later one, whatever is sent', async () => {
    const roleOf = async (who: typeof ada) => ((await who('GET', '/api/auth/me')).body as Json)['role'];
    assert.deepEqual([await roleOf(admin), await roleOf(ada), await roleOf(bob)], ['admin', 'user', 'user']);
  });

  it('never answers a password, and keeps none that could be read', async () => {
    for (const answer of [await admin('GET', '/api/admin/users'), await ada('GET', '/api/auth/me')]) {
      assert.doesNotMatch(JSON.stringify(answer.body), /password|long enough/);
    }
  });

  it('refuses a wrong password, an unknown name, a taken name and what is no login', async () => {
    const login = async (body: unknown) => (await anyone('POST', '/api/auth/login', body)).status;
    assert.equal(await login({ email: 'ada@example.com', password: 'another one' }), 401);
    assert.equal(await login({ email: 'nobody@example.com', password: 'long enough' }), 401);
    for (const body of [{}, { email: 'ada@example.com' }, { email: 1, password: 2 }, '{', []]) {
      assert.equal(await login(body), 400, JSON.stringify(body));
    }
    const again = { email: 'ada@example.com', password: 'long enough' };
    assert.equal((await anyone('POST', '/api/auth/register', again)).status, 409);
    const short = { email: 'eve@example.com', password: 'short' };
    assert.equal((await anyone('POST', '/api/auth/register', short)).status, 400);
  });

  it('ends a token with its logout, and takes the password that was changed', async () => {
    const eve = await account('eve@example.com');
    assert.equal((await eve('PATCH', '/api/auth/me', { password: 'even longer' })).status, 200);
    assert.equal((await eve('POST', '/api/auth/logout')).status, 204);
    assert.equal((await eve('GET', '/api/auth/me')).status, 401);
    const login = async (password: string) =>
      (await anyone('POST', '/api/auth/login', { email: 'eve@example.com', password })).status;
    assert.equal(await login('long enough'), 401);
    assert.equal(await login('even longer'), 200);
  });

  it('lets nobody but administrators call their endpoints', async () => {
    for (const [who, status] of [
      [anyone, 401],
      [caller(app, 'made-up'), 401],
      [ada, 403],
      [admin, 200],
    ] as const) {
      assert.equal((await who('GET', '/api/admin/users')).status, status);
    }
    const eve = await account('mallory@example.com');
    const id = idOf(await eve('GET', '/api/auth/me'));
    const changed = await admin('PUT', `/api/admin/users/${id}`, { role: 'admin' });
    assert.equal((changed.body as Json)['role'], 'admin', JSON.stringify(changed.body));
    assert.equal((await eve('GET', '/api/admin/users')).status, 200);
    assert.equal((await admin('PUT', `/api/admin/users/${id}`, { role: 'king' })).status, 400);
  });

  it('shows own records to their account only', async () => {
    assert.equal((await anyone('POST', '/api/boards', { name: 'x' })).status, 401);
    const id = idOf(await ada('POST', '/api/boards', { name: 'Ada', user_id: 999 }));
    const theirs = idOf(await bob('POST', '/api/boards', { name: 'Bob' }));
    assert.equal((await ada('GET', `/api/boards/${id}`)).status, 200);
    for (const method of ['GET', 'DELETE']) {
      assert.equal((await bob(method, `/api/boards/${id}`)).status, 404);
      assert.equal((await anyone(method, `/api/boards/${id}`)).status, 401);
    }
    const list = idsOf(await ada('GET', '/api/boards'));
    assert.ok(list.includes(id) && !list.includes(theirs));
    assert.equal((await anyone('GET', '/api/boards')).status, 401);
  });

  it('keeps a nested collection within its parent, and its parent within its account', async () => {
    const board = idOf(await ada('POST', '/api/boards', { name: 'One' }));
    const other = idOf(await ada('POST', '/api/boards', { name: 'Two' }));
    const foreign = idOf(await bob('POST', '/api/boards', { name: 'Bob' }));
    const made = await ada('POST', `/api/boards/${board}/cards`, { title: 'a', board_id: foreign });
    assert.deepEqual([made.status, (made.body as Json)['board_id']], [201, board]);
    const card = idOf(made);
    assert.deepEqual(idsOf(await ada('GET', `/api/boards/${board}/cards`)), [card]);
    assert.deepEqual(idsOf(await ada('GET', `/api/boards/${other}/cards`)), []);
    assert.equal((await ada('GET', `/api/boards/${other}/cards/${card}`)).status, 404);
    assert.equal((await ada('GET', `/api/boards/999999/cards`)).status, 404);
    assert.equal((await ada('POST', `/api/boards/999999/cards`, { title: 'a' })).status, 404);
    assert.equal((await bob('GET', `/api/boards/${board}/cards`)).status, 404);
    assert.equal((await bob('POST', `/api/boards/${board}/cards`, { title: 'b' })).status, 404);
    const voted = await ada('POST', `/api/boards/${board}/cards/${card}/vote`);
    assert.equal((voted.body as Json)['votes'], 1);
    assert.equal((await bob('POST', `/api/boards/${board}/cards/${card}/vote`)).status, 404);
    assert.equal((await ada('PATCH', `/api/cards/${card}`, { board_id: other })).status, 200);
    assert.equal((await ada('PATCH', `/api/cards/${card}`, { board_id: foreign })).status, 404);
    assert.equal((await ada('PATCH', `/api/cards/${card}`, { board_id: 999_999 })).status, 400);
    assert.equal((await ada('DELETE', `/api/boards/${other}`)).status, 204);
    assert.equal((await ada('PATCH', `/api/cards/${card}`, { title: 'gone' })).status, 404);
  });

  it('refuses a booking that overlaps another of the room, until that one is cancelled', async () => {
    const room = idOf(await admin('POST', '/api/admin/rooms', { name: 'Blue' }));
    const second = idOf(await admin('POST', '/api/admin/rooms', { name: 'Red' }));
    const book = (starts_at: string, ends_at: string, room_id = room) =>
      ada('POST', '/api/bookings', { room_id, starts_at, ends_at });
    const first = await book('2026-05-01T09:00:00Z', '2026-05-01T10:00:00Z');
    assert.deepEqual([first.status, (first.body as Json)['status']], [201, 'pending']);
    assert.equal((await book('2026-05-01T09:00:00Z', '2026-05-01T10:00:00Z')).status, 409);
    assert.equal((await book('2026-05-01T08:00:00Z', '2026-05-01T12:00:00Z')).status, 409);
    // 09:30 in UTC.
    assert.equal((await book('2026-05-01T11:30:00+02:00', '2026-05-01T12:00:00+02:00')).status, 409);
    assert.equal((await book('2026-05-01T10:00:00Z', '2026-05-01T11:00:00Z')).status, 201);
    assert.equal((await book('2026-05-01T09:00:00Z', '2026-05-01T10:00:00Z', second)).status, 201);
    assert.equal((await book('2026-06-01T10:00:00Z', '2026-06-01T09:00:00Z')).status, 400);
    assert.equal((await book('tomorrow', '2026-06-01T09:00:00Z')).status, 400);
    assert.equal((await book('2026-06-01T09:00:00Z', '2026-06-01T10:00:00Z', 999_999)).status, 400);
    assert.equal((await bob('POST', `/api/bookings/${idOf(first)}/cancel`)).status, 404);
    assert.equal((await ada('POST', `/api/bookings/${idOf(first)}/cancel`)).status, 200);
    assert.equal((await book('2026-05-01T09:00:00Z', '2026-05-01T10:00:00Z')).status, 201);
    const listed = await anyone('GET', `/api/bookings?room_id=${room}&status=cancelled`);
    assert.deepEqual(idsOf(listed), [idOf(first)]);
  });

  it('takes a choice on only from the value that the template says', async () => {
    const room_id = idOf(await admin('POST', '/api/admin/rooms', { name: 'Green' }));
    const times = { starts_at: '2026-05-01T09:00:00Z', ends_at: '2026-05-01T10:00:00Z' };
    const id = idOf(await ada('POST', '/api/bookings', { room_id, ...times, status: 'confirmed' }));
    const confirmed = await ada('POST', `/api/bookings/${id}/confirm`);
    assert.deepEqual([confirmed.status, (confirmed.body as Json)['status']], [200, 'confirmed']);
    assert.equal((await ada('POST', `/api/bookings/${id}/confirm`)).status, 409);
    assert.equal((await ada('POST', '/api/bookings/999999/confirm')).status, 404);
  });

  it('moves money from one wallet to another, or not at all', async () => {
    const open = async (who: typeof ada) =>
      idOf(await who('POST', '/api/wallets', { name: 'w', balance: 1e6 }));
    const [from, to] = [await open(ada), await open(bob)];
    const move = (body: object) =>
      ada('POST', '/api/transfers', { from_wallet_id: from, to_wallet_id: to, ...body });
    const balance = async (who: typeof ada, id: number) =>
      ((await who('GET', `/api/wallets/${id}`)).body as Json)['balance'];
    assert.equal((await move({ amount: 12.1 })).status, 201);
    assert.equal((await move({ amount: 87.91 })).status, 409);
    assert.equal((await move({ amount: 0 })).status, 400);
    assert.equal((await move({ amount: -5 })).status, 400);
    assert.equal((await move({ amount: 1, to_wallet_id: from })).status, 400);
    assert.equal((await move({ amount: 1, to_wallet_id: 999_999 })).status, 400);
    assert.equal((await move({ amount: 1, from_wallet_id: to, to_wallet_id: from })).status, 404);
    assert.deepEqual([await balance(ada, from), await balance(bob, to)], [87.9, 112.1]);
    for (const [who, id] of [
      [ada, from],
      [bob, to],
    ] as const) {
      assert.equal(idsOf(await who('GET', `/api/wallets/${id}/transfers`)).length, 1);
    }
    assert.equal((await bob('GET', `/api/wallets/${from}/transfers`)).status, 404);
  });

  it('imports all items or none, exports them, and pages, sorts, filters and sums them up', async () => {
    const items = ['C', 'a', 'B'].map((name, index) => ({
      sku: `S-${index}`,
      name,
      price: 3 - index,
      stock: 2,
    }));
    const imported = await anyone('POST', '/api/items/import', { items });
    assert.deepEqual([imported.status, imported.body], [201, { imported: 3, skipped: 0 }]);
    const broken = [
      { sku: 'S-8', name: 'd', price: 1 },
      { sku: 'S-9', name: 'e', price: 0 },
    ];
    const refused = await anyone('POST', '/api/items/import', { items: broken });
    assert.equal(refused.status, 400);
    assert.match(String((refused.body as Json)['error']), /^Item 2: /);
    assert.equal(
      (await anyone('POST', '/api/items/import', { items: [...broken.slice(0, 1), items[0]] })).status,
      409,
    );
    for (const body of [{}, { items: 'x' }, { items: [] }, { items: [7] }]) {
      assert.equal((await anyone('POST', '/api/items/import', body)).status, 400);
    }
    assert.equal(idsOf(await anyone('GET', '/api/items/export')).length, 3);

    const list = async (query: string) => {
      const { body } = await anyone('GET', `/api/items?${query}`);
      const { items: found, ...page } = body as { items: { name: string }[] };
      return { names: found.map(({ name }) => name).join(''), ...page };
    };
    assert.deepEqual(await list('sort=name&page=1&per_page=2'), {
      ...{ names: 'aB', page: 1, per_page: 2, pages: 2, total: 3, has_more: true },
    });
    assert.deepEqual(await list('sort=name&page=2&per_page=2'), {
      ...{ names: 'C', page: 2, per_page: 2, pages: 2, total: 3, has_more: false },
    });
    assert.equal((await list('sort=price&order=desc')).names, 'CaB');
    assert.equal((await list('price=2')).names, 'a');
    assert.equal((await list('name=a&stock=2')).names, 'a');
    assert.equal((await list('stock=7')).names, '');
    assert.equal((await list('since=2020-01-01T00:00:00Z&sort=price')).names, 'BaC');
    assert.equal((await list('since=2999-01-01T00:00:00Z')).names, '');
    for (const query of [
      'sort=password',
      'sort=name&order=up',
      'page=0',
      'per_page=x',
      'since=soon',
      'q=a&q=b',
    ]) {
      assert.equal((await anyone('GET', `/api/items?${query}`)).status, 400, query);
    }
    const { body } = await anyone('GET', '/api/items/summary');
    assert.deepEqual(body, { count: 3, total_stock: 6, average_price: 2 });
  });
});
