import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { EndpointTester } from '../../src/analyzer/endpoints/tester.ts';
import { createContainerAppRuntime } from '../../src/engine/containers/apps/container-app-runtime.ts';
import type { AppRuntime } from '../../src/engine/domain/executors.ts';
import { testBaseImages } from '../support/docker/base-images.ts';
import { testEngine } from '../support/docker/engine.ts';
import { leftOf } from '../support/docker/left-of.ts';
import type { ContainerEngine } from '../../src/engine/containers/connection/engine-connection.ts';
import { createBench, freely, installation } from '../unit/generation/apps.ts';
import type { Bench } from '../unit/generation/apps.ts';

describe('apps of the stacks in containers', function () {
  // The first of a stack fetches its dependencies.
  this.timeout(300_000);
  const state = randomUUID();
  let engine: ContainerEngine;
  let bench: Bench;
  let runtime: AppRuntime;

  before(async () => {
    engine = await testEngine();
    bench = await createBench();
    runtime = createContainerAppRuntime({
      ...{ engine, installation, catalog: bench.catalog, log: bench.log },
      ...{ baseImages: testBaseImages, owner: { state, epoch: 1 } },
    });
  });
  // The images stay: the same apps are asked for again.
  after(() => bench.remove());

  for (const stack of ['node-express', 'react-flask']) {
    for (const template of ['notes', 'booking', 'forum']) {
      it(`${template} of ${stack} is built, is up, does what its template says, and is gone`, async () => {
        const task = { ...(await bench.task('builtin/baseline', template)), stack };
        const { manifest } = await bench.executor.generate(task, freely());
        const { app, revision } = task;
        const sourceDir = path.join(task.workDir, 'app');
        const instance = await runtime.start(
          { app, revision, stack, sourceDir, manifest, startTimeoutMs: 30_000 },
          freely().signal,
        );
        try {
          const page = await fetch(instance.baseUrl, { headers: { connection: 'close' } });
          assert.equal(page.status, 200);
          assert.match(await page.text(), /<html/i);
          const verdicts = await new EndpointTester(bench.catalog.templates.get(template)!, {
            ...{ baseUrl: instance.baseUrl, signal: freely().signal },
            ...{ requestTimeoutMs: 5_000, totalMs: 120_000 },
          }).test();
          assert.ok(verdicts.length > 0);
          const others = verdicts.filter(({ result }) => result !== 'works');
          assert.deepEqual(
            others.map(({ requirement, message }) => `${requirement}: ${message}`),
            [],
          );
        } finally {
          await instance.stop();
        }
        assert.deepEqual(await leftOf(engine.client, state), []);
      });
    }
  }
});
