import type Dockerode from 'dockerode';
import { AssayError } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import { instanceLabel, keepLabel, ownerOf } from './container-labels.ts';
import type { ContainerOwner, Labels } from './container-labels.ts';
import { isNotThere, statusOf } from './connection/engine-refusal.ts';

/** What was removed, and what could not be. */
export interface Reaped {
  removed: number;
  /** Why, for people: one sentence a thing. */
  failures: string[];
}

/**
 * Removes what an earlier owner of the same state has left, and what is over of the present one. Kept apps stay as long as
 * they run. Nothing else is ever touched.
 * @param isOver whether an instance of the present owner is used by nobody any more
 */
export async function reap(
  client: Dockerode,
  owner: ContainerOwner,
  isOver: (instance: string) => boolean,
): Promise<Reaped> {
  const labels = [`assay.state=${owner.state}`];
  const running = await client.listContainers({ filters: { label: [...labels, keepLabel] } });
  const kept = new Set(
    running.filter(({ Labels }) => Labels[keepLabel] === 'true').map(({ Labels }) => Labels[instanceLabel]),
  );
  return removeLabelled(client, labels, (each) => {
    const theirs = ownerOf(each);
    const instance = each[instanceLabel];
    if (theirs?.state !== owner.state) return false;
    if (each[keepLabel] === 'true' && (instance === undefined || kept.has(instance))) return false;
    if (theirs.epoch < owner.epoch) return true;
    return theirs.epoch === owner.epoch && instance !== undefined && isOver(instance);
  });
}

/** Removes all that one instance is made of. */
export function removeInstance(client: Dockerode, instance: string): Promise<Reaped> {
  return removeLabelled(client, [`${instanceLabel}=${instance}`]);
}

/**
 * Says what could not be removed, also when the engine did not answer. Never rejects: what is left the reaper removes later, which is
 * no failure of the work that is done.
 * @param what was to be removed, for people
 */
export async function tellLeft(
  log: Log,
  what: string,
  instance: string,
  removal: Promise<Reaped>,
): Promise<void> {
  const left = await leftBy(removal);
  if (left.length === 0) return;
  const later = 'it is tried again later, at the next start at the latest';
  log.warn(
    'CLEANUP',
    null,
    `Not all of ${what} (assay-${instance}) was removed; ${later}. ${left.join(' ')}`,
  );
}

/** Why something could not be removed, for people; also when the engine did not answer. Never rejects. */
export function leftBy(removal: Promise<Reaped>): Promise<readonly string[]> {
  return removal.then(
    ({ failures }) => failures,
    (error: unknown) => [unanswered(error)],
  );
}

function unanswered(error: unknown): string {
  // Nobody stops a removal but who stops to wait for the engine.
  if ((error as Error).name === 'AbortError') return 'The container engine did not answer in time.';
  return AssayError.from(error).message;
}

/**
 * Removes containers, then networks and volumes, that have all of these labels.
 * @param wanted of their labels; left out: all of them
 */
export async function removeLabelled(
  client: Dockerode,
  labels: readonly string[],
  wanted: (labels: Labels) => boolean = () => true,
): Promise<Reaped> {
  const filters = { label: [...labels] };
  const containers = await client.listContainers({ all: true, filters });
  const reaped = await removeGroup(client, {
    containers: containers.filter(({ Labels }) => wanted(Labels)),
    ...{ networks: [], volumes: [] },
  });
  // Looked for after them: what was just being made has its containers last.
  const networks = await client.listNetworks({ filters });
  const { Volumes } = await client.listVolumes({ filters });
  const rest = await removeGroup(client, {
    containers: [],
    networks: networks.filter(({ Labels }) => wanted(Labels ?? {})).map(({ Name }) => Name),
    // Podman says null where there are none.
    volumes: (Volumes ?? []).filter(({ Labels }) => wanted(Labels ?? {})).map(({ Name }) => Name),
  });
  return { removed: reaped.removed + rest.removed, failures: [...reaped.failures, ...rest.failures] };
}

/** As people call it. */
export function containerName({ Id, Names }: NamedContainer): string {
  return Names[0]?.replace(/^\//, '') ?? Id.slice(0, 12);
}

type NamedContainer = Pick<Dockerode.ContainerInfo, 'Id' | 'Names'>;

/**
 * Removes containers, then networks and volumes. What is gone already is no error; what cannot be removed keeps nothing
 * else.
 */
export async function removeGroup(
  client: Dockerode,
  group: { containers: readonly NamedContainer[] } & Record<'networks' | 'volumes', readonly string[]>,
): Promise<Reaped> {
  const reaped: Reaped = { removed: 0, failures: [] };
  const remove = async (what: string, removal: Promise<unknown>) => {
    try {
      await removal;
      reaped.removed++;
    } catch (error) {
      const { message } = error as Error;
      if (statusOf(error) === undefined) throw error;
      // 409: somebody else is removing it.
      const isGone = isNotThere(error) || (statusOf(error) === 409 && /already in progress/.test(message));
      if (!isGone) reaped.failures.push(`${what} could not be removed: ${message}`);
    }
  };
  for (const { Id, Names } of group.containers) {
    // Its anonymous volumes with it.
    await remove(
      `The container ${containerName({ Id, Names })}`,
      client.getContainer(Id).remove({ force: true, v: true }),
    );
  }
  for (const name of group.networks) {
    // By its name: by its id Podman removes one that is in use, and then cannot remove who has used it.
    await remove(`The network ${name}`, client.getNetwork(name).remove() as Promise<unknown>);
  }
  for (const name of group.volumes) {
    await remove(`The volume ${name}`, client.getVolume(name).remove() as Promise<unknown>);
  }
  return reaped;
}
