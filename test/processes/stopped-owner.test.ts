import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PipelineRecord } from '../../src/engine/domain/records.ts';
import { openStore } from '../support/open-store.ts';
import { addApp, appNumbers } from '../support/store-bench.ts';
import { engineProcesses } from './support/engine-process.ts';
import { WritingProcess } from './support/writing-process.ts';

/** What a folder holds: each file's path, inode and content. */
function contentOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const hash = createHash('sha256').update(readFileSync(file)).digest('hex');
      return `${path.relative(folder, file)} ${statSync(file).ino} ${hash}`;
    });
}

describe('an owner that is stopped', function () {
  this.timeout(120_000);
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  const { folder, stateDir, open, pipelineFile } = engineProcesses();

  it('is followed by another, and when it is continued writes nothing and becomes its client', async () => {
    const stopped = await open('all');
    const file = pipelineFile();
    const first = await stopped.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    await stopped.call('whenSettled', first.pipelineId);
    stopped.child.kill('SIGSTOP');

    const next = await open('all');
    const second = await next.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    assert.equal((await next.call<PipelineRecord>('whenSettled', second.pipelineId)).status, 'completed');
    const before = contentOf(stateDir());

    const noticed = stopped.hears((message) =>
      message.kind === 'changed' && message.reset ? message : undefined,
    );
    stopped.child.kill('SIGCONT');
    assert.equal((await noticed).owns, false);
    assert.deepEqual(contentOf(stateDir()), before);

    // What it is asked now is done, by the other.
    const third = await stopped.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    assert.equal((await next.call<PipelineRecord>('whenSettled', third.pipelineId)).status, 'completed');
    assert.equal((await stopped.call<PipelineRecord[]>('pipelines')).length, 3);
  });

  it('in the middle of its work loses it to the next one, and nothing that it has reported', async () => {
    const stopped = await open('all');
    const file = pipelineFile({ replicates: 100 });
    const { pipelineId } = await stopped.call<{ pipelineId: number }>('run', { file, mode: 'new' });
    await stopped.hears((message) => (message.kind === 'changed' && message.rows > 0 ? true : undefined));
    stopped.child.kill('SIGSTOP');
    const next = await open('all');
    stopped.child.kill('SIGCONT');
    const both = await Promise.all(
      [stopped, next].map((process) => process.call<PipelineRecord>('whenSettled', pipelineId)),
    );
    assert.deepEqual(
      both.map(({ status, generation }) => [status, generation.completed]),
      Array(2).fill(['completed', 100]),
    );
    const apps = readdirSync(path.join(stateDir(), 'apps'), { recursive: true }).map(String);
    assert.equal(apps.filter((name) => /\/r\d+$/.test(name)).length, 100, 'one revision of each app');
  });

  it('in the middle of queued writes writes nothing more, and has acknowledged what it wrote', async () => {
    for (let round = 0; round < 8; round++) {
      const dir = path.join(folder(), `round-${round}`);
      const writer = new WritingProcess(dir);
      await writer.acknowledged(20 + 37 * round);
      writer.signal('SIGSTOP');
      const store = await openStore(dir);
      const kept = await appNumbers(store);
      await addApp(store, 1_000_000);
      const journal = path.join(dir, 'journal');
      const before = contentOf(journal);
      writer.signal('SIGCONT');
      const { status, numbers, said } = await writer.ended();
      assert.equal(status, 3, said);
      assert.match(said, /Another process has taken over the state folder/);
      assert.deepEqual(contentOf(journal), before);
      // All that it was told is durable, also what it heard of only when it was continued.
      assert.deepEqual(
        numbers.filter((number) => !kept.includes(number)),
        [],
      );
      await store.close();
    }
  });

  it('is not one that is only busy', async () => {
    const busy = await open('all');
    const blocked = busy.call('block', 3_000);
    const client = await open('all');
    assert.deepEqual(await client.call('pipelines'), []);
    await blocked;
    assert.deepEqual(readdirSync(path.join(stateDir(), 'owners')), ['owner-1']);
  });
});
