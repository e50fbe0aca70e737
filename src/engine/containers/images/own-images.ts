import type Dockerode from 'dockerode';
import { isNotThere } from '../connection/engine-refusal.ts';

/** An image that Assay has built. */
export interface OwnImage {
  id: string;
  /** The names that it has from us; none: of an earlier build. */
  tags: string[];
  /** For people. */
  what: string;
  /** What it has beyond the image that it is built on. */
  bytes: number;
  createdAt: number;
  /** Ids of containers, running or not. */
  containers: string[];
  /** Ids of images that are built on it, whoever's. */
  derived: string[];
}

/** As `contentTag` makes them. */
const ownTag = /^assay\/([a-z0-9-]+):[0-9a-f]{20}$/;
const inspectionsAtOnce = 8;
/** What has no name may be a step of a build that is running; none takes that long. */
const buildMs = 3_600_000;

/** The images in the engine that Assay has built: by name and by label, since either may be anybody's. */
export async function ownImages(client: Dockerode, now = Date.now()): Promise<OwnImage[]> {
  const listed = await client.listImages();
  const own = listed.filter((image) => isOwn(image, now));
  if (own.length === 0) return [];
  const layers = await layersOf(client, listed);
  const containers = await client.listContainers({ all: true });
  return own.map((image) => {
    const mine = layers.get(image.Id) ?? [];
    const on = (other: Dockerode.ImageInfo, base: Dockerode.ImageInfo) =>
      isProperPrefix(layers.get(base.Id) ?? [], layers.get(other.Id) ?? []);
    const bases = mine.length === 0 ? [] : listed.filter((other) => on(image, other));
    return {
      ...{ id: image.Id, tags: ownTags(image), what: told(image) },
      bytes: image.Size - Math.max(0, ...bases.map(({ Size }) => Size)),
      createdAt: image.Created * 1000,
      containers: containers.filter(({ ImageID }) => ImageID === image.Id).map(({ Id }) => Id),
      derived: mine.length === 0 ? [] : listed.filter((other) => on(other, image)).map(({ Id }) => Id),
    };
  });
}

const ownTags = ({ RepoTags }: Dockerode.ImageInfo): string[] =>
  (RepoTags ?? []).filter((tag) => ownTag.test(tag));

function isOwn(image: Dockerode.ImageInfo, now: number): boolean {
  const labels = Object.keys(image.Labels ?? {});
  if (ownTags(image).length > 0) return labels.some((label) => label.startsWith('assay.'));
  const unnamed = (image.RepoTags ?? []).every((tag) => tag === '<none>:<none>');
  const isOld = now - image.Created * 1000 > buildMs;
  return unnamed && isOld && labels.includes('assay.builder');
}

function told(image: Dockerode.ImageInfo): string {
  const name = ownTag.exec(ownTags(image)[0] ?? '')?.[1];
  const stack = image.Labels?.['assay.stack'];
  if (name === undefined) return 'an image without a name, of an earlier build';
  if (name === 'forwarder') return 'the forwarder';
  if (name === `${stack}-dependencies`) return `the dependencies of ${stack}`;
  if (name === `${stack}-source`) return `the files of an app of ${stack}, of a build that was cut off`;
  return name === stack ? `an app of ${stack}` : `the image ${name}`;
}

async function layersOf(
  client: Dockerode,
  images: readonly Dockerode.ImageInfo[],
): Promise<Map<string, string[]>> {
  const layers = new Map<string, string[]>();
  const waiting = images.values();
  const lane = async () => {
    for (const { Id } of waiting) {
      try {
        layers.set(Id, (await client.getImage(Id).inspect()).RootFS?.Layers ?? []);
      } catch (error) {
        // Gone meanwhile.
        if (!isNotThere(error)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: inspectionsAtOnce }, lane));
  return layers;
}

function isProperPrefix(short: readonly string[], long: readonly string[]): boolean {
  return (
    short.length > 0 && short.length < long.length && short.every((layer, index) => layer === long[index])
  );
}

/** Never by force: what somebody uses or has named stays. */
export async function removeImage(client: Dockerode, { id, tags }: OwnImage): Promise<void> {
  for (const name of tags.length > 0 ? tags : [id]) {
    await client
      .getImage(name)
      .remove()
      .catch((error: unknown) => {
        if (!isNotThere(error)) throw error;
      });
  }
}
