import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { splitOutput } from '../../../src/engine/containers/split-output.ts';
import { frame } from './frames.ts';

async function split(parts: Buffer[]): Promise<{ out: string; err: string; order: number[] }> {
  const got = { out: '', err: '', order: [] as number[] };
  const stream = Readable.from(parts);
  splitOutput(
    stream,
    (chunk) => {
      got.out += chunk.toString('utf8');
      got.order.push(1);
    },
    (chunk) => {
      got.err += chunk.toString('utf8');
      got.order.push(2);
    },
  );
  await finished(stream);
  return got;
}

describe('the streams of a container', () => {
  const frames = [frame(1, 'one '), frame(2, 'warning '), frame(1, ''), frame(1, 'two'), frame(2, 'end')];

  it('are told apart in their order, however they are cut', async () => {
    const whole = Buffer.concat(frames);
    const expected = { out: 'one two', err: 'warning end', order: [1, 2, 1, 2] };
    assert.deepEqual(await split([whole]), expected);
    assert.deepEqual(await split(frames), expected);
    const inBytes = await split(Array.from(whole, (byte) => Buffer.from([byte])));
    assert.deepEqual([inBytes.out, inBytes.err], [expected.out, expected.err]);
  });

  it('may be written byte by byte and come in one read', async () => {
    const count = 20_000;
    const { out } = await split([Buffer.concat(Array<Buffer>(count).fill(frame(1, 'x')))]);
    assert.equal(out.length, count);
  });
});
