import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { AssayError, InputError } from '../../../src/engine/domain/errors.ts';
import { journalBytes } from '../../support/journal-bytes.ts';
import { openStore } from '../../support/open-store.ts';
import { addApp, appNumbers, storeBench } from '../../support/store-bench.ts';
import { fingerprint, verify } from './verify-state.ts';

describe('a state folder with something bad in it', () => {
  const { folder, stores, open } = storeBench();
  const at = (...names: string[]) => path.join(folder(), ...names);
  const journalFile = () => at('journal', readdirSync(at('journal')).sort().at(-1)!);

  async function stateWithOneApp(): Promise<void> {
    const store = await open();
    await addApp(store, 1);
    await store.close();
  }

  const refused = (where: string, says: RegExp) =>
    assert.rejects(
      open(),
      (error) => InputError.is(error) && error.problems[0]!.file === where && says.test(error.message),
    );

  it('that is not its own opens, and leaves that as it is', async () => {
    await stateWithOneApp();
    for (const part of ['journal', 'snapshots', 'owners', 'blobs', 'attempts', 'apps']) {
      writeFileSync(at(part, 'README.txt'), 'mine');
      mkdirSync(at(part, 'folder of mine'));
    }
    const store = await open();
    assert.deepEqual(await appNumbers(store), [1]);
    await addApp(store, 2);
    await store.close();
    assert.deepEqual(await appNumbers(await open()), [1, 2]);
    for (const part of ['journal', 'snapshots', 'owners', 'blobs', 'apps']) {
      assert.ok(existsSync(at(part, 'README.txt')) && existsSync(at(part, 'folder of mine')), part);
    }
  });

  for (const [part, name] of [
    ['journal', '00000000000001-0000000009.journal'],
    ['snapshots', '00000000000001-00000000.sqlite'],
    ['owners', 'owner-9'],
  ] as const) {
    it(`where a folder is in the place of a file of ${part} is refused, naming it`, async () => {
      await stateWithOneApp();
      mkdirSync(at(part, name));
      await refused(at(part, name), /is a folder where a file of the state should be/);
      rmSync(at(part, name), { recursive: true });
      assert.deepEqual(await appNumbers(await open()), [1]);
    });
  }

  it('where a file is in the place of a folder is refused, and opens once that is put right', async () => {
    await stateWithOneApp();
    renameSync(at('snapshots'), at('aside'));
    writeFileSync(at('snapshots'), '');
    await refused(folder(), /a file is in its place/);
    rmSync(at('snapshots'));
    renameSync(at('aside'), at('snapshots'));
    assert.deepEqual(await appNumbers(await open()), [1]);
  });

  it('none of whose snapshots is whole is refused: it would begin in the past, or with nothing', async () => {
    const store = await open({ segmentBytes: 200 });
    for (let number = 1; number <= 60; number++) await addApp(store, number);
    await store.close();
    // As it is removed once snapshots enough have come after it.
    rmSync(at('journal', readdirSync(at('journal')).sort()[0]!));
    const snapshots = readdirSync(at('snapshots')).map((name) => at('snapshots', name));
    const whole = snapshots.map((file) => readFileSync(file));
    for (const file of snapshots) writeFileSync(file, '');
    const says = (message: RegExp, hint: RegExp) =>
      assert.rejects(
        open(),
        (error) => AssayError.is(error) && message.test(error.message) && hint.test(error.hint ?? ''),
      );
    await says(/has record \d+ where 1 should be/, /snapshot .* is damaged.* A segment is missing/);
    cpSync(at('journal'), at('aside'), { recursive: true });
    for (const name of readdirSync(at('journal'))) rmSync(at('journal', name));
    await says(
      /is damaged, and the journal ends at record 0/,
      /Records up to \d+ were stored.*from a backup/,
    );
    assert.deepEqual(readdirSync(at('journal')), []);
    cpSync(at('aside'), at('journal'), { recursive: true });
    snapshots.forEach((file, index) => writeFileSync(file, whole[index]!));
    assert.equal((await appNumbers(await open())).length, 60);
  });

  it('whose journal is of a later format is refused by all, and not a byte of it is cut', async () => {
    await stateWithOneApp();
    const file = journalFile();
    const ours = journalBytes(file);
    const newer = Buffer.from(ours);
    newer.write('ASYK', 0, 'latin1');
    for (const content of [newer, Buffer.concat([ours, newer])]) {
      writeFileSync(file, content);
      await refused(file, /written by a newer version of Assay; update Assay/);
      await assert.rejects(
        verify(folder()),
        (error) => InputError.is(error) && /newer version/.test(error.message),
      );
      assert.deepEqual(readFileSync(file), content);
    }
    writeFileSync(file, ours);
    assert.deepEqual(await appNumbers(await open()), [1]);
  });

  it('that cannot be written is refused, and is as it was', async function () {
    const disk = at('disk');
    mkdirSync(disk);
    const mount = (...args: string[]) => spawnSync('mount', [...args, disk]).status === 0;
    if (!mount('-t', 'tmpfs', 'assay-test')) this.skip();
    try {
      const state = path.join(disk, 'state');
      const store = await openStore(state);
      stores.push(store);
      await addApp(store, 1);
      await store.close();
      const before = fingerprint(state);
      assert.ok(mount('-o', 'remount,ro'));
      await assert.rejects(
        openStore(state),
        (error) => InputError.is(error) && error.message.includes(state) && /read-only/.test(error.message),
      );
      assert.deepEqual((await verify(state)).problems, []);
      assert.deepEqual(fingerprint(state), before);
      assert.ok(mount('-o', 'remount,rw'));
      const again = await openStore(state);
      stores.push(again);
      assert.deepEqual(await appNumbers(again), [1]);
    } finally {
      await Promise.all(stores.splice(0).map((store) => store.close()));
      spawnSync('umount', [disk]);
    }
  });
});
