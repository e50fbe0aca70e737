import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { readOutput } from '../../../src/engine/containers/running-container.ts';
import { AppLog } from '../../../src/engine/processes/app-log.ts';
import { frame } from './frames.ts';

describe('what a container writes', () => {
  it('is read whole, wherever a character is cut', async () => {
    const [u, e] = [Buffer.from('ü'), Buffer.from('é')];
    const parts = [
      frame(1, Buffer.concat([Buffer.from('gr'), u.subarray(0, 1)])),
      frame(2, e.subarray(0, 1)),
      frame(1, Buffer.concat([u.subarray(1), Buffer.from('n\n')])),
      frame(2, Buffer.concat([e.subarray(1), Buffer.from('!\n')])),
    ];
    const log = new AppLog();
    const stream = Readable.from(parts);
    readOutput(stream, log);
    await finished(stream);
    assert.equal(log.text(), 'grün\né!\n');
  });
});
