import assert from 'node:assert/strict';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import initSqlJs from 'sql.js';
import { InputError } from '../../../src/engine/domain/errors.ts';
import { journalBytes } from '../../support/journal-bytes.ts';
import { programs } from '../../support/open-store.ts';
import { change, filesOf, fingerprint, openTrial, runTrial, soundState, verify } from './verify-state.ts';

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = bytes[at]! ^ 0xff;
  writeFileSync(file, bytes);
}

describe('verify, of files', () => {
  const state = soundState();

  async function finds(where: RegExp | string, says: RegExp): Promise<void> {
    const before = fingerprint(state());
    const { problems } = await verify(state());
    const found = problems.filter((problem) =>
      typeof where === 'string' ? problem.where === where : where.test(problem.where),
    );
    assert.ok(
      found.some((problem) => says.test(problem.what) && problem.meaning),
      JSON.stringify(problems, null, 1),
    );
    assert.deepEqual(fingerprint(state()), before, 'it changed something');
  }

  it('finds a blob that was changed, and who needs it', async () => {
    const [blob] = filesOf(state(), 'blobs');
    flip(blob!, 0);
    await finds(blob!, /not what its name says/);
  });

  it('finds a blob that is gone', async () => {
    for (const blob of filesOf(state(), 'blobs')) rmSync(blob);
    await finds(/^(revision|answer|tool run) \d+$/, /which is not there/);
  });

  it('finds files of an app that were changed, cut short or removed', async () => {
    const [first, second, third] = filesOf(state(), 'apps');
    flip(first!, 0);
    writeFileSync(second!, '');
    rmSync(third!);
    await finds(first!, /content was changed/);
    await finds(second!, /has 0 bytes instead of \d+/);
    await finds(third!, /cannot be read \(ENOENT\)/);
  });

  it('finds damage in the middle of the journal, and where it begins', async () => {
    const segment = filesOf(state(), 'journal').at(-2)!;
    flip(segment, 100);
    await finds(segment, /damaged at byte \d+/);
  });

  it('finds a missing segment, also one that the newest snapshot does without', async () => {
    const segments = filesOf(state(), 'journal');
    rmSync(segments.at(-2)!);
    await finds(segments.at(-1)!, /has record \d+ where \d+ should be/);
  });

  it('finds a journal whose end is missing', async () => {
    for (const segment of filesOf(state(), 'journal')) rmSync(segment);
    await finds(/\.sqlite$/, /the journal ends at 0/);
  });

  it('takes a write that was cut short as what it is', async () => {
    const segment = filesOf(state(), 'journal').at(-1)!;
    const whole = journalBytes(segment);
    writeFileSync(segment, Buffer.concat([whole, whole.subarray(0, 40)]));
    const before = fingerprint(state());
    const { problems, notes } = await verify(state());
    assert.deepEqual(problems, []);
    assert.match(notes.join(), /ends in 40 bytes of a write that was cut short/);
    assert.deepEqual(fingerprint(state()), before);
  });

  it('finds a snapshot that was changed', async () => {
    const snapshot = filesOf(state(), 'snapshots').at(-1)!;
    flip(snapshot, 5_000);
    await finds(snapshot, /not what was written/);
  });

  it('finds a snapshot that says something else than the journal, and names the table', async () => {
    const snapshot = filesOf(state(), 'snapshots').at(-1)!;
    const sql = await initSqlJs({ locateFile: () => programs.wasmFile });
    const database = new sql.Database(readFileSync(snapshot));
    database.run(`UPDATE jobs SET seed = seed + 1 WHERE id = 1`);
    const bytes = database.export();
    database.close();
    const name = path
      .basename(snapshot)
      .replace(/-[0-9a-f]{8}/, `-${crc32(bytes).toString(16).padStart(8, '0')}`);
    rmSync(snapshot);
    const changed = path.join(path.dirname(snapshot), name);
    writeFileSync(changed, bytes);
    await finds(changed, /does not say what the journal says up to record \d+: table jobs/);
  });

  it('finds an epoch that would be given out twice', async () => {
    const owners = path.join(state(), 'owners');
    await change(state(), `UPDATE pipelines SET name = 'later'`);
    const [owner] = filesOf(state(), 'owners');
    renameSync(owner!, path.join(owners, 'owner-1'));
    await finds(owners, /last claimed epoch is 1; the journal was written to in epoch 2/);
  });

  it('takes no notice of files that are not its own', async () => {
    for (const part of ['journal', 'snapshots', 'blobs', 'owners', 'apps']) {
      writeFileSync(path.join(state(), part, 'foreign.txt'), 'x');
    }
    assert.deepEqual((await verify(state())).problems, []);
  });

  it('looks at a folder while its owner works, and finds nothing wrong', async () => {
    const engine = await openTrial(state(), 3);
    const run = runTrial(engine);
    let looks = 0;
    let running = true;
    void run.finally(() => (running = false));
    const sequences = new Set<number>();
    while (running) {
      const { problems, sequence } = await verify(state());
      assert.deepEqual(problems, []);
      sequences.add(sequence);
      looks++;
    }
    await run;
    await engine.close();
    assert.ok(looks >= 2 && sequences.size >= 2, `${looks} looks at ${sequences.size} states`);
  });

  it('refuses what is no state folder, and one of a newer version', async () => {
    await assert.rejects(
      verify(path.join(state(), 'apps')),
      (error) => InputError.is(error) && /not a state folder/.test(error.message),
    );
    await change(state(), `INSERT INTO kysely_migration (name, timestamp) VALUES ('9999-later', 'x')`);
    await assert.rejects(
      verify(state()),
      (error) => InputError.is(error) && /newer version/.test(error.message),
    );
  });
});
