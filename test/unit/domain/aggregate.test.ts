import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  aggregate,
  deriveMainTaskStatus,
  partContribution,
  toolRunContribution,
} from '../../../src/engine/domain/aggregate.ts';
import type { Contribution } from '../../../src/engine/domain/aggregate.ts';
import { isTerminal, subtaskStatuses } from '../../../src/engine/domain/status.ts';

const contribution = fc.constantFrom<Contribution>('usable', 'partial', 'lost', 'cancelled', 'ignored');

describe('the aggregation rule', () => {
  const cases: [Contribution[], ReturnType<typeof aggregate>][] = [
    [[], 'completed'],
    [['ignored'], 'completed'],
    [['usable', 'ignored'], 'completed'],
    [['usable', 'usable'], 'completed'],
    [['usable', 'lost'], 'partial_success'],
    [['usable', 'cancelled'], 'partial_success'],
    [['partial'], 'partial_success'],
    [['usable', 'partial'], 'partial_success'],
    [['lost'], 'failed'],
    [['lost', 'cancelled'], 'failed'],
    [['cancelled', 'ignored'], 'cancelled'],
  ];
  for (const [parts, expected] of cases) {
    it(`gives ${expected} for [${parts.join(', ')}]`, () => assert.equal(aggregate(parts), expected));
  }

  it('does not depend on order or on parts that do not apply', () => {
    fc.assert(
      fc.property(fc.array(contribution), fc.nat(10), (parts, ignored) => {
        const more = [...Array<Contribution>(ignored).fill('ignored'), ...parts.toReversed()];
        assert.equal(aggregate(more), aggregate(parts));
      }),
    );
  });

  it('says completed only when nothing that was asked for is missing', () => {
    fc.assert(
      fc.property(fc.array(contribution), (parts) => {
        const missing = parts.some((part) => part !== 'usable' && part !== 'ignored');
        assert.equal(aggregate(parts) === 'completed', !missing);
      }),
    );
  });

  it('counts a tool that could not measure as lost, one that does not apply not at all', () => {
    assert.equal(toolRunContribution('not_available'), 'lost');
    assert.equal(toolRunContribution('skipped'), 'lost');
    assert.equal(toolRunContribution('timed_out'), 'lost');
    assert.equal(toolRunContribution('failed'), 'lost');
    assert.equal(toolRunContribution('not_applicable'), 'ignored');
    assert.equal(toolRunContribution('succeeded'), 'usable');
  });
});

describe("a main task's status", () => {
  it('is final exactly when all its subtasks are', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...subtaskStatuses), { minLength: 1 }), (statuses) => {
        assert.equal(isTerminal(deriveMainTaskStatus(statuses)), statuses.every(isTerminal));
      }),
    );
  });

  it('is pending until the first subtask starts, then running', () => {
    assert.equal(deriveMainTaskStatus(['pending', 'pending']), 'pending');
    assert.equal(deriveMainTaskStatus(['pending', 'running']), 'running');
    assert.equal(deriveMainTaskStatus(['completed', 'pending']), 'running');
    assert.equal(deriveMainTaskStatus(['completed', 'failed']), 'partial_success');
  });

  it('has no contribution to its pipeline while it is open', () => {
    assert.equal(partContribution('running'), null);
    assert.equal(partContribution('pending'), null);
    assert.equal(partContribution('created'), null);
  });
});
