import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AnalyzerService } from '../../src/engine/analysis/analyzer-service.ts';
import { localAnalyzerHost } from '../../src/engine/analysis/local-host.ts';
import { createSubtaskExecutor } from '../../src/engine/analysis/subtask-executor.ts';
import type { AnalysisExecutor } from '../../src/engine/analysis/subtask-executor.ts';
import { createContainerAppRuntime } from '../../src/engine/containers/apps/container-app-runtime.ts';
import type { AnalyzerHost } from '../../src/engine/domain/analyzer-host.ts';
import type { ToolResult } from '../../src/engine/domain/analysis.ts';
import type { AppRuntime, SubtaskTask } from '../../src/engine/domain/executors.ts';
import { toolsOf } from '../../src/engine/domain/tools.ts';
import type { Service, ToolName } from '../../src/engine/domain/tools.ts';
import { BlobStore } from '../../src/engine/store/blobs.ts';
import { testBaseImages } from '../support/docker/base-images.ts';
import { testEngine } from '../support/docker/engine.ts';
import { leftOf } from '../support/docker/left-of.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createBench, freely, installation } from '../unit/generation/apps.ts';
import type { Bench } from '../unit/generation/apps.ts';
import { silent } from '../unit/analyzer/bench.ts';
import { AnalyzerBench, buildTimeoutMs } from './support/analyzer-bench.ts';

