import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFieldRule } from '../../../src/analyzer/endpoints/fields.ts';
import { planEndpoints } from '../../../src/analyzer/endpoints/plan.ts';
import { ValueSource, shiftDate } from '../../../src/analyzer/endpoints/values.ts';
import { wrongBodies, wrongValues } from '../../../src/analyzer/endpoints/wrong-values.ts';
import { carefulTemplate } from '../../support/careful-app/template.ts';

const rule = (key: string, phrase: string) => readFieldRule(key, phrase);
const fields = (phrases: Record<string, string>) =>
  new Map(Object.entries(phrases).map(([key, phrase]) => [key, rule(key, phrase)]));

describe('what the endpoint-tester sends', () => {
  it('reads the words of a field', () => {
    const title = rule('title', 'string (required, unique, min 3, max 60 chars)');
    assert.deepEqual(
      [title.kind, title.required, title.unique, title.min, title.max],
      ['text', true, true, 3, 60],
    );
    const tags = rule('tags', 'list of strings (max 10 items, max 30 chars each)');
    assert.deepEqual([tags.kind, tags.max, tags.itemMax], ['list', 10, 30]);
    const status = rule('status', 'string (one of: draft, published, default: draft)');
    assert.deepEqual([status.kind, status.choices], ['choice', ['draft', 'published']]);
    const owner = rule('user_id', 'integer (references User, server-set)');
    assert.deepEqual([owner.references, owner.serverSet], ['User', true]);
    assert.equal(rule('password', 'string (write-only)').writeOnly, true);
    assert.equal(rule('id', 'integer (primary key)').serverSet, true);
  });

  it('keeps to the limits of the fields, whatever the variant', () => {
    const numbers = fc.record({ min: fc.integer({ min: 0, max: 9 }), span: fc.integer({ min: 0, max: 9 }) });
    fc.assert(
      fc.property(
        numbers,
        fc.nat(500),
        fc.integer({ min: 12, max: 40 }),
        ({ min, span }, variant, length) => {
          const model = fields({
            rating: `integer (min ${min}, max ${min + span})`,
            title: `string (required, max ${length} chars)`,
            day: 'date',
            state: 'string (one of: open, closed, lost)',
          });
          const example = { rating: min, title: 'A long title', day: '2026-02-28', state: 'open' };
          const varied = new ValueSource('seed').vary(example, model, variant);
          assert.ok(Number(varied['rating']) >= min && Number(varied['rating']) <= min + span);
          assert.ok(String(varied['title']).length <= length && String(varied['title']).length > 0);
          assert.match(String(varied['day']), /^\d{4}-\d\d-\d\d$/);
          assert.ok(['open', 'closed', 'lost'].includes(String(varied['state'])));
        },
      ),
    );
  });

  it('never sends a unique value twice, and the same for the same seed', () => {
    const model = fields({
      email: 'email (unique)',
      code: 'string (unique, max 20 chars)',
      sku: 'string (unique)',
    });
    const example = { email: 'ada@example.org', code: 'garden', sku: 'SKU-0042' };
    const sent = (seed: string) => {
      const source = new ValueSource(seed);
      return Array.from({ length: 200 }, (_, variant) => source.vary(example, model, variant));
    };
    for (const key of ['email', 'code', 'sku']) {
      assert.equal(new Set(sent('a').map((body) => body[key])).size, 200, key);
    }
    assert.ok(sent('a').every(({ sku }) => /^SKU-\d{4}$/.test(String(sku))));
    assert.deepEqual(sent('a'), sent('a'));
    assert.notDeepEqual(sent('a'), sent('b'));
  });

  it('keeps the form of dates', () => {
    assert.equal(shiftDate('2026-02-28', 1), '2026-03-01');
    assert.equal(shiftDate('2026-02-28T23:00:00Z', 1), '2026-03-01T23:00:00Z');
    assert.equal(shiftDate('2026-02-28T23:00:00.000Z', 1), '2026-03-01T23:00:00.000Z');
    assert.equal(shiftDate('tomorrow', 1), 'tomorrow');
  });

  it('breaks one rule at a time', () => {
    const model = fields({
      title: 'string (required, max 5 chars)',
      rating: 'integer (min 1, max 5)',
      id: 'integer',
    });
    const whats = wrongBodies(['title', 'rating', 'id', 'unknown'], model, true, () => ({
      title: 'x',
      rating: 1,
    }));
    assert.deepEqual(
      whats.map(({ what }) => what),
      [
        ...[
          'without title',
          'with null for title',
          'with an object for title',
          'with an empty text for title',
        ],
        ...['with 6 characters for title', 'with a word for rating', 'with an object for rating'],
        ...['with 6 for rating', 'with 0 for rating'],
      ],
    );
    for (const { what, body } of whats)
      assert.ok('rating' in body && (what === 'without title' || 'title' in body));
    assert.deepEqual(wrongValues(rule('owner_id', 'integer (references User)')).length, 1);
    assert.deepEqual(wrongValues(rule('data', 'json')), []);
  });

  it('asks in an order in which each endpoint finds what it needs', () => {
    const order = planEndpoints(carefulTemplate).endpoints.map(({ requirement }) => requirement);
    const isBefore = (first: string, second: string) => {
      assert.ok(order.includes(first) && order.includes(second));
      assert.ok(order.indexOf(first) < order.indexOf(second), `${first} comes before ${second}`);
    };
    isBefore('POST /api/auth/register', 'POST /api/auth/login');
    isBefore('POST /api/boards', 'POST /api/boards/:id/cards');
    isBefore('POST /api/admin/rooms', 'POST /api/bookings');
    isBefore('POST /api/wallets', 'POST /api/transfers');
    isBefore('POST /api/boards/:id/cards', 'GET /api/cards/:id');
    isBefore('POST /api/bookings/:id/cancel', 'PATCH /api/cards/:id');
    isBefore('DELETE /api/cards/:id', 'DELETE /api/admin/users/:id');
    assert.equal(order.at(-1), 'POST /api/auth/logout');
  });
});
