import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, writeFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { AssayError, InputError } from '../../../src/engine/domain/errors.ts';
import type { LogEntry } from '../../../src/engine/domain/log.ts';
import { StateInUseError } from '../../../src/engine/store/ownership.ts';
import { journalBytes } from '../../support/journal-bytes.ts';
import { openStore } from '../../support/open-store.ts';
import { addApp, appNumbers, storeBench } from '../../support/store-bench.ts';

const filesIn = (folder: string, ...names: string[]) => readdirSync(path.join(folder, ...names)).sort();

describe('the store', () => {
  const { folder, stores, open } = storeBench();

  it('has everything that was written when it is opened again', async () => {
    const first = await open();
    await Promise.all([1, 2, 3].map((number) => addApp(first, number)));
    await first.close();
    assert.deepEqual(await appNumbers(await open()), [1, 2, 3]);
  });

  it('keeps nothing of a transaction that throws, and goes on', async () => {
    const store = await open();
    const failing = store.write(async (tx) => {
      await tx.insertInto('apps').values({ model: 'm', number: 1 }).execute();
      throw new Error('changed my mind');
    });
    await assert.rejects(failing, /changed my mind/);
    await addApp(store, 2);
    await store.close();
    assert.deepEqual(await appNumbers(await open()), [2]);
  });

  it('lets a transaction see its own writes, and readers only durable ones', async () => {
    const store = await open();
    const seen: number[] = [];
    const write = store.write(async (tx) => {
      await tx.insertInto('apps').values({ model: 'm', number: 1 }).execute();
      seen.push((await tx.selectFrom('apps').select('id').execute()).length);
    });
    const read = appNumbers(store);
    await write;
    assert.deepEqual(seen, [1]);
    assert.deepEqual(await read, [1], 'a read of the same turn comes after the flush');
    const onDisk = filesIn(folder(), 'journal').map((name) =>
      readFileSync(path.join(folder(), 'journal', name), 'utf8'),
    );
    assert.match(onDisk.join(''), /insert into \\"apps\\"/);
  });

  it('refuses to be called from inside of its own callbacks', async () => {
    const store = await open();
    await assert.rejects(
      store.write(() => addApp(store, 1)),
      /must not call the store/,
    );
    await assert.rejects(
      store.read(() => addApp(store, 1)),
      /must not call the store/,
    );
    assert.deepEqual(await appNumbers(store), []);
  });

  it('tells which rows have changed, after they are durable, and one event for a turn', async () => {
    const store = await open();
    const events: number[][] = [];
    store.onDidChange((change) => events.push([...(change.rows.get('jobs') ?? [])]));
    const pipeline = { name: 'p', file: 'f', file_hash: 'h', definition: '{}', configuration_id: 1 };
    const job = {
      pipeline_id: 1,
      model: 'm',
      provider: 'm',
      template: 't',
      stack: 's',
      seed: 1,
      status: 'pending',
    } as const;
    await store.write((tx) => tx.insertInto('configurations').values({ hash: 'h', json: '{}' }).execute());
    await store.write((tx) =>
      tx
        .insertInto('pipelines')
        .values({ ...pipeline, status: 'pending', created_at: 1 })
        .execute(),
    );
    events.length = 0;
    await Promise.all(
      [1, 2].map((replicate) =>
        store.write((tx) =>
          tx
            .insertInto('jobs')
            .values({ ...job, replicate, ordinal: replicate })
            .execute(),
        ),
      ),
    );
    assert.deepEqual(events, [[1, 2]]);
    const [sums] = await store.read((db) =>
      db.selectFrom('pipelines').select(['jobs_total', 'jobs_pending', 'jobs_running']).execute(),
    );
    assert.deepEqual(sums, { jobs_total: 2, jobs_pending: 2, jobs_running: 0 });
  });

  it('cuts off a write that a crash cut short, says so, and loses nothing else', async () => {
    const first = await open();
    await addApp(first, 1);
    await first.close();
    const [segment] = filesIn(folder(), 'journal');
    const file = path.join(folder(), 'journal', segment!);
    const whole = journalBytes(file);
    writeFileSync(file, Buffer.concat([whole, whole.subarray(0, 30)]));
    const log: LogEntry[] = [];
    const second = await open({ log });
    assert.deepEqual(await appNumbers(second), [1]);
    assert.ok(log.some((entry) => entry.level === 'warn' && entry.message.includes(file)));
    assert.equal(readFileSync(file).length, whole.length);
    await addApp(second, 2);
    await second.close();
    assert.deepEqual(await appNumbers(await open()), [1, 2]);
  });

  it('goes on after a crash behind the room that was left at the end of the journal', async () => {
    const first = await open();
    await addApp(first, 1);
    const [segment] = filesIn(folder(), 'journal');
    const file = path.join(folder(), 'journal', segment!);
    assert.ok(readFileSync(file).length > journalBytes(file).length, 'there is room');
    await first.close();
    const log: LogEntry[] = [];
    const second = await open({ log });
    assert.deepEqual(log, []);
    await addApp(second, 2);
    await second.close();
    assert.deepEqual(await appNumbers(await open()), [1, 2]);
  });

  /** A journal of three apps, closed. */
  async function closedJournal(): Promise<{ file: string; bytes: Buffer }> {
    const first = await open();
    for (const number of [1, 2, 3]) await addApp(first, number);
    await first.close();
    const file = path.join(folder(), 'journal', filesIn(folder(), 'journal')[0]!);
    return { file, bytes: readFileSync(file) };
  }

  it('takes zeros in the middle of the journal for the damage that they are', async () => {
    const { file, bytes } = await closedJournal();
    const at = bytes.lastIndexOf('ASYJ', bytes.lastIndexOf('insert into') - 64);
    writeFileSync(file, bytes.fill(0, at - 300, at));
    await assert.rejects(
      open(),
      (error) => AssayError.is(error) && /damaged at byte \d+/.test(error.message),
    );
  });

  it('refuses a journal that is damaged in its middle, names file and byte, and changes nothing', async () => {
    const { file, bytes } = await closedJournal();
    const at = bytes.lastIndexOf('insert into', bytes.lastIndexOf('insert into') - 1);
    bytes[at] = bytes[at]! ^ 0xff;
    writeFileSync(file, bytes);
    await assert.rejects(
      open(),
      (error) => AssayError.is(error) && error.message.includes(file) && /byte \d+/.test(error.message),
    );
    assert.deepEqual(readFileSync(file), bytes);
  });

  it('refuses a journal with a segment missing', async () => {
    const first = await open({ segmentBytes: 1 });
    for (const number of [1, 2, 3]) await addApp(first, number);
    await first.close();
    const segments = filesIn(folder(), 'journal');
    for (const name of filesIn(folder(), 'snapshots')) rmSync(path.join(folder(), 'snapshots', name));
    renameSync(path.join(folder(), 'journal', segments.at(-2)!), path.join(folder(), 'aside'));
    await assert.rejects(open(), /record \d+ where \d+ should be/);
  });

  it('builds snapshots from sealed segments, keeps three, and can do without a damaged one', async () => {
    const first = await open({ segmentBytes: 200 });
    for (let number = 1; number <= 60; number++) await addApp(first, number);
    await first.close();
    const snapshots = filesIn(folder(), 'snapshots');
    assert.ok(snapshots.length >= 1 && snapshots.length <= 3, snapshots.join());
    const newest = path.join(folder(), 'snapshots', snapshots.at(-1)!);
    writeFileSync(newest, readFileSync(newest).fill(0, 100, 200));
    const log: LogEntry[] = [];
    const second = await open({ log });
    assert.equal((await appNumbers(second)).length, 60);
    assert.ok(log.some((entry) => entry.message.includes(newest)));
  });

  it('has one owner; the next comes in once the first is gone', async () => {
    const first = await open();
    await assert.rejects(open(), (error) => StateInUseError.is(error) && error.owner.pid === process.pid);
    await first.close();
    assert.equal((await open()).ownership.epoch, first.ownership.epoch + 1);
  });

  it('writes nothing once a newer owner has taken over', async () => {
    const store = await open();
    await addApp(store, 1);
    const before = filesIn(folder(), 'journal').map((name) =>
      readFileSync(path.join(folder(), 'journal', name)),
    );
    writeFileSync(
      path.join(folder(), 'owners', `owner-${store.ownership.epoch + 1}`),
      JSON.stringify({ pid: 1, socket: 'x' }),
    );
    await assert.rejects(addApp(store, 2), /taken over/);
    await assert.rejects(appNumbers(store), /taken over/);
    const after = filesIn(folder(), 'journal').map((name) =>
      readFileSync(path.join(folder(), 'journal', name)),
    );
    assert.deepEqual(after, before);
  });

  it('rejects what it cannot write, keeps the last good state, and says so', async () => {
    const store = await open({ segmentBytes: 1 });
    await addApp(store, 1);
    // A folder in the place of the next segment: opening it fails, as on a disk that takes no more.
    const journal = path.join(folder(), 'journal');
    renameSync(journal, `${journal}-away`);
    writeFileSync(journal, '');
    await assert.rejects(
      addApp(store, 2),
      (error) => AssayError.is(error) && error.errorClass === 'transient',
    );
    rmSync(journal);
    renameSync(`${journal}-away`, journal);
    await store.close().catch(() => undefined);
    stores.length = 0;
    assert.deepEqual(await appNumbers(await open()), [1]);
  });

  it('refuses a folder that cannot be one, naming it', async () => {
    const file = path.join(folder(), 'file');
    writeFileSync(file, '');
    await assert.rejects(
      openStore(file),
      (error) => InputError.is(error) && error.problems[0]!.file === file,
    );
  });

  it('refuses a state that a newer version has written, and leaves it as it is', async () => {
    const first = await open();
    await first.write((tx) =>
      tx
        .insertInto('kysely_migration' as never)
        .values({ name: '9999-later', timestamp: 'x' } as never)
        .execute(),
    );
    await first.close();
    const before = filesIn(folder(), 'journal');
    await assert.rejects(open(), (error) => InputError.is(error) && /newer version/.test(error.message));
    assert.deepEqual(filesIn(folder(), 'journal'), before);
  });
});
