import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { smallTemplate, templateJson } from '../unit/catalog/templates.ts';
import { readStatus, runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('a template with an endpoint that nobody could build', () => {
  const folder = temporaryFolder();

  it('is run, and the table is followed by what was not built and why', async () => {
    const unclear = { method: 'POST', path: '/api/weather', description: '', request: null, response: null };
    const template = { ...smallTemplate, slug: 'unclear', api_endpoints: [unclear] };
    mkdirSync(path.join(folder(), 'in'));
    writeFileSync(path.join(folder(), 'in/unclear.json'), templateJson(template));
    const imported = await runCli(folder(), 'import', 'in');
    assert.equal(imported.status, 0, imported.stdout + imported.stderr);
    const pipeline = {
      name: 'Trial',
      models: ['builtin/baseline'],
      templates: ['unclear'],
      stack: 'node-express',
      analysis: { services: {} },
    };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(pipeline));
    const { stdout, stderr } = await runCli(folder(), 'run', 'trial.assay.json');
    assert.match(
      stdout,
      /! builtin\/baseline:1 unclear, not built: POST \/api\/weather: Its method.*\.\n/,
      stderr,
    );
    const { pipelines } = await readStatus(folder());
    const [attempt] = pipelines[0]!.generation.jobs[0]!.attempts;
    assert.match(attempt!.unbuilt.join('\n'), /^POST \/api\/weather: Its method.*\.$/);
    assert.equal(attempt!.repair?.counts.unbuilt, 1);
    const apps = path.join(folder(), '.assay/apps');
    const [readme] = readdirSync(apps, { recursive: true, encoding: 'utf8' }).filter(
      (name) => path.basename(name) === 'README.md',
    );
    assert.match(readFileSync(path.join(apps, readme!), 'utf8'), /## Not built[^]*`POST \/api\/weather`/);
  });
});
