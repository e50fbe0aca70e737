import assert from 'node:assert/strict';
import fc from 'fast-check';
import { imagesOverLimit } from '../../../src/engine/containers/images/images-limit.ts';
import type { LimitedImage } from '../../../src/engine/containers/images/images-limit.ts';

/** Each is built on an earlier one or on none, as engines have it. */
const images = fc
  .array(
    fc.record({
      bytes: fc.nat(1_000),
      usedAt: fc.nat(50),
      inUse: fc.boolean(),
      base: fc.nat(20),
      isForeignBase: fc.boolean(),
    }),
    { maxLength: 15 },
  )
  .map((made) =>
    made.map(({ bytes, usedAt, inUse, isForeignBase }, index): LimitedImage => {
      const on = made.flatMap(({ base }, other) => (other > index && base === index ? [`i${other}`] : []));
      return {
        id: `i${index}`,
        bytes,
        usedAt,
        inUse,
        derived: isForeignBase && on.length === 0 ? ['theirs'] : on,
      };
    }),
  );
const limits = fc.record({ count: fc.nat(15), bytes: fc.nat(10_000) });

describe('images beyond their limits', () => {
  it('are removed until the rest is within them or none can go, and never one that is needed', () => {
    fc.assert(
      fc.property(images, limits, (all, limit) => {
        const gone = imagesOverLimit(all, limit);
        const ids = new Set(gone.map(({ id }) => id));
        const stay = all.filter(({ id }) => !ids.has(id));
        const left = new Set(stay.map(({ id }) => id));
        const isNeeded = ({ inUse, derived }: LimitedImage) =>
          inUse || derived.some((each) => each === 'theirs' || left.has(each));
        assert.ok(gone.every((image) => !isNeeded(image)));
        const bytes = stay.reduce((sum, image) => sum + image.bytes, 0);
        const isWithin = stay.length <= limit.count && bytes <= limit.bytes;
        assert.ok(isWithin || stay.every(isNeeded), 'what could go stayed');
        // Nothing goes for nothing: before the last one was removed it was too much.
        const last = gone.at(-1);
        assert.ok(!last || stay.length + 1 > limit.count || bytes + last.bytes > limit.bytes);
      }),
      { numRuns: 1_000 },
    );
  });

  it('go in the order of their last use', () => {
    const image = (id: string, usedAt: number) => ({ id, usedAt, bytes: 1, inUse: false, derived: [] });
    const all = [image('new', 3), image('old', 1), image('middle', 2)];
    assert.deepEqual(
      imagesOverLimit(all, { count: 1, bytes: 100 }).map(({ id }) => id),
      ['old', 'middle'],
    );
  });
});
