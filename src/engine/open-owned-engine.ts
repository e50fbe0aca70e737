import path from 'node:path';
import { WorkspaceCatalog } from './catalog/workspace-catalog.ts';
import { applySettings, defaultConfiguration } from './domain/configuration.ts';
import { Log } from './domain/log.ts';
import { AssayEngine } from './engine.ts';
import type { OwnedEngine } from './engine.ts';
import type { EngineOptions } from './engine-options.ts';
import { openModelAccess } from './model-access.ts';
import { programPath } from './processes/installation.ts';
import { removeLeftAttempts } from './scheduler/publication.ts';
import { stateFolder } from './store/state-folder.ts';
import { Store } from './store/store.ts';
import { interruptAll } from './store/transitions/recovery.ts';

/**
 * Opens the state folder as its owner and, unless told not to, goes on with what was unfinished.
 * @throws InputError when the state folder, a template or a stack cannot be used
 * @throws StateInUseError while another process owns the state folder
 */
export async function openOwnedEngine(options: EngineOptions): Promise<OwnedEngine> {
  const log = new Log(options.log);
  const { configuration, problems } = applySettings(defaultConfiguration, options.settings);
  for (const problem of problems) log.warn('INIT', null, problem);
  const catalog = await WorkspaceCatalog.open(options.installation.root, stateFolder(options.stateDir), log);
  const store = await Store.open({
    stateDir: options.stateDir,
    programs: {
      snapshotWorker: programPath(options.installation, 'snapshot-worker'),
      wasmFile: path.join(options.installation.root, 'dist', 'sql-wasm.wasm'),
    },
    log,
  });
  try {
    const interrupted = await store.write((tx) => interruptAll(tx, Date.now()));
    if (interrupted > 0) log.info('INIT', null, `Interrupted attempts of an ended process: ${interrupted}.`);
    await removeLeftAttempts(store);
    const models = await openModelAccess(options, configuration, log);
    return new AssayEngine(options, store, catalog, configuration, models, log);
  } catch (error) {
    await store.close();
    throw error;
  }
}
