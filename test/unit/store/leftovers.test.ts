import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import { thisProcess } from '../../../src/engine/store/process-identity.ts';
import { addApp, appNumbers, storeBench } from '../../support/store-bench.ts';

const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';

describe('what a killed process has left half made', () => {
  const { folder, open } = storeBench();
  const at = (...names: string[]) => path.join(folder(), ...names);
  const write = (content: string, ...names: string[]) => {
    mkdirSync(path.dirname(at(...names)), { recursive: true });
    writeFileSync(at(...names), content);
    return at(...names);
  };
  const anHourAgo = (file: string) => {
    const time = Date.now() / 1000 - 3_700;
    utimesSync(file, time, time);
    return file;
  };

  it('is removed by the next owner: files on their way, and claims of the dead', async () => {
    const first = await open();
    await addApp(first, 1);
    await first.close();
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    const left = [
      write('half', 'blobs', 'incoming', `${'ab'.repeat(31)}.${uuid}.tmp`),
      write('half', 'snapshots', `00000000000009-0000abcd.sqlite.${uuid}.tmp`),
      write('half', 'journal', `00000000000009-0000000001.journal.${uuid}.tmp`),
      write(JSON.stringify({ ...thisProcess(), pid: dead.pid }), 'owners', 'claim-0123456789abcdef'),
      anHourAgo(write('{"pid": 1', 'owners', 'claim-0123456789abcde0')),
    ];
    const kept = [
      // Of a process that lives, or that may: it is claiming the folder right now.
      anHourAgo(write(JSON.stringify(thisProcess()), 'owners', 'claim-0123456789abcde1')),
      write('', 'owners', 'claim-0123456789abcde2'),
      write(JSON.stringify({ ...thisProcess(), host: 'elsewhere' }), 'owners', 'claim-0123456789abcde3'),
      // Not ours.
      write('x', 'blobs', 'incoming', 'mine.tmp'),
      write('x', 'snapshots', 'mine.tmp'),
      anHourAgo(write('x', 'owners', 'claim-of-mine')),
    ];
    assert.deepEqual(await appNumbers(await open()), [1]);
    assert.deepEqual(left.filter(existsSync), []);
    assert.deepEqual(
      kept.filter((file) => !existsSync(file)),
      [],
    );
  });

  it('is no blob: one is made aside, and moved to its place when it is whole', async () => {
    const blobs = new BlobStore((await open()).folder.blobs);
    const hash = await blobs.put('content');
    assert.deepEqual(readdirSync(at('blobs')).sort(), [hash.slice(0, 2), 'incoming'].sort());
    assert.deepEqual(readdirSync(at('blobs', 'incoming')), []);
  });
});

describe('a blob', () => {
  const { folder, open } = storeBench();
  const fileOf = (hash: string) => path.join(folder(), 'blobs', hash.slice(0, 2), hash.slice(2));

  it('that was cut short is whole again after the same is stored once more', async () => {
    const blobs = new BlobStore((await open()).folder.blobs);
    const hash = await blobs.put('content');
    writeFileSync(fileOf(hash), 'con');
    await assert.rejects(blobs.get(hash), /is damaged/);
    assert.equal(await blobs.put('content'), hash);
    assert.equal((await blobs.get(hash)).toString(), 'content');
  });

  it('whose place is taken by a folder is refused, naming the place', async () => {
    const blobs = new BlobStore((await open()).folder.blobs);
    const hash = 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73'; // of "content"
    mkdirSync(fileOf(hash), { recursive: true });
    await assert.rejects(
      blobs.put('content'),
      (error: Error) => error.message.includes(fileOf(hash)) && /no file lies/.test(error.message),
    );
  });
});
