import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Coalesced } from '../../../src/views/coalesced.ts';

const failed = (error: unknown) => assert.fail(String(error));

/** Lets what has been resolved go on. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('coalesced work', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('is done once for many requests, after the delay', async () => {
    let runs = 0;
    const work = new Coalesced(200, async () => void runs++, failed);
    for (let i = 0; i < 10; i++) work.request();
    mock.timers.tick(199);
    assert.equal(runs, 0);
    mock.timers.tick(1);
    await settle();
    assert.equal(runs, 1);
    mock.timers.tick(1_000);
    assert.equal(runs, 1);
  });

  it('is never done twice at a time; requests meanwhile are served by one more run', async () => {
    const gates: (() => void)[] = [];
    const work = new Coalesced(200, () => new Promise<void>((resolve) => gates.push(resolve)), failed);
    work.request();
    mock.timers.tick(200);
    work.request();
    work.request();
    mock.timers.tick(1_000);
    assert.equal(gates.length, 1);
    gates[0]!();
    await settle();
    mock.timers.tick(200);
    assert.equal(gates.length, 2);
  });

  it('that takes long is done more rarely', async () => {
    let now = 0;
    const clock = mock.method(performance, 'now', () => now);
    let runs = 0;
    const work = new Coalesced(200, async () => void (runs++, (now += 1_000)), failed);
    work.request();
    mock.timers.tick(200);
    await settle();
    work.request();
    mock.timers.tick(8_999);
    assert.equal(runs, 1);
    mock.timers.tick(1);
    assert.equal(runs, 2);
    clock.mock.restore();
  });

  it('goes on after a failure, which is told', async () => {
    const errors: unknown[] = [];
    const failure = new Error('gone');
    const work = new Coalesced(
      200,
      () => Promise.reject(failure),
      (error) => errors.push(error),
    );
    for (let i = 1; i <= 2; i++) {
      work.request();
      mock.timers.tick(200);
      await settle();
      assert.equal(errors.length, i);
    }
    assert.equal(errors[0], failure);
  });

  it('ends with its owner', () => {
    let runs = 0;
    const work = new Coalesced(200, async () => void runs++, failed);
    work.request();
    work.dispose();
    work.request();
    mock.timers.tick(1_000);
    assert.equal(runs, 0);
  });
});
