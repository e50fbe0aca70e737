import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setVariable } from '../support/environment.ts';
import { runCli, startCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('assay app', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const app = 'builtin/baseline:1';

  beforeEach(async () => {
    const trial = {
      name: 'Trial',
      models: ['builtin/baseline'],
      templates: ['notes'],
      stack: 'node-express',
    };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(trial));
    assert.equal((await runCli(folder(), 'run', 'trial.assay.json')).status, 0);
  });

  const addressIn = (text: string) => /http:\/\/127\.0\.0\.1:\d+/.exec(text)![0];

  it('runs an app with its log until Ctrl+C, where other commands find, restart and stop it', async () => {
    const foreground = startCli(folder(), 'app', 'start', app);
    await foreground.says('until Ctrl+C');
    const list = await runCli(folder(), 'app', 'list');
    assert.match(list.stdout, /^builtin\/baseline:1 is running at http/);
    const url = addressIn(list.stdout);
    assert.equal((await fetch(`${url}/api/notes`, { headers: { connection: 'close' } })).status, 200);

    const again = await runCli(folder(), 'app', 'start', app);
    assert.deepEqual([again.status, again.stdout, again.stderr], [0, '', `${app} runs at ${url}\n`]);
    const restarted = await runCli(folder(), 'app', 'restart', app);
    assert.equal(restarted.status, 0);
    const other = addressIn(restarted.stderr);
    const logs = await runCli(folder(), 'app', 'logs', app);
    assert.match(logs.stdout, /is started --[^]*it was stopped --[^]*is started --/);

    foreground.process.signal('SIGINT');
    const ended = await foreground.result;
    assert.equal(ended.status, 130);
    assert.match(ended.stdout, /builtin\/baseline:1, revision 1, is started/);
    await assert.rejects(fetch(other));
    const after = await runCli(folder(), 'app', 'list', '--json');
    assert.deepEqual(JSON.parse(after.stdout), { apps: [] });
  });

  it('ends with 0 when another command stops the app', async () => {
    const foreground = startCli(folder(), 'app', 'start', app);
    await foreground.says('until Ctrl+C');
    const stopped = await runCli(folder(), 'app', 'stop', app);
    assert.deepEqual([stopped.status, stopped.stdout], [0, `${app} is stopped.\n`]);
    assert.equal((await foreground.result).status, 0);
    const again = await runCli(folder(), 'app', 'stop', app);
    assert.deepEqual([again.status, again.stdout], [0, `${app} does not run.\n`]);
  });

  it('refuses with 2 what is no app here, and with 1, in a sentence, what cannot be started here', async () => {
    const unknown = await runCli(folder(), 'app', 'start', 'builtin/baseline:9');
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /^builtin\/baseline:9: there is no such app in this state folder/);
    assert.equal((await runCli(folder(), 'app', 'stop', 'nonsense')).status, 2);
    const logs = await runCli(folder(), 'app', 'logs', app);
    assert.deepEqual([logs.status, logs.stdout], [1, '']);
    const settings = path.join(folder(), 'settings.json');
    writeFileSync(settings, '{"containers.engine": "unix:///nowhere/docker.sock"}');
    const restore = setVariable('ASSAY_SETTINGS', settings);
    try {
      const nowhere = await runCli(folder(), 'app', 'start', app, '--runtime', 'docker');
      assert.equal(nowhere.status, 1);
      assert.match(
        nowhere.stderr,
        /^builtin\/baseline:1 cannot be started: the setting apps\.runtime wants containers, and no container engine was found/,
      );
    } finally {
      restore();
    }
  });
});
