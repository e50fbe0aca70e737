import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { ContainerPlace } from './app-runtimes.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Configuration } from './domain/configuration.ts';
import type { Log } from './domain/log.ts';
import type { Installation } from './processes/installation.ts';
import type { Store } from './store/store.ts';

type Found = Awaited<ReturnType<ContainerPlace['find']>>;

/** The containers of one state folder. What speaks to their engine is loaded when they are first wanted. */
export function containerPlace(parts: {
  installation: Installation;
  catalog: Catalog;
  configuration: Configuration;
  store: Pick<Store, 'folder' | 'ownership'>;
  log: Log;
}): ContainerPlace {
  const { installation, catalog, configuration, store, log } = parts;
  let known: Promise<Found> | null = null;

  async function look(): Promise<Found> {
    const { findContainers } = await import('./containers/containers.lazy.ts');
    return findContainers({
      ...{ installation, catalog, log },
      engineSetting: configuration['containers.engine'],
      baseImages: configuration['containers.baseImages'],
      owner: { state: await folderId(store.folder.root), epoch: store.ownership.epoch },
    });
  }

  return {
    async find() {
      known ??= look();
      try {
        const found = await known;
        // One that is not there may be there the next time.
        if ('reason' in found) known = null;
        return found;
      } catch (error) {
        known = null;
        throw error;
      }
    },
    forget: () => (known = null),
  };
}

/** The same however the folder is called, and unlike that of any copy of it. */
async function folderId(root: string): Promise<string> {
  const { dev, ino, birthtimeMs } = await stat(root, { bigint: true });
  return createHash('sha256').update(`${dev}:${ino}:${birthtimeMs}`).digest('hex').slice(0, 24);
}
