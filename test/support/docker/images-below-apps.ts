import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import { createContainerAppRuntime } from '../../../src/engine/containers/apps/container-app-runtime.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { createBench, freely, installation, root } from '../../unit/generation/apps.ts';
import { testBaseImages } from './base-images.ts';
import { testEngine } from './engine.ts';

/** The images that apps of all stacks are built on, made in the engine that has a way to the network. @returns their names */
export async function imagesBelowApps(): Promise<string[]> {
  const shared = await testEngine();
  const owner = { state: randomUUID(), epoch: 1 };
  const runtime = createContainerAppRuntime({
    ...{ engine: shared, installation, catalog: await loadCatalog(root), log: new Log(() => undefined) },
    ...{ baseImages: testBaseImages, owner },
  });
  const bench = await createBench();
  try {
    for (const stack of bench.catalog.stacks.keys()) {
      const task = { ...(await bench.task('builtin/baseline', 'notes')), stack };
      const { manifest } = await bench.executor.generate(task, freely());
      const { app, revision } = task;
      const sourceDir = path.join(task.workDir, 'app');
      const request = { app, revision, stack, sourceDir, manifest, startTimeoutMs: 30_000 };
      await (await runtime.start(request, new AbortController().signal)).stop();
    }
  } finally {
    await bench.remove();
  }
  const names = (await shared.client.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
  return names.filter((name) => /^assay\/(forwarder|[a-z-]+-dependencies):/.test(name));
}
