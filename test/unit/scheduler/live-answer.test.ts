import assert from 'node:assert/strict';
import type { Activity } from '../../../src/engine/domain/records.ts';
import { maxLiveCharacters } from '../../../src/engine/scheduler/live-text.ts';
import { RunningWork } from '../../../src/engine/scheduler/running-work.ts';
import { HandClock } from '../../support/hand-clock.ts';

const activity = (): Activity => ({
  ...{ kind: 'job', id: 7, pipelineId: 1, jobId: 7, app: 'acme/big:1', part: 'notes' },
  ...{ step: 'generating', startedAt: 0, outputTokens: null, tokensEstimated: false },
});
const demands = { local: false, provider: 'acme', exclusive: false };
const claim = { attemptId: 3, token: 'token' };

describe('what a model is writing', () => {
  let clock: HandClock;
  let work: RunningWork;
  let notices: number;
  beforeEach(() => {
    clock = new HandClock();
    work = new RunningWork(clock, (error) => assert.fail(String(error)));
    notices = 0;
    work.onDidChange(() => notices++);
  });
  afterEach(() => work.dispose());

  it('is shown by job, grows with what comes, and begins anew with each step', () => {
    const context = work.begin(claim, activity(), demands);
    assert.equal(work.liveAnswer(7), null);
    context.progress({ step: 'generate', outputTokens: 1, estimated: true, textDelta: 'const ' });
    context.progress({ step: 'generate', outputTokens: 2, estimated: true, textDelta: 'a = 1;' });
    const live = { attemptId: 3, step: 'generate', text: 'const a = 1;', omitted: 0 };
    assert.deepEqual(work.liveAnswer(7), { ...live, outputTokens: 2, estimated: true });
    assert.deepEqual(
      work.activities().map((shown) => [shown.outputTokens, shown.tokensEstimated]),
      [[2, true]],
    );
    assert.equal(work.liveAnswer(8), null);
    context.progress({ step: 'continue-1', outputTokens: 1, estimated: false, textDelta: 'next' });
    assert.equal(work.liveAnswer(7)!.text, 'next');
    context.report('writing the app');
    assert.equal(work.liveAnswer(7), null);
    assert.equal(work.activities()[0]!.outputTokens, null);
    work.end(3);
    assert.equal(work.liveAnswer(7), null);
  });

  it('is kept to its end only, and cuts no character in two', () => {
    const context = work.begin(claim, activity(), demands);
    const piece = 'x'.repeat(999) + '😀';
    for (let round = 0; round < 700; round++)
      context.progress({ step: 'generate', outputTokens: round, estimated: true, textDelta: piece });
    const { text, omitted } = work.liveAnswer(7)!;
    assert.equal(text.length + omitted, 700 * piece.length);
    assert.ok(text.length <= maxLiveCharacters && text.length >= maxLiveCharacters - 1);
    assert.ok(text.isWellFormed());
    assert.ok(text.endsWith(piece));
  });

  it('is told at most ten times a second', () => {
    const context = work.begin(claim, activity(), demands);
    for (let ms = 0; ms < 1_000; ms++) {
      context.progress({ step: 'generate', outputTokens: ms, estimated: true, textDelta: 'x' });
      clock.advance(1);
    }
    assert.ok(notices >= 9 && notices <= 10, `${notices} notices`);
  });
});
