import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { LogEntry } from '../../../src/engine/domain/log.ts';
import { encodeRecord } from '../../../src/engine/store/journal-record.ts';
import { StateInUseError } from '../../../src/engine/store/ownership.ts';
import { thisProcess } from '../../../src/engine/store/process-identity.ts';
import { openStore } from '../../support/open-store.ts';
import { addApp, appNumbers, storeBench } from '../../support/store-bench.ts';

const insertApp = (number: number): [string, (string | number)[]] => [
  'insert into "apps" ("model", "number") values (?, ?)',
  ['m', number],
];

describe('the state folder', () => {
  const { folder, stores, open } = storeBench();
  const segments = () => readdirSync(path.join(folder(), 'journal')).sort();
  const segmentFile = (name: string) => path.join(folder(), 'journal', name);
  const nameOf = (sequence: number, epoch: number) =>
    `${String(sequence).padStart(14, '0')}-${String(epoch).padStart(10, '0')}.journal`;

  it('keeps a .gitignore that was there', async () => {
    writeFileSync(path.join(folder(), '.gitignore'), 'mine\n');
    await open();
    assert.equal(readFileSync(path.join(folder(), '.gitignore'), 'utf8'), 'mine\n');
  });

  it('keeps what runs leave out of Git, and lets templates and stacks of the workspace in', async () => {
    const git = (...args: string[]) =>
      spawnSync('git', args, { cwd: folder(), encoding: 'utf8', env: { ...process.env, GIT_DIR: '.git' } });
    git('init', '--quiet');
    await open();
    for (const name of ['templates', 'stacks/own', 'apps/m/1']) {
      mkdirSync(path.join(folder(), name), { recursive: true });
      writeFileSync(path.join(folder(), name, 'file.json'), '{}');
    }
    const status = git('status', '--porcelain', '--untracked-files=all');
    assert.deepEqual(status.stdout.split('\n').filter(Boolean), [
      '?? stacks/own/file.json',
      '?? templates/file.json',
    ]);
  });

  it('takes parts of one flush that reached the disk out of order for a torn end, not for damage', async () => {
    const first = await open();
    await addApp(first, 1);
    await first.close();
    const file = segmentFile(segments().at(-1)!);
    const sound = readFileSync(file);
    const last = Number(sound.readBigUInt64LE(sound.lastIndexOf('ASYJ') + 8));
    const group = [1, 2].map((step) =>
      encodeRecord({
        epoch: 1,
        sequence: last + step,
        durable: last,
        statements: [insertApp(step + 1)],
      }),
    );
    // The first of the two is missing: its blocks were not written yet when the power went.
    writeFileSync(file, Buffer.concat([sound, Buffer.alloc(group[0]!.length), group[1]!]));
    assert.deepEqual(await appNumbers(await open()), [1]);
  });

  it('does not count what a deposed owner wrote after its successor had begun', async () => {
    const first = await open();
    await addApp(first, 1);
    await first.close();
    const old = segments().at(-1)!;
    const second = await open();
    await addApp(second, 2);
    await second.close();
    const sequence = Number(segments().at(-1)!.slice(0, 14));
    const stale = encodeRecord({ epoch: 1, sequence, durable: sequence - 1, statements: [insertApp(99)] });
    const sound = readFileSync(segmentFile(old));
    writeFileSync(segmentFile(old), Buffer.concat([sound, stale]));
    const third = await open();
    assert.deepEqual(await appNumbers(third), [1, 2]);
    await third.close();
    writeFileSync(segmentFile(old), sound);
    // The same in a segment of its own, as of an owner that had nothing open when it was stopped.
    writeFileSync(segmentFile(nameOf(sequence, 1)), stale);
    assert.deepEqual(await appNumbers(await open()), [1, 2]);
  });

  it('is not taken from an owner whose socket file was removed', async () => {
    const first = await open();
    const owner = path.join(folder(), 'owners', `owner-${first.ownership.epoch}`);
    const { socket } = JSON.parse(readFileSync(owner, 'utf8')) as { socket: string };
    rmSync(socket);
    await assert.rejects(open(), (error) => StateInUseError.is(error) && error.owner.pid === process.pid);
  });

  it('is taken from an owner that is dead, also when its number went to another process', async () => {
    const dead = spawn(process.execPath, ['-e', '']);
    await once(dead, 'exit');
    mkdirSync(path.join(folder(), 'owners'));
    const owner = (identity: object) =>
      JSON.stringify({ ...thisProcess(), socket: path.join(folder(), 'none'), token: 't', ...identity });
    writeFileSync(path.join(folder(), 'owners', 'owner-1'), owner({ pid: dead.pid }));
    const second = await open();
    assert.equal(second.ownership.epoch, 2);
    await second.close();
    writeFileSync(path.join(folder(), 'owners', 'owner-3'), owner({ started: 'before' }));
    assert.equal((await open()).ownership.epoch, 4);
  });

  it('opens after a claim that a power cut left half written', async () => {
    mkdirSync(path.join(folder(), 'owners'));
    writeFileSync(path.join(folder(), 'owners', 'owner-7'), '');
    assert.equal((await open()).ownership.epoch, 8);
  });

  it('that cannot be written says so once, and work goes on once it can', async () => {
    const log: LogEntry[] = [];
    const store = await open({ log });
    await addApp(store, 1);
    const journal = path.join(folder(), 'journal');
    rmSync(segmentFile(segments().at(-1)!));
    renameSync(journal, `${journal}-away`);
    for (const number of [2, 3]) {
      await assert.rejects(addApp(store, number), AssayError.is);
    }
    assert.equal(log.filter((entry) => entry.level === 'error').length, 1);
  });

  it('whose journal was removed reports nothing as done any more', async () => {
    const store = await open();
    await addApp(store, 1);
    rmSync(path.join(folder(), 'journal'), { recursive: true });
    await assert.rejects(
      addApp(store, 2),
      (error) => AssayError.is(error) && /cannot be/.test(error.message),
    );
  });

  it('on a disk that is full for a while keeps what it has, and takes new things afterwards', async function () {
    const disk = path.join(folder(), 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'assay-test', disk]);
    if (mounted.status !== 0) this.skip();
    try {
      const state = path.join(disk, 'state');
      const store = await openStore(state);
      stores.push(store);
      await addApp(store, 1);
      const filler = path.join(disk, 'filler');
      assert.throws(() => writeFileSync(filler, Buffer.alloc(1024 * 1024)), /ENOSPC/);
      // The room at the end of the open segment takes many small records.
      const changes: boolean[] = [];
      store.onDidChange((change) => changes.push(change.reset));
      const numbers = [1];
      let failure: unknown = null;
      for (let number = 2; number < 2000 && failure === null; number++) {
        await addApp(store, number).then(
          () => numbers.push(number),
          (error: unknown) => (failure = error),
        );
      }
      assert.ok(AssayError.is(failure) && /the disk is full/.test(failure.message), String(failure));
      assert.equal(store.trouble, failure);
      assert.deepEqual(await appNumbers(store), numbers);
      await assert.rejects(addApp(store, 998), AssayError.is);
      rmSync(filler);
      await addApp(store, 999);
      assert.equal(store.trouble, null);
      assert.equal(changes.filter(Boolean).length, 2, 'its coming and its going are told');
      await store.close();
      const again = await openStore(state);
      stores.push(again);
      assert.deepEqual(await appNumbers(again), [...numbers, 999]);
      await again.close();
    } finally {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      spawnSync('umount', [disk]);
    }
  });
});
