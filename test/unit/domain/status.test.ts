import assert from 'node:assert/strict';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import {
  assertTransition,
  canTransition,
  isTerminal,
  transitions,
} from '../../../src/engine/domain/status.ts';
import type { LifecycleKind, StatusOf } from '../../../src/engine/domain/status.ts';

const kinds = Object.keys(transitions) as LifecycleKind[];

function statusesOf<K extends LifecycleKind>(kind: K): StatusOf<K>[] {
  return Object.keys(transitions[kind]) as StatusOf<K>[];
}

describe('status transitions', () => {
  for (const kind of kinds) {
    it(`of a ${kind} are decided for every pair, and what the table does not list throws`, () => {
      for (const from of statusesOf(kind)) {
        for (const to of statusesOf(kind)) {
          const attempt = () => assertTransition(kind, from, to);
          if (canTransition(kind, from, to)) assert.doesNotThrow(attempt);
          else assert.throws(attempt, (error) => AssayError.is(error) && error.errorClass === 'bug');
        }
      }
    });

    it(`of a ${kind} never lead from a status to itself`, () => {
      for (const status of statusesOf(kind)) assert.equal(canTransition(kind, status, status), false);
    });

    it(`of a ${kind} leave a terminal status for an open one only: by a retry`, () => {
      for (const from of statusesOf(kind).filter(isTerminal)) {
        for (const to of statusesOf(kind).filter(isTerminal)) {
          assert.equal(canTransition(kind, from, to), false, `${from} → ${to}`);
        }
        assert.ok(
          statusesOf(kind).some((to) => canTransition(kind, from, to)),
          `${from} can be retried`,
        );
      }
    });

    it(`of a ${kind} reach every status from the first`, () => {
      const [first] = statusesOf(kind);
      const reached = new Set<string>([first!]);
      for (const from of reached) {
        for (const to of statusesOf(kind))
          if (canTransition(kind, from as StatusOf<typeof kind>, to)) reached.add(to);
      }
      assert.deepEqual([...reached].sort(), [...statusesOf(kind)].sort());
    });
  }
});