describe('tools in containers', function () {
  this.timeout(buildTimeoutMs);
  const folder = temporaryFolder();
  let bench: AnalyzerBench;
  let apps: Bench;
  let runtime: AppRuntime;
  const executors: AnalysisExecutor[] = [];
  before(async () => {
    bench = await AnalyzerBench.create();
    apps = await createBench();
    runtime = createContainerAppRuntime({
      ...{ engine: await testEngine(), installation, catalog: apps.catalog, log: bench.log },
      ...{ baseImages: testBaseImages, owner: bench.owner },
    });
  });
  beforeEach(() => mkdir(path.join(folder(), 'blobs')));
  afterEach(async () => {
    await Promise.all(executors.splice(0).map((executor) => executor.close()));
    assert.deepEqual(await leftOf(bench.client, bench.owner.state), [], 'nothing is left behind');
  });
  after(async () => {
    await apps.remove();
    await bench.removeImages();
  });

  function executorOn(host: AnalyzerHost): AnalysisExecutor {
    const blobs = new BlobStore(path.join(folder(), 'blobs'));
    const executor = createSubtaskExecutor({
      ...{ host, catalog: apps.catalog, blobs, runtime, log: bench.log },
      people: { keep: (_, instance) => instance.stop(), running: () => [] },
    });
    executors.push(executor);
    return executor;
  }
  async function taskFor(service: Service, model: string, pipelineId = 1): Promise<SubtaskTask> {
    const task = await apps.task(model, 'notes');
    const { manifest } = await apps.executor.generate(task, freely());
    const { app, revision, template, stack } = task;
    return {
      ...{ pipelineId, mainTaskId: 1, subtaskId: 1, attemptId: 1, service, tools: toolsOf(service) },
      ...{ app, revision, template, stack, sourceDir: path.join(task.workDir, 'app'), manifest },
      options: {
        ...{ toolTimeoutMs: 120_000, performanceDurationMs: 500, performanceConnections: 2 },
        ...{ appStartTimeoutMs: 30_000, appRetryDelayMs: 0, keepApp: false },
      },
    };
  }
  /** What it comes to, without what differs between any two runs. */
  async function findings(executor: AnalysisExecutor, task: SubtaskTask): Promise<Partial<ToolResult>[]> {
    const { toolRuns } = await executor.analyze(task, silent());
    const blobs = new BlobStore(path.join(folder(), 'blobs'));
    const whole = toolRuns.map(async ({ resultBlob }) => {
      const result = JSON.parse((await blobs.get(resultBlob)).toString('utf8')) as ToolResult;
      const { tool, status, reason, sarif, verdicts } = result;
      return {
        tool,
        status,
        reason,
        sarif,
        verdicts: verdicts.map(({ requirement, result: verdict }) => ({
          requirement,
          result: verdict,
          message: null,
          evidence: null,
        })),
      };
    });
    return Promise.all(whole);
  }

  for (const service of ['static-analyzer', 'dynamic-analyzer'] as const) {
    it(`of ${service} find in a flawed app what they find on this machine`, async () => {
      const task = await taskFor(service, 'builtin/flawed');
      const inside = await findings(executorOn(bench.host()), task);
      const outside = await findings(executorOn(localAnalyzerHost(installation)), task);
      assert.ok(
        outside.every(({ status }) => status === 'succeeded'),
        JSON.stringify(outside),
      );
      const count = outside.map((each) => (each.sarif?.runs[0]?.results ?? each.verdicts ?? []).length);
      assert.ok(
        count.some((each) => each > 0),
        String(count),
      );
      assert.deepEqual(inside, outside);
    });
  }

  it('join the network of the app for one request only, and call it there', async () => {
    const service = new AnalyzerService(bench.host(), 'performance-tester', bench.log);
    try {
      const { app, revision, stack, sourceDir, manifest } = await taskFor(
        'performance-tester',
        'builtin/baseline',
      );
      const start = { app, revision, stack, sourceDir, manifest, startTimeoutMs: 30_000 };
      const instance = await runtime.start(start, silent().signal);
      try {
        await service.health(['autocannon'], silent());
        const networks = async () => Object.keys((await bench.onlyContainer()).NetworkSettings.Networks);
        const own = await networks();
        const meanwhile: Promise<string[]>[] = [];
        const request = {
          ...{
            runId: 'run',
            tools: ['autocannon'] as ToolName[],
            app: instance,
            healthPath: '/',
            template: null,
          },
          source: { app: 'acme/test:1', sourceDir, manifest },
          options: { toolTimeoutMs: 60_000, performanceDurationMs: 1_000, performanceConnections: 2 },
        };
        const [result] = await service.analyze(request, silent(), ({ state }) => {
          if (state === 'started') meanwhile.push(networks());
        });
        assert.equal(result?.status, 'succeeded', JSON.stringify(result));
        assert.deepEqual((await meanwhile[0])?.sort(), [...own, instance.inContainers!.network].sort());
        assert.deepEqual(await networks(), own);
      } finally {
        await instance.stop();
      }
    } finally {
      await service.close();
    }
  });

  it('are shared by pipelines, and end when the last of these does', async () => {
    const executor = executorOn(bench.host({}, { idleMs: 0 }));
    const task = await taskFor('static-analyzer', 'builtin/baseline');
    await Promise.all([1, 2].map((pipelineId) => executor.analyze({ ...task, pipelineId }, silent())));
    const { Id } = await bench.onlyContainer();
    const ended = bench.client.getContainer(Id).wait();
    executor.stillRunning!(new Set([1, 2]));
    executor.stillRunning!(new Set([2]));
    await executor.analyze({ ...task, pipelineId: 2 }, silent());
    assert.equal((await bench.onlyContainer()).Id, Id, 'it is still the same');
    executor.stillRunning!(new Set());
    await ended;
  });

  it('that use running apps are as many as wanted, each with one app at a time', async () => {
    const executor = executorOn(bench.host({}, { replicas: () => 2 }));
    const task = await taskFor('dynamic-analyzer', 'builtin/baseline');
    const runs = await Promise.all([1, 2, 3].map(() => executor.analyze(task, silent())));
    for (const { toolRuns } of runs) {
      assert.ok(
        toolRuns.every(({ result }) => result.status === 'succeeded'),
        JSON.stringify(toolRuns),
      );
    }
    assert.equal((await bench.containers()).length, 2);
  });
});
