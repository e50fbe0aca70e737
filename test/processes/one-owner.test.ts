import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { PipelineRecord } from '../../src/engine/domain/records.ts';
import { engineProcesses } from './support/engine-process.ts';

const count = 200;

describe(`${count} processes that open one state folder at the same instant`, () => {
  const { stateDir, start, pipelineFile } = engineProcesses();

  it('are one owner and its clients, who all get answers', async function () {
    // Most of it is the start of so many programs.
    this.timeout(300_000);
    const processes = Array.from({ length: count }, (_, index) => start(index % 2 ? 'all' : 'requested'));
    await Promise.all(processes.map((process) => process.ready()));
    // All wait for this line.
    const owns = await Promise.all(processes.map((process) => process.open()));
    assert.equal(owns.filter(Boolean).length, 1);
    assert.deepEqual(readdirSync(path.join(stateDir(), 'owners')), ['owner-1'], 'nobody else ever was');

    const client = processes[owns.indexOf(false)]!;
    const { pipelineId } = await client.call<{ pipelineId: number }>('run', {
      file: pipelineFile(),
      mode: 'new',
    });
    const seen = await Promise.all(
      processes.map((process) => process.call<PipelineRecord>('whenSettled', pipelineId)),
    );
    assert.deepEqual(new Set(seen.map(({ status }) => status)), new Set(['completed']));

    const owner = processes[owns.indexOf(true)]!;
    const clients = processes.filter((process) => process !== owner);
    assert.deepEqual(new Set(await Promise.all(clients.map((process) => process.end()))), new Set([0]));
    assert.equal(await owner.end(), 0);
  });
});
