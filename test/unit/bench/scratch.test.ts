import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { withScratch } from '../../../bench/support/scratch.ts';

describe("the benchmarks' scratch folder", () => {
  it('is gone afterwards, also when what used it failed', async () => {
    let used = '';
    const failing = withScratch(async (folder) => {
      used = folder;
      throw new Error(`in ${String(existsSync(folder))}`);
    });
    await assert.rejects(failing, /in true/);
    assert.equal(existsSync(used), false);
  });

  it('is gone when the program was stopped in the middle', async () => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const child = spawn(process.execPath, [path.join(import.meta.dirname, 'scratch-program.ts')]);
      const [folder] = (await once(child.stdout, 'data')) as [Buffer];
      assert.ok(existsSync(folder.toString()));
      child.kill(signal);
      const [, by] = (await once(child, 'exit')) as [number | null, string];
      assert.equal(by, signal);
      assert.equal(existsSync(folder.toString()), false);
    }
  });
});
