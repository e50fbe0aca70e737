import assert from 'node:assert/strict';
import { figuresDifference } from '../../../src/analyzer/endpoints/figure-values.ts';
import { readFieldRule } from '../../../src/analyzer/endpoints/fields.ts';
import { readFigures } from '../../../src/analyzer/endpoints/figures.ts';
import { isSameWord } from '../../../src/analyzer/endpoints/model.ts';
import type { ModelEntity } from '../../../src/analyzer/endpoints/model.ts';

const entity = (name: string, phrases: Record<string, string>): ModelEntity => ({
  name,
  fields: new Map(Object.entries(phrases).map(([key, phrase]) => [key, readFieldRule(key, phrase)])),
  ...{ overlap: null, transfer: null },
});
const sale = entity('Sale', {
  ...{ id: 'integer (primary key)', seller_id: 'integer (references Seller)', amount: 'number' },
  ...{ units: 'integer', paid: 'boolean', channel: 'string (one of: shop, web)', page_count: 'integer' },
});
const model = [sale, entity('Seller', { id: 'integer (primary key)' })];
const meaning = (example: unknown, of: ModelEntity | null = sale) =>
  readFigures(example, of, model).map(({ key, group, kind, field, only, entity: { name } }) =>
    [group && `${group.field}:`, key, kind, field ?? (only ? `${only.key}=${String(only.value)}` : name)]
      .filter((part) => part !== null)
      .join(' '),
  );

describe('figures of an answer', () => {
  it('mean what their names plainly say, and nothing where they do not', () => {
    assert.deepEqual(meaning({ count: 2, total: 9.5, average: 4.75, highest: 5, lowest: 4.5 }), [
      ...['count count Sale', 'total sum amount', 'average average amount', 'highest highest amount'],
      'lowest lowest amount',
    ]);
    assert.deepEqual(meaning({ total: 2, paid: 1, web: 1 }), [
      ...['total count Sale', 'paid count paid=true', 'web count channel=web'],
    ]);
    assert.deepEqual(meaning({ total_units: 4, max_pages: 3, sellers: 2, sale_count: 2 }), [
      ...[
        'total_units sum units',
        'max_pages highest page_count',
        'sellers count Seller',
        'sale_count count Sale',
      ],
    ]);
    // A total of what: of the amounts, or of the sales?
    assert.deepEqual(meaning({ total: 9.5, average: 4.75 }), ['average average amount']);
    assert.deepEqual(meaning({ units: 4, uptime: 99.5, version: 2 }), []);
    assert.deepEqual(meaning({ sellers: 1, total: 3 }, null), ['sellers count Seller']);
    assert.deepEqual(meaning([{ channel: 'web', count: 1, total: 9.5 }]), [
      ...['channel: count count Sale', 'channel: total sum amount'],
    ]);
    assert.deepEqual(meaning({ by_channel: [{ channel: 'web', count: 1 }] }), ['channel: count count Sale']);
    // How many there are on this page, or in all?
    assert.deepEqual(meaning({ sales: [{ id: 1, amount: 2 }], count: 20 }), []);
  });

  const difference = (
    example: unknown,
    before: unknown,
    after: unknown,
    ...added: Record<string, unknown>[]
  ) =>
    figuresDifference(readFigures(example, sale, model), before, after, new Map([[sale, added]]), () => true);

  it('are compared with those before and what was added', () => {
    const example = { count: 2, total: 9.5, average: 4.75, highest: 5, lowest: 4.5 };
    const before = { count: 1, total: 4, average: 4, highest: 4, lowest: 4 };
    const after = { count: 2, total: 10.5, average: 5.25, highest: 6.5, lowest: 4 };
    assert.equal(difference(example, before, after, { amount: 6.5 }), null);
    for (const key of Object.keys(after)) {
      const wrong = { ...after, [key]: 77 };
      assert.match(difference(example, before, wrong, { amount: 6.5 }) ?? '', new RegExp(`^${key} is `));
    }
    assert.equal(
      difference({ count: 1 }, { count: 3 }, { count: 3 }, { amount: 1 }),
      'count is 3 before and 3 after 1 more, where 4 is expected',
    );
    const empty = { count: 0, total: 0, average: null, highest: null, lowest: 0 };
    const one = { count: 1, total: 3, average: 3, highest: 3, lowest: 3 };
    assert.equal(difference(example, empty, one, { amount: 3 }), null);
  });

  it('of groups count for the group that the new one is in, also when it is the first there', () => {
    const example = [{ channel: 'web', count: 1, total: 2 }];
    const web = { channel: 'web', count: 2, total: 5 };
    const shop = { channel: 'shop', count: 1, total: 3 };
    const added = { channel: 'shop', amount: 3 };
    assert.equal(difference(example, [web], [shop, web], added), null);
    assert.match(
      difference(example, [web], [web], added) ?? '',
      /^of shop, count is nothing .* 1 is expected/,
    );
    const both = [{ ...web, count: 3 }, shop];
    assert.match(difference(example, [web], both, added) ?? '', /^of web, count is 2 before and 3 after/);
  });

  it('of groups stand once for each, unless something else tells them apart', () => {
    const example = [{ channel: 'web', count: 1 }];
    const [web, more] = [
      { channel: 'web', count: 2 },
      { channel: 'web', count: 3 },
    ];
    const added = { channel: 'web', amount: 3 };
    assert.equal(difference(example, [web], [more], added), null);
    assert.equal(difference(example, [web], [web, more], added), 'web is listed twice');
    assert.equal(difference(example, [web, web], [more], added), 'web is listed twice');
    const [old, now] = [
      { ...web, year: 2025 },
      { ...more, year: 2026 },
    ];
    assert.equal(difference(example, [{ ...web, year: 2026 }], [old, now], added), null);
  });

  it('belong to the entity that the path names, in whichever plural', () => {
    const pairs = ['courses Course', 'boxes Box', 'categories Category', 'expenses Expense', 'classes Class'];
    for (const pair of pairs) assert.ok(isSameWord(...(pair.split(' ') as [string, string])), pair);
    assert.ok(!isSameWord('posts', 'Poster') && !isSameWord('rooms', 'Roommate'));
  });
});
