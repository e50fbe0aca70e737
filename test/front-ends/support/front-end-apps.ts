import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import { buildFrontEnd, ensurePython, withFlaskApp, writeApp } from '../../stacks/support/flask-apps.ts';
import { createBench, root } from '../../unit/generation/apps.ts';
import { processRuntime, startGenerated } from '../../unit/generation/running.ts';

const { templates } = await loadCatalog(root);

/** Starts an app of `builtin/baseline` on a stack, does something with it, and ends it. */
export type WithApp = (slug: string, use: (baseUrl: string) => Promise<void>) => Promise<void>;

export const withNodeApp: WithApp = async (slug, use) => {
  const bench = await createBench();
  try {
    const app = await startGenerated(bench, processRuntime(bench), 'builtin/baseline', slug);
    await use(app.baseUrl).finally(() => app.stop());
  } finally {
    await bench.remove();
  }
};

export const withReactApp: WithApp = async (slug, use) => {
  const packages = await ensurePython();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-front-end-'));
  try {
    const app = path.join(folder, slug);
    await writeApp(app, templates.get(slug)!);
    await buildFrontEnd(app);
    await withFlaskApp(app, packages, use);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
