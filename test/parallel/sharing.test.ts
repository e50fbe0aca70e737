import assert from 'node:assert/strict';
import path from 'node:path';
import { isTerminal } from '../../src/engine/domain/status.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { ParallelEngine } from './support/parallel-engine.ts';
import { pipelineFile } from './support/pipeline-files.ts';

describe('a long pipeline and short ones', () => {
  const folder = temporaryFolder();

  it('share the workers: who comes later and is short is done long before the long one', async () => {
    const engine = await ParallelEngine.open(path.join(folder(), 'state'), {
      'generation.maxWorkers': 4,
      'analysis.maxWorkers': 4,
      'generation.maxConcurrent': 4,
      'analysis.maxConcurrent': 4,
    });
    const long = await engine.run(pipelineFile(folder(), 'long', { replicates: 12 }), 'continue');
    // The long one has all workers when the others come.
    await engine.until(([pipeline]) => pipeline!.generation.completed >= 6);
    const short = await Promise.all(
      ['short-1', 'short-2'].map((name) =>
        engine.run(pipelineFile(folder(), name, { replicates: 1 }), 'continue'),
      ),
    );
    const order: number[] = [];
    let longWhenShortEnded = { generated: 72, analysed: 72 };
    await engine.until((pipelines) => {
      for (const { id, status } of pipelines) {
        if (isTerminal(status) && !order.includes(id)) order.push(id);
      }
      const shortEnded = short.every(({ pipelineId }) => order.includes(pipelineId));
      const { generation, analysis } = pipelines.find(({ id }) => id === long.pipelineId)!;
      if (shortEnded && longWhenShortEnded.generated === 72) {
        longWhenShortEnded = { generated: generation.completed, analysed: analysis.completed };
      }
      return order.length === 3;
    });
    await engine.close();
    assert.equal(order.at(-1), long.pipelineId);
    // Twelve apps of 84: fair shares have them done when the long one has as many more as each of the two.
    const { generated, analysed } = longWhenShortEnded;
    assert.ok(generated < 60 && analysed < 40, JSON.stringify(longWhenShortEnded));
  });
});
