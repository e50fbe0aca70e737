import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AnalyzerService } from '../../../src/engine/analysis/analyzer-service.ts';
import type { AnalyzeRequest } from '../../../src/engine/analysis/analyzer-service.ts';
import { localAnalyzerHost } from '../../../src/engine/analysis/local-host.ts';
import type { AnalyzeProgress } from '../../../src/engine/domain/analyzer-protocol.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import type { Installation } from '../../../src/engine/processes/installation.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { installTimeoutMs, never, realEnvironment, requestFor, silent } from '../analyzer/bench.ts';
import { markedInstallation, processesWith, slowScript, until } from './processes.ts';

const log = new Log(() => {});

describe('an analyzer service', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let marked: Installation;
  let service: AnalyzerService;
  before(async function () {
    this.timeout(installTimeoutMs);
    if (process.platform !== 'linux') this.skip();
    await realEnvironment('static-analyzer', folder());
  });
  beforeEach(async () => {
    marked = await markedInstallation(folder());
    service = serviceOf(60_000);
    await mkdir(path.join(folder(), 'app'));
    await writeFile(path.join(folder(), 'app', 'a.js'), 'const a = 1;\na = 2;\n');
  });
  afterEach(async () => {
    await service.close();
    await until(async () => (await running()).length === 0);
  });

  const running = () => processesWith(marked.cacheDir);
  const serviceOf = (idleMs: number) =>
    new AnalyzerService(localAnalyzerHost(marked, idleMs), 'static-analyzer', log);
  const { healthPath, template, options } = requestFor({});
  const params = (part: Partial<AnalyzeRequest> = {}): AnalyzeRequest => ({
    ...{ healthPath, template, options },
    source: { app: 'acme/test:1', sourceDir: path.join(folder(), 'app'), manifest: { files: {} } },
    app: null,
    runId: 'run',
    tools: ['eslint'],
    ...part,
  });
  const analyze = (part: Partial<AnalyzeRequest> = {}, signal = never()) =>
    service.analyze(params(part), { signal, report: () => {} }, () => {});
  const isEslintRunning = async () => (await running()).some(({ command }) => command.includes('eslint.js'));
  const makeSlow = () => writeFile(path.join(folder(), 'app', 'a.js'), slowScript);

  it('says of each tool whether it can be used, and runs it', async () => {
    const healths = await service.health(['semgrep', 'eslint'], silent());
    assert.deepEqual(
      healths.map(({ tool, available, reason }) => [tool, available, reason]),
      [
        ['semgrep', true, null],
        ['eslint', true, null],
      ],
    );
    const progress: AnalyzeProgress[] = [];
    const results = await service.analyze(params({ tools: ['eslint', 'semgrep'] }), silent(), (step) =>
      progress.push(step),
    );
    assert.deepEqual(
      results.map(({ tool, status }) => [tool, status]),
      [
        ['eslint', 'succeeded'],
        ['semgrep', 'succeeded'],
      ],
    );
    assert.equal(results[0]?.sarif?.runs[0]?.results?.[0]?.ruleId, 'no-const-assign');
    assert.deepEqual(progress.map(({ tool, state }) => `${tool} ${state}`).sort(), [
      'eslint finished',
      'eslint started',
      'semgrep finished',
      'semgrep started',
    ]);
  });

  it('is one program for all who use it', async () => {
    const steps: string[] = [];
    const context = { signal: never(), report: (step: string) => void steps.push(step) };
    const all = await Promise.all([1, 2, 3].map(() => service.health(['eslint', 'semgrep'], context)));
    assert.ok(all.every((healths) => healths.every(({ available }) => available)));
    const programs = (await running()).filter(
      ({ command }) => /analyzer\.cjs/.test(command) && !/supervisor/.test(command),
    );
    assert.equal(programs.length, 1);
    assert.equal(steps.filter((step) => step === 'starting static-analyzer').length, 1);
  });

  it('ends its tools when a run is cancelled, and goes on', async () => {
    await service.health(['eslint'], silent());
    await makeSlow();
    const controller = new AbortController();
    const run = analyze({}, controller.signal);
    await until(isEslintRunning);
    controller.abort();
    await assert.rejects(run, { name: 'AssayError', errorClass: 'cancelled' });
    await until(async () => !(await isEslintRunning()));
    await writeFile(path.join(folder(), 'app', 'a.js'), 'const a = 1;\n');
    assert.equal((await analyze())[0]?.status, 'succeeded');
  });

  it('ends a tool that takes too long', async () => {
    await service.health(['eslint'], silent());
    await makeSlow();
    const [result] = await analyze({ options: { ...params().options, toolTimeoutMs: 300 } });
    assert.equal(result?.status, 'timed_out');
    assert.equal(result?.reason, 'took longer than 300 ms');
    await until(async () => !(await isEslintRunning()));
  });

  it('fails its runs as transient when the program is killed, and is there again for the next', async () => {
    await service.health(['eslint'], silent());
    await makeSlow();
    const run = analyze();
    await until(isEslintRunning);
    const programs = (await running()).filter(
      ({ command }) => /analyzer\.cjs/.test(command) && !/supervisor/.test(command),
    );
    for (const { pid } of programs) process.kill(pid, 'SIGKILL');
    await assert.rejects(run, { name: 'AssayError', errorClass: 'transient' });
    await until(async () => !(await isEslintRunning()));
    await writeFile(path.join(folder(), 'app', 'a.js'), 'const a = 1;\na = 2;\n');
    await service.health(['eslint'], silent());
    assert.equal((await analyze())[0]?.status, 'succeeded');
  });

  it('leaves nothing running when it is closed in the middle of a run', async () => {
    await service.health(['eslint'], silent());
    await makeSlow();
    const run = analyze();
    await until(isEslintRunning);
    void service.close();
    await assert.rejects(run, { name: 'AssayError' });
    await until(async () => (await running()).length === 0);
    await assert.rejects(analyze(), { name: 'AssayError', errorClass: 'cancelled' });
  });

  it('stops a little after its last user has gone', async () => {
    const brief = serviceOf(1);
    await brief.health(['eslint'], silent());
    await until(async () => (await running()).length === 0);
    assert.equal((await brief.health(['eslint'], silent()))[0]?.available, true);
    await brief.close();
  });

  it('stays as long as it is kept, and looks at its tools again once they are forgotten', async () => {
    const brief = serviceOf(1);
    brief.keep(true);
    const steps: string[] = [];
    const context = { signal: never(), report: (step: string) => void steps.push(step) };
    const checks = () => steps.filter((step) => step === 'checking the tools').length;
    await brief.health(['eslint'], context);
    await brief.health(['eslint'], context);
    assert.equal(checks(), 1);
    brief.forgetHealth();
    await brief.health(['eslint'], context);
    assert.equal(checks(), 2);
    assert.equal(steps.filter((step) => step === 'starting static-analyzer').length, 1);
    brief.keep(false);
    await until(async () => (await running()).length === 0);
    await brief.close();
  });

  it('refuses what is not a request of its protocol, naming the field', async () => {
    await assert.rejects(analyze({ healthPath: 'health' }), { errorClass: 'bug', message: /healthPath/ });
    await assert.rejects(analyze({ tools: ['autocannon'] }), {
      errorClass: 'bug',
      message: /not a tool of static-analyzer/,
    });
  });
});
