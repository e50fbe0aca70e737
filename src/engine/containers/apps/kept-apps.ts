import { AssayError } from '../../domain/errors.ts';
import type { KeptApp } from '../../domain/executors.ts';
import { AppStack } from './app-stack.ts';
import type { ContainerEngine } from '../connection/engine-connection.ts';
import { instanceLabel, keepLabel, ownerOf } from '../container-labels.ts';
import type { ContainerOwner } from '../container-labels.ts';

/** What earlier owners of the same state have left on purpose. */
export async function listKeptApps(engine: ContainerEngine, owner: ContainerOwner): Promise<KeptApp[]> {
  const label = [`assay.state=${owner.state}`, `${keepLabel}=true`, 'assay.role=app'];
  const containers = await engine.client.listContainers({ all: true, filters: { label } });
  return containers.flatMap(({ Id, Created, Labels }): KeptApp[] => {
    const { [instanceLabel]: instance, 'assay.app': app, 'assay.revision': revision } = Labels;
    const epoch = ownerOf(Labels)?.epoch ?? owner.epoch;
    if (!instance || !app || epoch >= owner.epoch) return [];
    const stack = new AppStack(engine, instance);
    const remove = async () => {
      const { failures } = await stack.remove();
      if (failures.length > 0) throw new AssayError('transient', failures.join(' '));
    };
    return [
      {
        ...{ app, revision: Number(revision), createdAt: Created * 1_000, remove },
        async attach() {
          const port = await stack.attach(Id);
          return port === null ? null : stack.instance(`http://127.0.0.1:${port}`, remove);
        },
      },
    ];
  });
}
