import type { Engine } from '../../../src/engine/engine-api.ts';
import { defaultCacheDir } from '../../../src/engine/processes/installation.ts';
import { openEngine } from '../../../src/engine/shared-engine.ts';
import { projectRoot } from '../../support/project.ts';

/** Opens engines on a state folder; those of a test are closed after it, the last one first. */
export function engineOpener(stateDir: () => string): () => Promise<Engine> {
  const engines: Engine[] = [];
  afterEach(async () => {
    for (const engine of engines.splice(0).reverse()) await engine.shutdown(0);
  });
  return async () => {
    const engine = await openEngine({
      stateDir: stateDir(),
      installation: { root: projectRoot, node: process.execPath, nodeEnv: {}, cacheDir: defaultCacheDir() },
      settings: {},
      log: () => {},
      schedule: 'all',
    });
    engines.push(engine);
    return engine;
  };
}
