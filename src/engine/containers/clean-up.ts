import type Dockerode from 'dockerode';
import { totalBytes } from '../domain/clean-up.ts';
import type { CleanUpItem, CleanUpOutcome } from '../domain/clean-up.ts';
import { removeGroup } from './reaper.ts';
import type { ContainerOwner } from './container-labels.ts';
import { isKept, resourceGroups, told } from './resource-groups.ts';
import type { ResourceGroup } from './resource-groups.ts';
import { ownImages, removeImage } from './images/own-images.ts';
import type { OwnImage } from './images/own-images.ts';

/** What the work of this process uses is never offered. */
export interface InUse {
  /** null: this process has no state folder, so all are another's. */
  owner: ContainerOwner | null;
  /** Whether an instance of this owner is used by nobody any more. */
  isOver(instance: string): boolean;
  isPinned(image: OwnImage): boolean;
}

/** One item with what it stands for. */
interface Candidate {
  item: CleanUpItem;
  group: ResourceGroup | null;
  image: OwnImage | null;
}

/** What could be removed. Running work's own is left out; so are images that something which is not offered is made of. */
export async function offerCleanUp(client: Dockerode, inUse: InUse): Promise<CleanUpItem[]> {
  return (await candidates(client, inUse)).map(({ item }) => item);
}

/**
 * Removes what was chosen of an offer, as far as it can still be offered.
 * @param chosen ids
 */
export async function cleanUp(
  client: Dockerode,
  inUse: InUse,
  chosen: readonly string[],
): Promise<CleanUpOutcome> {
  const removed: CleanUpItem[] = [];
  const failures: string[] = [];
  const wanted = new Set(chosen);
  for (const { item, group, image } of await candidates(client, inUse)) {
    if (!wanted.delete(item.id)) continue;
    const problems = group
      ? (await removeGroup(client, group)).failures
      : await removeImage(client, image!).then(
          () => [],
          (error: unknown) => [`${capitalized(item.what)} stays: ${(error as Error).message}`],
        );
    failures.push(...problems);
    if (problems.length === 0) removed.push(item);
  }
  if (wanted.size > 0) failures.push(`${wanted.size} of what was chosen is gone or in use by now.`);
  return { removed: removed.map(({ id }) => id), freedBytes: totalBytes(removed), failures };
}

/** In the order in which they can be removed: images after containers, and after images that are built on them. */
async function candidates(client: Dockerode, inUse: InUse): Promise<Candidate[]> {
  const groups = (await resourceGroups(client)).filter((group) => !isInUse(group, inUse));
  const sizes = groups.some(({ volumes }) => volumes.length > 0) ? await volumeSizes(client) : new Map();
  const going = new Set(groups.flatMap(({ containers }) => containers.map(({ Id }) => Id)));
  return [
    ...groups.map((group) => ({ item: itemOfGroup(group, inUse, sizes), group, image: null })),
    ...removable(await ownImages(client), inUse, going).map((image) => ({
      ...{ item: itemOfImage(image), group: null, image },
    })),
  ];
}

function isInUse({ owner, instance }: ResourceGroup, inUse: InUse): boolean {
  const own = inUse.owner;
  if (own === null || owner.state !== own.state || owner.epoch < own.epoch) return false;
  return owner.epoch > own.epoch || instance === null || !inUse.isOver(instance);
}

function removable(images: readonly OwnImage[], inUse: InUse, going: ReadonlySet<string>): OwnImage[] {
  const order: OwnImage[] = [];
  const gone = new Set<string>();
  let left = images.filter(
    (image) => !inUse.isPinned(image) && image.containers.every((container) => going.has(container)),
  );
  for (;;) {
    const next = left.filter(({ derived }) => derived.every((each) => gone.has(each)));
    if (next.length === 0) return order;
    for (const image of next) gone.add(image.id);
    order.push(...next);
    left = left.filter(({ id }) => !gone.has(id));
  }
}

function itemOfGroup(
  group: ResourceGroup,
  { owner }: InUse,
  volumeBytes: ReadonlyMap<string, number>,
): CleanUpItem {
  const volumes = group.volumes.map((name) => volumeBytes.get(name) ?? null);
  const written = group.containers.map((each) => (each as { SizeRw?: number }).SizeRw ?? 0);
  const sizes = [...volumes, ...written];
  return {
    ...told(group),
    id: `group:${group.owner.state}:${group.owner.epoch}:${group.instance ?? ''}:${[...group.names].sort()[0]}`,
    of: group.owner.state === owner?.state ? 'own' : 'other',
    kept: isKept(group),
    bytes: sizes.includes(null) ? null : sizes.reduce<number>((sum, size) => sum + size!, 0),
    createdAt: group.createdAt || 0,
  };
}

function itemOfImage({ id, what, bytes, createdAt }: OwnImage): CleanUpItem {
  return { id: `image:${id}`, kind: 'image', what, of: 'shared', kept: false, bytes, createdAt };
}

/** Only a look at everything tells it. */
async function volumeSizes(client: Dockerode): Promise<Map<string, number>> {
  const { Volumes } = (await client.df()) as {
    Volumes: { Name: string; UsageData?: { Size: number } | null }[] | null;
  };
  const known = (Volumes ?? []).filter(({ UsageData }) => (UsageData?.Size ?? -1) >= 0);
  return new Map(known.map(({ Name, UsageData }) => [Name, UsageData!.Size]));
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
