import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import type { Verification } from '../../src/engine/domain/verification.ts';
import { readStatus, runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('assay analyze', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const put = (name: string, content: string): void => {
    mkdirSync(path.dirname(path.join(folder(), name)), { recursive: true });
    writeFileSync(path.join(folder(), name), content);
  };
  const planted = 'app.get("/", (req, res) => {\n  res.send(String(eval(req.query.q)));\n});\n';
  const shop = (): void => {
    put('shop/package.json', '{"dependencies":{"express":"^5.0.0"}}');
    put('shop/src/app.js', `const app = require('express')();\n${planted}`);
    put('shop/node_modules/express/index.js', 'eval(1);\n');
  };
  const analysis = async (...args: string[]) => {
    const { status, stdout, stderr } = await runCli(folder(), 'analyze', ...args, '--json');
    assert.equal(stderr.includes('Error'), false, stderr);
    return { status, pipeline: (JSON.parse(stdout) as StatusDocument).pipelines[0]! };
  };

  it('finds what is wrong with a folder of code, and runs nothing of it', async () => {
    shop();
    put('shop/started.js', "require('node:fs').writeFileSync(__dirname + '/../started', '');\n");
    const { status, stdout, stderr } = await runCli(folder(), 'analyze', 'shop');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /Analysis of shop is completed: pipeline 1/);
    assert.match(
      stderr,
      /Only the files of shop are read, since it has no server\.js, with which apps of node-ex/,
    );
    assert.match(stdout, /existing\/shop:1 +no template +completed +– +1 /, 'one critical finding');
    const { pipelines } = await readStatus(folder());
    const [task] = pipelines[0]!.analysis.mainTasks;
    assert.deepEqual(
      task!.subtasks.map(({ service, status: ended, tools }) => [
        service,
        ended,
        tools.map(({ name }) => name),
      ]),
      [['static-analyzer', 'completed', ['eslint', 'semgrep']]],
    );
    assert.equal(pipelines[0]!.usage, null, 'no model was called');
    assert.throws(() => readFileSync(path.join(folder(), 'started')), { code: 'ENOENT' });
    const taken = path.join(folder(), '.assay/apps/existing+shop/1/r1/src/app.js');
    assert.equal(readFileSync(taken, 'utf8'), readFileSync(path.join(folder(), 'shop/src/app.js'), 'utf8'));
    const verified = await runCli(folder(), 'verify', '--json');
    assert.deepEqual((JSON.parse(verified.stdout) as Verification).problems, []);
  });

  for (const name of ['', ' ']) {
    it(`takes no folder to be meant by ${JSON.stringify(name)}`, async () => {
      shop();
      const { status, stdout, stderr } = await runCli(folder(), 'analyze', 'shop', name);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(
        stderr,
        /^\S* ?assay analyze: a folder has an empty name; name the folder of an app, "\." for this one$/m,
      );
      assert.equal(existsSync(path.join(folder(), '.assay')), false, 'nothing was begun');
    });
  }

  it('asks for nothing that cannot be measured here, which is no loss, and says why', async () => {
    shop();
    put('shop/server.js', '');
    put('plain/index.js', 'module.exports = 1;\n');
    const { status, stderr, stdout } = await runCli(
      folder(),
      'analyze',
      'shop',
      'plain',
      '--runtime',
      'process',
    );
    assert.equal(status, 0, stderr);
    assert.match(
      stderr,
      /Only the files of shop are read, since .*containers only, and the setting apps\.runtime/,
    );
    assert.match(
      stderr,
      /Only the files of plain are read, since its stack was not recognised; --stack names one/,
    );
    assert.doesNotMatch(stdout, /skipped/);
  });

  it('does nothing again while nothing has changed, unless it is told to', async () => {
    shop();
    assert.equal((await analysis('shop')).pipeline.id, 1);
    put('shop/node_modules/express/more.js', 'installed');
    assert.equal((await analysis('./shop/')).pipeline.id, 1);
    assert.match(
      (await runCli(folder(), 'analyze', 'shop')).stdout,
      /finished before.*\n[^]*--new runs it anew/,
    );
    const again = await analysis('shop', '--new');
    assert.deepEqual([again.status, again.pipeline.id], [0, 2]);
    assert.equal(again.pipeline.generation.jobs[0]?.app, 'existing/shop:2');
    put('shop/src/app.js', 'module.exports = 1;\n');
    const changed = await analysis('shop');
    assert.equal(changed.pipeline.id, 3);
    const counts = changed.pipeline.analysis.mainTasks[0]!.subtasks[0]!.tools.map((tool) => tool.findings);
    assert.deepEqual(
      counts.map((each) => each?.critical),
      [0, 0],
    );
  });

  it('takes the folder that the state lies in, without the state', async () => {
    put('app.js', planted);
    const { status, pipeline } = await analysis('.', '--state', 'state');
    assert.equal(status, 0);
    assert.equal(pipeline.generation.total, 1);
    assert.equal((await analysis('.', '--state', 'state')).pipeline.id, 1, 'the state is no part of it');
  });

  it('skips what would run an app, with the reason, and says that this is a loss', async () => {
    shop();
    const services = { 'static-analyzer': { tools: ['eslint'] }, 'dynamic-analyzer': {} };
    put('mine.assay.json', JSON.stringify({ name: 'Mine', apps: ['shop'], analysis: { services } }));
    const { status, stdout } = await runCli(folder(), 'run', 'mine.assay.json', '--runtime', 'process');
    assert.equal(status, 1);
    assert.match(stdout, /http-probe skipped: apps of existing\/shop are started in containers only/);
    const [pipeline] = (await readStatus(folder())).pipelines;
    const [, dynamic] = pipeline!.analysis.mainTasks[0]!.subtasks;
    assert.deepEqual(
      dynamic!.tools.map((tool) => [tool.name, tool.status, tool.findings]),
      [
        ['http-probe', 'skipped', null],
        ['endpoint-tester', 'not_applicable', null],
      ],
    );
  });

  it('refuses what cannot be taken as an app, each with what would be right, and stores nothing', async () => {
    shop();
    mkdirSync(path.join(folder(), 'empty'));
    put('.assay/mine/app.js', 'x');
    put('other/shop/app.js', 'x');
    put('linked/app.js', 'x');
    symlinkSync(folder(), path.join(folder(), 'linked', 'up'));
    const refused: [args: string[], says: RegExp][] = [
      [['nowhere'], /nowhere: is not there; name the folder of an app\n$/],
      [['shop/package.json'], /package\.json: is a file; name the folder that it lies in\n$/],
      [['empty'], /empty: holds no files of an app; name the folder that its code is in\n$/],
      [['.assay'], /\.assay: belongs to a state folder of Assay; name a folder with code of your own\n$/],
      [['.assay/mine'], /mine: belongs to a state folder of Assay/],
      [['shop', 'shop'], /shop: is named twice; once is enough\n$/],
      [['shop', 'other/shop'], /would be called "shop", as .*; give it a name of its own in a pipeline file/],
      [['linked'], /linked: up is a link that leads out of the folder, to /],
      [['shop', '--stack', 'django'], /shop: unknown stack "django"; known are: /],
      [['shop', '--template', 'nots'], /shop: unknown template "nots"; known are: /],
    ];
    for (const [args, says] of refused) {
      const { status, stdout, stderr } = await runCli(folder(), 'analyze', ...args);
      assert.deepEqual([status, stdout], [2, ''], stderr);
      assert.match(stderr, says);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
    }
    put('bad.assay.json', '{\n  "name": "Bad",\n  "apps": ["shop", "nowhere"]\n}');
    const { status, stderr } = await runCli(folder(), 'run', 'bad.assay.json');
    assert.equal(status, 2);
    assert.match(
      stderr,
      /bad\.assay\.json:3:20: the folder .*nowhere is not there; name the folder of an app\n$/,
    );
    assert.deepEqual((await readStatus(folder())).pipelines, []);
  });
});
