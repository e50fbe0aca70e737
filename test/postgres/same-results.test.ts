import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import pg from 'pg';
import { brokenInvariants, everyAnswer } from '../contract/every-answer.ts';
import { runToEnd } from '../contract/follow-plan.ts';
import { logicalRows } from '../contract/logical-rows.ts';
import { anyStep, take } from '../contract/steps.ts';
import type { Step } from '../contract/steps.ts';
import { StoreDriver } from '../contract/store-driver.ts';
import { openStore } from '../support/open-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { givenKeys, takeKeysBack } from './support/given-keys.ts';
import { postgresBench, removeRows } from './support/postgres-bench.ts';

/** What came of a step. Our own refusals are worded alike; those of the databases only mean the same. */
async function outcome(driver: StoreDriver, step: Step): Promise<{ value: unknown } | { refused: string }> {
  try {
    return { value: await take(driver, step) };
  } catch (error) {
    const constraint = isConstraint(error as Error);
    return { refused: constraint ? 'by a constraint' : (error as Error).message };
  }
}

function isConstraint(error: Error): boolean {
  if (error instanceof pg.DatabaseError) return error.code?.startsWith('23') ?? false;
  return /^(UNIQUE|FOREIGN KEY) constraint failed/.test(error.message);
}

describe('any sequence of transitions', () => {
  const folder = temporaryFolder();
  const bench = postgresBench();

  it('leaves the same rows and gives the same answers on sql.js and on PostgreSQL', async function () {
    this.timeout(240_000);
    const postgres = await bench.connect();
    const stateDir = path.join(folder(), 'no-files');
    mkdirSync(path.join(stateDir, 'blobs'), { recursive: true });
    let runs = 0;
    const sequences = fc.array(anyStep, { minLength: 1, maxLength: 80, size: 'max' });
    await fc.assert(
      fc.asyncProperty(sequences, async (steps) => {
        await removeRows(postgres);
        const sqlJs = await openStore(path.join(folder(), String(++runs)));
        try {
          const [one, other] = [new StoreDriver(sqlJs), new StoreDriver(postgres)];
          const begin = [
            { kind: 'createPipeline', place: 0, variant: 0 },
            { kind: 'startPipeline', place: 0, variant: 0 },
          ] as const;
          for (const step of [...begin, ...steps]) {
            const keys = await givenKeys(postgres);
            const came = await outcome(one, step);
            const cameThere = await outcome(other, step);
            if ('refused' in cameThere) await takeKeysBack(postgres, keys);
            assert.deepEqual(cameThere, came, step.kind);
            assert.deepEqual(await logicalRows(postgres), await logicalRows(sqlJs), step.kind);
          }
          await runToEnd(one);
          await runToEnd(other);
          assert.deepEqual(await logicalRows(postgres), await logicalRows(sqlJs), 'at the end');
          const now = one.tick();
          assert.deepEqual(
            await everyAnswer(postgres, stateDir, now),
            await everyAnswer(sqlJs, stateDir, now),
          );
          assert.deepEqual(await brokenInvariants(sqlJs), []);
          assert.deepEqual(await brokenInvariants(postgres), []);
        } finally {
          await sqlJs.close();
        }
      }),
      { numRuns: 20 },
    );
  });
});
