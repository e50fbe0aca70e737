import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { createChildApps } from './child-apps.ts';
import type { ChildApps } from './child-apps.ts';

describe('what an app that is a child process may do', function () {
  this.timeout(60_000);
  let apps: ChildApps;
  before(async () => {
    apps = await createChildApps();
  });
  after(() => apps.remove());

  const refusals: [string, string, string?][] = [
    [
      'a child process',
      "const { spawnSync } = await import('node:child_process'); const r = spawnSync('ls'); if (r.error) throw r.error; return 'ran'",
    ],
    [
      'a worker thread',
      "const { Worker } = await import('node:worker_threads'); new Worker('1', { eval: true }); return 'ran'",
    ],
    ['a file outside', "return fs.readFileSync('/etc/passwd', 'utf8')"],
    ["the folder's neighbours", "return fs.readdirSync(process.cwd() + '/../..')"],
    ['writing outside of its data folder', "fs.writeFileSync('server.js', ''); return 'written'"],
    [
      'a link out of its data folder',
      "fs.symlinkSync('/etc', process.env.DATA_DIR + '/x'); return fs.readdirSync(process.env.DATA_DIR + '/x')",
    ],
    ['a database outside', "new DatabaseSync('/tmp/assay-outside.db'); return 'opened'"],
    ['a database by URL', "new DatabaseSync(new URL('file:///tmp/assay-outside.db')); return 'opened'"],
    ['a database by SQLite URI', "new DatabaseSync('file:/tmp/assay-outside.db?mode=rwc'); return 'opened'"],
    [
      'the unguarded class of a database',
      "new (new DatabaseSync(':memory:').constructor)('/tmp/assay-outside.db'); return 'opened'",
    ],
    [
      'the class of a subclass',
      "class Own extends DatabaseSync {}; new Own('/tmp/assay-outside.db'); return 'opened'",
    ],
    [
      'loading an extension',
      "new DatabaseSync(':memory:', { allowExtension: true }).loadExtension('/tmp/x.so'); return 'loaded'",
    ],
    ['taking off the authorizer', "new DatabaseSync(':memory:').setAuthorizer(null); return 'gone'"],
    [
      'putting the class back',
      "const m = process.getBuiltinModule('node:sqlite'); m.backup = 1; return 'changed'",
    ],
    [
      'a backup to another file',
      "const s = await import('node:sqlite'); await s.backup(new DatabaseSync(':memory:'), '/tmp/assay-outside.db'); return 'copied'",
    ],
  ];
  for (const [what, route] of refusals) {
    it(`refuses ${what}`, async () => {
      const answer = await apps.answerOf(route, "import { DatabaseSync } from 'node:sqlite';");
      assert.ok(typeof answer === 'object' && answer !== null && 'refused' in answer, JSON.stringify(answer));
      await assert.rejects(access('/tmp/assay-outside.db'));
    });
  }

  it('refuses ATTACH and VACUUM INTO, and runs everything else in its data folder', async () => {
    const before = "import path from 'node:path'; import { DatabaseSync } from 'node:sqlite';";
    const answer = await apps.answerOf(
      `const database = new DatabaseSync(path.join(process.env.DATA_DIR, 'a.db'));
       return ["CREATE TABLE t (a); INSERT INTO t VALUES (1)", "PRAGMA journal_mode = WAL", "VACUUM",
         "ATTACH '/tmp/assay-outside.db' AS o", "VACUUM INTO '/tmp/assay-outside.db'", "ATTACH 'file:/tmp/assay-outside.db' AS p",
         "ATTACH ':memory:' AS m"]
         .map((sql) => { try { database.exec(sql); return 'ran'; } catch (error) { return 'refused'; } });`,
      before,
    );
    assert.deepEqual(answer, ['ran', 'ran', 'ran', 'refused', 'refused', 'refused', 'ran']);
    await assert.rejects(access('/tmp/assay-outside.db'));
  });

  it('inherits nothing from the environment', async () => {
    process.env['ASSAY_TEST_SECRET'] = 'hidden';
    try {
      const names = (await apps.answerOf('return Object.keys(process.env)')) as string[];
      assert.ok(names.includes('DATA_DIR'));
      assert.deepEqual(
        names.filter((name) => /SECRET|TOKEN|HOME|PATH|USER/.test(name)),
        [],
      );
    } finally {
      delete process.env['ASSAY_TEST_SECRET'];
    }
  });
});
