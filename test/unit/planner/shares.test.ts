import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shareFairly } from '../../../src/engine/planner/fair-shares.ts';
import type { Share } from '../../../src/engine/planner/fair-shares.ts';
import { shareJobs, viewProviders } from '../../../src/engine/planner/job-shares.ts';
import type { DueJob, ProviderView } from '../../../src/engine/planner/job-shares.ts';

const share = <T>(id: number, due: T[], changes: Partial<Share<T>> = {}): Share<T> => ({
  id,
  running: 0,
  width: 99,
  due,
  ...changes,
});
const jobs = (provider: string, ...ids: number[]): DueJob[] =>
  ids.map((id) => ({ id, provider, local: provider === 'builtin' }));
const provider = (running: number, places = Number.POSITIVE_INFINITY): ProviderView => ({
  running,
  places,
  blockedUntil: null,
});
const idsOf = (given: readonly DueJob[]) => given.map(({ id }) => id);

describe('free workers', () => {
  it('go to whoever has fewest', () => {
    const shares = [share(1, ['a', 'b', 'c'], { running: 1 }), share(2, ['x', 'y', 'z'])];
    assert.deepEqual(shareFairly(shares, 3, new Map()), ['x', 'a', 'y']);
  });

  it('of those that have as many to the one whose last turn is longest ago', () => {
    const shares = [share(1, ['a', 'b']), share(2, ['x', 'y']), share(3, ['k'])];
    const turns = new Map([
      [1, 7],
      [2, 6],
    ]);
    assert.deepEqual(shareFairly(shares, 1, turns), ['k']);
    assert.deepEqual(shareFairly(shares, 5, turns), ['k', 'x', 'a', 'y', 'b']);
  });

  it('come to each in turn, where there are fewer workers than pipelines', () => {
    const turns = new Map<number, number>();
    const served: number[] = [];
    for (let turn = 1; turn <= 9; turn++) {
      const [next] = shareFairly(
        [1, 2, 3].map((id) => share(id, [id])),
        1,
        turns,
      );
      served.push(next!);
      turns.set(next!, turn);
    }
    assert.deepEqual(served, [1, 2, 3, 1, 2, 3, 1, 2, 3]);
  });

  it('are never more than there are, nor than a width', () => {
    assert.deepEqual(shareFairly([share(1, ['a', 'b', 'c'], { width: 2 })], 9, new Map()), ['a', 'b']);
    assert.deepEqual(shareFairly([share(1, ['a', 'b'])], 0, new Map()), []);
    assert.deepEqual(shareFairly([share(1, ['a', 'b'])], -1, new Map()), []);
  });
});

describe('free workers for jobs', () => {
  it('pass the jobs of a provider that has no place', () => {
    const due = [...jobs('one', 1, 2, 3, 4), ...jobs('other', 5, 6)];
    const limited = new Map([['one', provider(1, 2)]]);
    assert.deepEqual(idsOf(shareJobs([share(9, due)], 4, new Map(), limited)), [5, 1, 6]);
    const blocked = new Map([['one', provider(0, 0)]]);
    assert.deepEqual(idsOf(shareJobs([share(9, due)], 4, new Map(), blocked)), [5, 6]);
  });

  it('share the places of a provider among pipelines', () => {
    const limited = new Map([['one', provider(0, 2)]]);
    const shares = [share(1, jobs('one', 1, 2, 3)), share(2, jobs('one', 11, 12, 13))];
    assert.deepEqual(idsOf(shareJobs(shares, 9, new Map(), limited)), [1, 11]);
  });

  it('go to the provider that has fewest running, in its order, so that a slow one does not take them all', () => {
    const due = [...jobs('slow', 1, 2), ...jobs('quick', 3, 4)];
    const running = new Map([['slow', provider(2)]]);
    assert.deepEqual(idsOf(shareJobs([share(9, due)], 3, new Map(), running)), [3, 4, 1]);
  });

  it('know of a provider what runs, what it allows, and until when it allows nothing', () => {
    const limits = new Map([
      ['one', { width: 3, successes: 0, notBefore: 0, limitedAt: 10, limits: 0 }],
      ['shut', { width: 3, successes: 0, notBefore: 99, limitedAt: 10, limits: 1 }],
    ]);
    assert.deepEqual(
      viewProviders(limits, ['one', 'free', 'one'], 50),
      new Map([
        ['one', { running: 2, places: 3, blockedUntil: null }],
        ['shut', { running: 0, places: 0, blockedUntil: 99 }],
        ['free', { running: 1, places: Number.POSITIVE_INFINITY, blockedUntil: null }],
      ]),
    );
  });

  const names = ['one', 'two', 'three'];
  const situation = fc.record({
    shares: fc.array(
      fc.record({
        running: fc.nat(3),
        width: fc.integer({ min: 1, max: 5 }),
        due: fc.array(fc.constantFrom(...names), { maxLength: 8 }),
      }),
      { maxLength: 4 },
    ),
    free: fc.nat(8),
    turns: fc.dictionary(fc.constantFrom('1', '2', '3', '4'), fc.nat(9)),
    places: fc.dictionary(fc.constantFrom(...names), fc.record({ running: fc.nat(3), places: fc.nat(5) })),
  });

  it('are given out within all widths, each job once, and none is left idle while a job may start', () => {
    fc.assert(
      fc.property(situation, ({ shares, free, turns, places }) => {
        let id = 0;
        const all = shares.map(({ due, ...rest }, index) =>
          share(
            index + 1,
            due.map((name) => jobs(name, ++id)[0]!),
            rest,
          ),
        );
        const providers = new Map(
          Object.entries(places).map(([name, { running, places: count }]) => [
            name,
            provider(running, count),
          ]),
        );
        const last = new Map(Object.entries(turns).map(([key, value]) => [Number(key), value]));
        const given = shareJobs(all, free, last, providers);
        assert.equal(new Set(idsOf(given)).size, given.length);
        assert.ok(given.length <= free);
        const roomOf = (name: string) => {
          const { running, places: count } = providers.get(name) ?? provider(0);
          return count - running - given.filter((job) => job.provider === name).length;
        };
        for (const name of names) {
          assert.ok(roomOf(name) >= 0 || given.every((job) => job.provider !== name), name);
        }
        for (const { running, width, due } of all) {
          const own = due.filter((job) => given.includes(job)).length;
          assert.ok(own === 0 || running + own <= width);
          if (given.length < free && running + own < width) {
            const startable = due.filter((job) => !given.includes(job) && roomOf(job.provider) > 0);
            assert.deepEqual(startable, []);
          }
        }
      }),
    );
  });
});
