import type Dockerode from 'dockerode';
import { formatAppRef } from '../domain/app-ref.ts';
import type { AppStartRequest } from '../domain/executors.ts';

export interface ContainerOwner {
  /** Of the state folder: nobody else's. */
  state: string;
  epoch: number;
}

/** On everything that is made for an owner. */
export function ownerLabels({ state, epoch }: ContainerOwner): Record<string, string> {
  return { 'assay.state': state, 'assay.epoch': String(epoch) };
}

/** What stays beyond the end of its owner, until a person stops it; see the setting `containers.keepApps`. */
export const keepLabel = 'assay.keep';

/** On the containers and the network of one app. */
export function appLabels({ app, revision, pipelineId, keep }: AppOfContainers): Record<string, string> {
  return {
    ...{ 'assay.app': formatAppRef(app), 'assay.revision': String(revision) },
    ...(pipelineId === undefined ? {} : { 'assay.pipeline': String(pipelineId) }),
    ...(keep ? { [keepLabel]: 'true' } : {}),
  };
}

type AppOfContainers = Pick<AppStartRequest, 'app' | 'revision' | 'pipelineId' | 'keep'>;

/**
 * Removes containers, then networks, that an earlier owner of the same state has left; what is kept stays, and
 * nothing else is ever touched.
 * @returns how many
 */
export async function reapOlder(client: Dockerode, owner: ContainerOwner): Promise<number> {
  return removeLabelled(client, [`assay.state=${owner.state}`], (labels) => {
    const epoch = labels['assay.epoch'] ?? '';
    if (labels[keepLabel] !== undefined) return false;
    return /^\d+$/.test(epoch) && Number(epoch) < owner.epoch;
  });
}

/**
 * Removes containers, then networks, that have all of these labels; what is gone already is no error.
 * @param wanted of their labels; left out: all of them
 */
export async function removeLabelled(
  client: Dockerode,
  labels: readonly string[],
  wanted: (labels: Readonly<Record<string, string>>) => boolean = () => true,
): Promise<number> {
  const filters = { label: [...labels] };
  let removed = 0;
  for (const { Id, Labels } of await client.listContainers({ all: true, filters })) {
    if (!wanted(Labels)) continue;
    await ignoringGone(client.getContainer(Id).remove({ force: true, v: true }));
    removed++;
  }
  for (const { Id, Labels } of await client.listNetworks({ filters })) {
    if (!wanted(Labels ?? {})) continue;
    await ignoringGone(client.getNetwork(Id).remove() as Promise<unknown>);
    removed++;
  }
  return removed;
}

async function ignoringGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const { statusCode, message } = error as { statusCode?: number; message: string };
    // 409: somebody else is removing it.
    const isGone = statusCode === 404 || (statusCode === 409 && /already in progress/.test(message));
    if (!isGone) throw error;
  }
}
