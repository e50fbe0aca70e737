import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import fc from 'fast-check';
import { AppLog, watchForNumber } from '../../../src/engine/processes/app-log.ts';

describe('what an app writes', () => {
  it('is watched for one line with a number, however it is cut, and passed on without it', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', ' ', 't', '4'), maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(text, text, fc.array(fc.nat(60), { maxLength: 8 }), async (before, after, cuts) => {
        const stream = new PassThrough();
        const numbers: number[] = [];
        let rest = '';
        watchForNumber(
          stream,
          'token',
          (number) => numbers.push(number),
          (part) => (rest += part),
        );
        const whole = `${before}\ntoken 4321\n${after}`;
        let from = 0;
        for (const cut of [...cuts, whole.length].sort((a, b) => a - b)) {
          stream.write(whole.slice(from, cut));
          from = Math.max(from, cut);
        }
        stream.end();
        await finished(stream);
        assert.deepEqual(numbers, [4321]);
        assert.equal(rest, before + after);
      }),
    );
  });

  it('is passed on whole when the line never comes', async () => {
    const stream = new PassThrough();
    let rest = '';
    watchForNumber(
      stream,
      'token',
      () => assert.fail('there is no such line'),
      (part) => (rest += part),
    );
    stream.write('one\ntoken x\ntw');
    stream.end('o');
    await finished(stream);
    assert.equal(rest, 'one\ntoken x\ntwo');
  });

  it('is kept up to a limit, the last of it', () => {
    const log = new AppLog();
    for (let line = 0; line < 20_000; line++) log.write(`line ${line}\n`);
    assert.equal(log.text().length, 64 * 1024);
    assert.equal(log.tail(2), 'line 19998\nline 19999');
  });

  it('is told to who follows it: what there is at once, then each text, until it is enough', () => {
    const log = new AppLog();
    log.write('one ');
    const heard: string[] = [];
    const following = log.follow((text) => heard.push(text));
    log.write('two ');
    following.dispose();
    log.write('three');
    assert.deepEqual(heard, ['one ', 'two ']);
    assert.equal(log.text(), 'one two three');
  });
});
