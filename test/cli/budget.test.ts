import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { StatusDocument } from '../../src/engine/domain/status-document.ts';
import { setVariable } from '../support/environment.ts';
import { createAppAnswers } from '../support/model-server/app-answers.ts';
import { ModelServer } from '../support/model-server/server.ts';
import { readStatus, runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const model = 'openai-compatible/lab/acme/big-1';

describe('assay run with models that cost', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let restore = () => {};
  let server: ModelServer;
  before(async () => {
    server = await ModelServer.start({ answer: await createAppAnswers() });
  });
  after(() => server.close());
  beforeEach(() => {
    server.calls.splice(0);
    restore = setVariable('ASSAY_SETTINGS', path.join(folder(), 'settings.json'));
    set({});
  });
  afterEach(() => restore());

  /** The price of output for a million tokens; none: nobody says it. */
  function set({ price, confirmAboveUsd }: { price?: number; confirmAboveUsd?: number }): void {
    const prices =
      price === undefined ? {} : { [model]: { inputPerMillionUsd: 0, outputPerMillionUsd: price } };
    writeFileSync(
      process.env['ASSAY_SETTINGS']!,
      JSON.stringify({
        'providers.openaiCompatible': { lab: { baseUrl: server.baseUrl('openai') } },
        'providers.prices': prices,
        ...(confirmAboveUsd === undefined ? {} : { 'budget.confirmAboveUsd': confirmAboveUsd }),
      }),
    );
  }

  function write(fields: object = {}): void {
    const whole = { name: 'Trial', models: [model], templates: ['notes'], stack: 'node-express', ...fields };
    writeFileSync(path.join(folder(), 'trial.assay.json'), JSON.stringify(whole));
  }
  const run = (...args: string[]) => runCli(folder(), 'run', 'trial.assay.json', ...args);

  it('is not run above the limit without --yes, and says what it would take and the way out', async () => {
    write({ replicates: 10 });
    set({ price: 10 });
    const { status, stdout, stderr } = await run();
    assert.equal(status, 2, stderr);
    assert.match(stderr, /Expected: 10 model calls for 10 apps, .*120,000 of output, about \$1\.20\./);
    assert.match(stderr, /12000 tokens each, assumed/);
    assert.match(stderr, /\$1\.20, which is more than \$1\.00 .*--yes runs it, and "budget"/);
    assert.equal(stdout, '');
    assert.deepEqual([server.calls.length, (await readStatus(folder())).pipelines], [0, []]);
  });

  it('is asked about where nobody knows the price, and not when it goes on', async () => {
    write();
    const refused = await run();
    assert.equal(refused.status, 2);
    assert.match(
      refused.stderr,
      /cost not known\.[^]*the price of openai-compatible\/lab\/acme\/big-1 is not known/,
    );
    assert.equal((await run('--yes')).status, 0);
    const again = await run();
    assert.deepEqual([again.status, server.calls.length], [0, 1]);
    assert.doesNotMatch(again.stderr, /Expected/);
  });

  it('shows what each answer took and cost, and expects the same of the next', async () => {
    write();
    set({ price: 10, confirmAboveUsd: 5 });
    const { status, stdout, stderr } = await run('--json');
    assert.equal(status, 0, stderr);
    const [pipeline] = (JSON.parse(stdout) as StatusDocument).pipelines;
    const [job] = pipeline!.generation.jobs;
    const { outputTokens, costUsd, costBasis } = job!.usage!;
    assert.ok(outputTokens! > 100);
    assert.deepEqual([costUsd, costBasis], [Math.round(outputTokens! * 10_000) / 1e9, 'estimated']);
    assert.deepEqual([pipeline!.cost, pipeline!.usage], [costUsd, job!.usage]);
    assert.deepEqual(job!.attempts[0]!.usage, job!.usage);
    const next = await run('--new');
    assert.match(next.stderr, new RegExp(`${outputTokens} tokens each, the median of up to 1 earlier ones`));
    assert.match(next.stdout, /Model calls: 1, [\d,]+ tokens of input, .*\(estimated\)/);
  });

  it('asks nobody about the control models', async () => {
    write({ models: ['builtin/baseline'] });
    set({ confirmAboveUsd: 0 });
    const { status, stdout, stderr } = await run();
    assert.equal(status, 0, stderr);
    assert.doesNotMatch(stdout + stderr, /Expected|Model calls/);
  });

  it('stops at its budget, keeps what is done, and goes on when the budget is raised', async () => {
    write({ replicates: 4, budget: { maxCostUsd: 0.2 }, configuration: { 'generation.maxConcurrent': 4 } });
    // The first answer is expected to take $0.12; the prompt costs nothing.
    set({ price: 10 });
    const first = await run();
    assert.equal(first.status, 1, first.stderr);
    const [stopped] = (await readStatus(folder())).pipelines;
    assert.ok(stopped!.cost! <= 0.2, `${stopped!.cost}`);
    const failed = stopped!.generation.jobs.filter(({ status }) => status === 'failed');
    assert.equal(server.calls.length, stopped!.generation.completed);
    assert.ok(failed.length > 0 && stopped!.generation.completed > 0);
    for (const { error, attempts } of failed) {
      assert.deepEqual([error!.errorClass, attempts.length, attempts[0]!.usage], ['budget', 1, null]);
      assert.match(error!.hint!, /assay retry 1 --max-cost-usd N/);
    }
    assert.equal((await runCli(folder(), 'retry', '1', '--max-cost-usd', '2.5')).status, 0);
    const second = await run();
    assert.equal(second.status, 0, second.stderr);
    assert.equal(server.calls.length, 4);
    const [done] = (await readStatus(folder())).pipelines;
    assert.deepEqual(done!.budget, { maxCostUsd: 2.5, maxTokens: null });
    assert.equal((await runCli(folder(), 'verify')).status, 0);
  });
});
