import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { notesApp, notesTemplate } from '../../../src/analyzer/canary/notes-app.ts';
import { localAnalyzerHost } from '../../../src/engine/analysis/local-host.ts';
import { createSubtaskExecutor } from '../../../src/engine/analysis/subtask-executor.ts';
import type { AnalysisExecutor } from '../../../src/engine/analysis/subtask-executor.ts';
import type { ToolResult } from '../../../src/engine/domain/analysis.ts';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import type { AppInstance, AppRuntime, SubtaskTask } from '../../../src/engine/domain/executors.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { BlobStore } from '../../../src/engine/store/blobs.ts';
import { toolsOf } from '../../../src/engine/domain/tools.ts';
import type { Service } from '../../../src/engine/domain/tools.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { installTimeoutMs, installation, never, realEnvironment } from '../analyzer/bench.ts';

/** Runs an app inside the test, and keeps what was asked of it. */
class LocalRuntime implements AppRuntime {
  readonly events: string[] = [];
  /** Ends the app by itself at its nth request. */
  endsAt = Number.POSITIVE_INFINITY;
  isFar = false;
  readonly #listener: () => RequestListener;

  constructor(listener: () => RequestListener) {
    this.#listener = listener;
  }

  unable = async () => null;

  async start(): Promise<AppInstance> {
    this.events.push('start');
    const listener = this.#listener();
    const ended = Promise.withResolvers<string>();
    let requests = 0;
    const server = createServer((request, response) => {
      if (++requests < this.endsAt) return listener(request, response);
      ended.resolve('exit status 3');
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      ...{ place: 'process', isFar: this.isFar, ended: ended.promise, follow: () => ({ dispose: () => {} }) },
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      log: () => 'listening',
      stop: async () => {
        this.events.push('stop');
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }
}

const stack = {
  name: 'plain',
  description: '',
  runtime: 'node' as const,
  entry: 'server.js',
  healthPath: '/api/notes',
  dataDir: 'data',
  writable: [],
  required: [],
  webRoot: 'public',
  dir: '',
};
const catalog = {
  templates: new Map([[notesTemplate.slug, notesTemplate]]),
  stacks: new Map([['plain', stack]]),
};

describe('the subtask executor', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  let blobs: BlobStore;
  let executor: AnalysisExecutor | null = null;
  before(async function () {
    this.timeout(installTimeoutMs);
    for (const service of ['static-analyzer', 'performance-tester'] as const) {
      await realEnvironment(service, folder());
    }
  });
  beforeEach(async () => {
    blobs = new BlobStore(path.join(folder(), 'blobs'));
    await mkdir(path.join(folder(), 'blobs'));
    await mkdir(path.join(folder(), 'app'));
    await writeFile(path.join(folder(), 'app', 'server.js'), 'module.exports = eval;\n');
    await writeFile(
      path.join(folder(), 'app', 'routes.js'),
      "module.exports = (req, res) => {\n  db.prepare('SELECT ' + req.query.a).all();\n  eval(req.query.b);\n};\n",
    );
  });
  afterEach(async () => {
    await executor?.close();
    executor = null;
  });

  let people: string[] = [];
  const entry = (origin: 'scaffold' | 'model') => ({ sha256: '', size: 0, origin });
  const taskFor = (service: Service): SubtaskTask => ({
    pipelineId: 1,
    mainTaskId: 1,
    subtaskId: 1,
    attemptId: 1,
    service,
    tools: toolsOf(service),
    app: { model: 'builtin/baseline', number: 1 },
    revision: 1,
    template: notesTemplate.slug,
    stack: 'plain',
    sourceDir: path.join(folder(), 'app'),
    manifest: { files: { 'server.js': entry('scaffold'), 'routes.js': entry('model') } },
    options: {
      toolTimeoutMs: 30_000,
      performanceDurationMs: 300,
      performanceConnections: 2,
      appStartTimeoutMs: 5_000,
      appRetryDelayMs: 30_000,
      keepApp: false,
    },
  });
  const localHost = localAnalyzerHost(installation);
  const analyze = async (service: Service, runtime: AppRuntime, host = localHost) => {
    executor = createSubtaskExecutor({
      host,
      catalog,
      blobs,
      runtime,
      people: { keep: (_, instance) => instance.stop(), running: () => people },
      log: new Log(() => {}),
    });
    const steps: string[] = [];
    const { toolRuns } = await executor.analyze(taskFor(service), {
      signal: never(),
      report: (step) => steps.push(step),
    });
    const stored = await Promise.all(
      toolRuns.map(
        async ({ resultBlob }) => JSON.parse((await blobs.get(resultBlob)).toString('utf8')) as ToolResult,
      ),
    );
    return { toolRuns, stored, steps };
  };

  it('reads source without starting the app, and stores SARIF with fingerprints', async () => {
    const runtime = new LocalRuntime(() => notesApp('none'));
    const { toolRuns, stored, steps } = await analyze('static-analyzer', runtime);
    assert.deepEqual(runtime.events, []);
    assert.deepEqual(
      toolRuns.map(({ result }) => [result.tool, result.status, result.reason]),
      [
        ['eslint', 'succeeded', null],
        ['semgrep', 'succeeded', null],
      ],
    );
    const [eslint, semgrep] = stored;
    const ruleIds = (result: ToolResult | undefined) =>
      result?.sarif?.runs[0]?.results?.map(({ ruleId }) => ruleId);
    assert.deepEqual(ruleIds(semgrep), ['sql-injection', 'code-injection']);
    assert.deepEqual(toolRuns[1]?.findings, { critical: 2, high: 0, medium: 0, low: 0, info: 0 });
    assert.ok(ruleIds(eslint)?.includes('no-eval'));
    for (const result of [...eslint!.sarif!.runs[0]!.results!, ...semgrep!.sarif!.runs[0]!.results!]) {
      assert.equal(Object.keys(result.partialFingerprints ?? {}).length, 2);
    }
    assert.ok(
      steps.some((step) => /eslint|semgrep/.test(step)),
      steps.join('; '),
    );
  });

  it('gives each class of tools a fresh instance of the app, and stops it', async () => {
    const runtime = new LocalRuntime(() => notesApp('update-is-not-stored'));
    const { toolRuns, stored, steps } = await analyze('dynamic-analyzer', runtime);
    assert.deepEqual(runtime.events, ['start', 'stop', 'start', 'stop']);
    const [probe, tester] = toolRuns;
    assert.deepEqual([probe?.result.tool, probe?.result.status], ['http-probe', 'succeeded']);
    assert.equal(probe?.findings?.low, 1, 'X-Content-Type-Options is missing');
    const wrong = tester?.result.verdicts.filter(({ result }) => result !== 'works');
    assert.deepEqual(
      wrong?.map(({ requirement }) => requirement),
      ['PUT /api/notes/:id'],
    );
    assert.equal(tester?.findings, null, 'verdicts are not findings');
    assert.match(stored[1]?.log ?? '', /The app wrote:\nlistening/);
    assert.ok(steps.includes('starting the app') && steps.includes('http-probe'));
  });

  it('measures load, and says when other apps ran beside it', async () => {
    const { toolRuns } = await analyze('performance-tester', new LocalRuntime(() => notesApp('none')));
    assert.equal(toolRuns[0]?.result.status, 'succeeded');
    assert.ok(toolRuns[0].result.measurements.some(({ name, value }) => name === 'latency.p95' && value > 0));
    people = ['acme/big:3'];
    const { stored } = await analyze('performance-tester', new LocalRuntime(() => notesApp('none')));
    assert.match(
      stored[0]!.log,
      /^Measured while other apps ran on this machine, to be looked at: acme\/big:3\./,
    );
  });

  it('measures the load of an app on another machine only from there, and says why', async () => {
    const runtime = new LocalRuntime(() => notesApp('none'));
    runtime.isFar = true;
    const { toolRuns } = await analyze('performance-tester', runtime);
    assert.equal(toolRuns[0]?.result.status, 'skipped');
    assert.match(toolRuns[0].result.reason ?? '', /on another machine/);
    assert.deepEqual(toolRuns[0].result.measurements, [], 'not measured is not zero');
    assert.deepEqual(runtime.events, ['start', 'stop']);
    const beside = await analyze('performance-tester', runtime, { ...localHost, besideApps: true });
    assert.equal(beside.toolRuns[0]?.result.status, 'succeeded', 'there it is measured');
  });

  it('fails as unhealthy, with the evidence, when the app does not start', async () => {
    const runtime: AppRuntime = {
      unable: async () => null,
      start: () =>
        Promise.reject(new AssayError('unhealthy', 'The app did not start.', { detail: 'SyntaxError' })),
    };
    await assert.rejects(analyze('dynamic-analyzer', runtime), {
      name: 'AssayError',
      errorClass: 'unhealthy',
      detail: 'SyntaxError',
    });
  });

  it('fails as unhealthy, with the evidence, when the app ends under its tools', async () => {
    const runtime = new LocalRuntime(() => notesApp('none'));
    runtime.endsAt = 2;
    await assert.rejects(analyze('performance-tester', runtime), {
      ...{ name: 'AssayError', errorClass: 'unhealthy', retryAfterMs: 30_000, detail: 'listening' },
      message: 'builtin/baseline:1 ended while its tools ran (exit status 3).',
    });
    assert.deepEqual(runtime.events, ['start', 'stop']);
  });

  it('holds it against the endpoint that ends the app, and says of the others that they were not tried', async () => {
    const runtime = new LocalRuntime(() => notesApp('none'));
    runtime.endsAt = 2;
    const { toolRuns } = await analyze('dynamic-analyzer', runtime);
    const [probe, tester] = toolRuns;
    assert.equal(probe?.result.status, 'failed');
    assert.equal(probe.result.reason, 'builtin/baseline:1 ended while its tools ran (exit status 3).');
    assert.equal(tester?.result.status, 'succeeded');
    const [first, ...others] = tester.result.verdicts;
    assert.equal(first?.result, 'wrong');
    assert.match(first.message ?? '', /the app ended when it was asked this/);
    assert.match(first.evidence ?? '', /^POST \/api\/notes/);
    for (const { result, message } of others) {
      assert.deepEqual([result, message], ['not_measured', 'The app was no longer running.']);
    }
    assert.deepEqual(runtime.events, ['start', 'stop', 'start', 'stop'], 'each class has had its own');
  });

  it('says why a tool is not available, and runs the others', async () => {
    // A toolbox of which one part cannot be installed.
    const root = path.join(folder(), 'root');
    const broken = path.join(root, 'toolboxes', 'static-analyzer');
    await cp(path.join(installation.root, 'toolboxes', 'static-analyzer'), broken, { recursive: true });
    await symlink(path.join(installation.root, 'dist'), path.join(root, 'dist'));
    await writeFile(path.join(broken, 'requirements', 'semgrep.txt'), 'semgrep==1.182.0\n');
    const runtime = new LocalRuntime(() => notesApp('none'));
    const { toolRuns } = await analyze(
      'static-analyzer',
      runtime,
      localAnalyzerHost({ ...installation, root }),
    );
    assert.deepEqual(
      toolRuns.map(({ result }) => [result.tool, result.status]),
      [
        ['eslint', 'succeeded'],
        ['semgrep', 'not_available'],
      ],
    );
    assert.match(toolRuns[1]?.result.reason ?? '', /The packages of semgrep could not be installed: .*hash/i);
    assert.equal(toolRuns[1]?.findings, null, 'not measured is not zero');
  });
});
