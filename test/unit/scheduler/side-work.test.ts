import assert from 'node:assert/strict';
import { SideWork } from '../../../src/engine/scheduler/side-work.ts';

/** Further than from the end of a piece of work to everything that follows from it. */
const mostSteps = 12;

async function forSteps(steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) await Promise.resolve();
}

describe('work beside the look', () => {
  const beside = () => {
    const errors: unknown[] = [];
    const work = new SideWork((error) => errors.push(error));
    let runs = 0;
    let finish: (error?: Error) => void = () => undefined;
    const run = (): Promise<void> => {
      runs++;
      return new Promise((resolve, reject) => {
        finish = (error) => (error ? reject(error) : resolve());
      });
    };
    return { work, errors, run, runs: () => runs, finish: (error?: Error) => finish(error) };
  };

  for (const kind of ['repeat', 'once'] as const) {
    it(`loses nothing that is asked for just when it ends (${kind})`, async () => {
      for (let steps = 1; steps <= mostSteps; steps++) {
        const { work, run, runs, finish } = beside();
        work[kind]('a', run);
        finish();
        await forSteps(steps);
        work[kind]('a', run);
        // While it runs, `once` means that very run; a step later it is over.
        await forSteps(mostSteps);
        if (kind === 'repeat' || steps > 1) assert.equal(runs(), 2, `after ${steps} steps`);
        finish();
        await work.settled();
      }
    });
  }

  it('runs once more, and only once, for all that is asked for meanwhile', async () => {
    const { work, run, runs, finish } = beside();
    for (let time = 0; time < 3; time++) work.repeat('a', run);
    assert.equal(runs(), 1);
    finish();
    await forSteps(mostSteps);
    assert.equal(runs(), 2);
    finish();
    await work.settled();
    assert.equal(runs(), 2);
  });

  it('runs once more also when it has failed, and tells of the failure', async () => {
    const { work, run, runs, finish, errors } = beside();
    work.repeat('a', run);
    work.repeat('a', run);
    finish(new Error('not now'));
    await forSteps(mostSteps);
    assert.equal(runs(), 2);
    assert.match(String(errors), /not now/);
    finish();
    await work.settled();
  });
});
