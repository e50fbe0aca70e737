import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LogBuffer } from '../../../src/engine/running-apps/log-buffer.ts';

describe('a log that is read by positions', () => {
  it('gives whoever reads on all that was written, once, however it was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.boolean())), (writes) => {
        const log = new LogBuffer();
        let [read, next] = ['', 0];
        for (const [text, reads] of writes) {
          log.write(text);
          if (!reads) continue;
          const part = log.read(next);
          assert.equal(part.from, next);
          read += part.text;
          next = part.next;
        }
        read += log.read(next).text;
        assert.equal(read, writes.map(([text]) => text).join(''));
        assert.equal(log.length, read.length);
      }),
    );
  });

  it('says where it begins once its beginning is dropped', () => {
    const log = new LogBuffer();
    log.write('a'.repeat(200_000));
    log.write('b'.repeat(200_000));
    const part = log.read(0);
    assert.equal(part.text.length, 256 * 1024);
    assert.equal(part.from, 400_000 - 256 * 1024);
    assert.equal(log.read(9_999_999).text, '');
  });
});
