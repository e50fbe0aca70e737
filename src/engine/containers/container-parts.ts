import type { Log } from '../domain/log.ts';
import type { Installation } from '../processes/installation.ts';
import { BaseImages } from './images/base-images.ts';
import type { ContainerEngine } from './connection/engine-connection.ts';
import { ImageBuilder } from './images/image-builder.ts';
import type { ImageKeeper } from './images/image-keeper.ts';
import type { ContainerOwner } from './container-labels.ts';

/** What apps and analyzer programs in containers have in common. */
export interface ContainerParts {
  engine: ContainerEngine;
  installation: Installation;
  log: Log;
  /** An image → the one to take in its place, as a company's mirror. */
  baseImages: Readonly<Record<string, string>>;
  /** A file with authorities to trust in builds and containers; left out: none. */
  caCertificates?: string;
  /** Left out: one of its own. */
  builder?: ImageBuilder;
  /** Whose containers these are. */
  owner: ContainerOwner;
  /** Who is told which images are used; left out: nobody removes any. */
  images?: Pick<ImageKeeper, 'pins'>;
}

/** What builds their images, and on what. */
export function buildingOf(parts: ContainerParts): { builder: ImageBuilder; bases: BaseImages } {
  const { client } = parts.engine;
  const builder = parts.builder ?? new ImageBuilder(parts.engine, { owner: parts.owner });
  const { baseImages: others, caCertificates = '' } = parts;
  return { builder, bases: new BaseImages({ client, builder, others, caCertificates }) };
}
