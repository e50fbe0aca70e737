import assert from 'node:assert/strict';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { Emitter } from '../../../src/engine/domain/event.ts';
import type { EngineChange, PipelineRecord } from '../../../src/engine/domain/records.ts';
import { untilSettled } from '../../../src/engine/until-settled.ts';

const none: ReadonlySet<number> = new Set();
const change = (of: Partial<EngineChange>): EngineChange => ({
  pipelines: none,
  jobs: none,
  mainTasks: none,
  subtasks: none,
  reset: false,
  ...of,
});

describe('waiting for a pipeline', () => {
  const changes = new Emitter<EngineChange>((error) => {
    throw error;
  });
  let record: PipelineRecord | null;
  let looks: number;
  let closed: AbortController;
  beforeEach(() => {
    record = { id: 7, status: 'running' } as PipelineRecord;
    looks = 0;
    closed = new AbortController();
  });
  const engine = {
    onDidChange: changes.event,
    pipeline: async () => {
      looks++;
      return record;
    },
  };
  const cancelled = (what: RegExp) => (error: unknown) =>
    AssayError.is(error) && error.errorClass === 'cancelled' && what.test(error.message);

  it('looks after each change of that pipeline, and ends when it has ended or is paused', async () => {
    for (const status of ['completed', 'paused'] as const) {
      looks = 0;
      record = { id: 7, status: 'running' } as PipelineRecord;
      const settled = untilSettled(engine, 7, closed.signal);
      await new Promise(setImmediate);
      changes.fire(change({ pipelines: new Set([8]) }));
      await new Promise(setImmediate);
      assert.equal(looks, 1, 'another one has changed');
      record = { id: 7, status } as PipelineRecord;
      changes.fire(change({ pipelines: new Set([7]) }));
      assert.equal((await settled).status, status);
    }
  });

  it('ends with an error when the pipeline is gone', async () => {
    const settled = untilSettled(engine, 7, closed.signal);
    await new Promise(setImmediate);
    record = null;
    changes.fire(change({ reset: true }));
    await assert.rejects(settled, cancelled(/Pipeline 7 is not in this state folder/));
    await assert.rejects(untilSettled(engine, 7, closed.signal), cancelled(/Pipeline 7/));
  });

  it('ends with an error when the engine is closed, also before it began', async () => {
    const settled = untilSettled(engine, 7, closed.signal);
    await new Promise(setImmediate);
    closed.abort();
    await assert.rejects(settled, cancelled(/engine was closed before pipeline 7/));
    await assert.rejects(untilSettled(engine, 7, closed.signal), cancelled(/engine was closed/));
  });
});
