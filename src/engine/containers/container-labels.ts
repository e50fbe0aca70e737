import { formatAppRef } from '../domain/app-ref.ts';
import type { AppStartRequest } from '../domain/executors.ts';

export interface ContainerOwner {
  /** Of the state folder: nobody else's. */
  state: string;
  epoch: number;
}

/**
 * `"true"` on what stays beyond the end of its owner for as long as it runs, until a person stops it; see the setting
 * `containers.keepApps`.
 */
export const keepLabel = 'assay.keep';

/** On everything that belongs to one instance, of an app or of a service. */
export const instanceLabel = 'assay.instance';

export type Labels = Readonly<Record<string, string>>;

/** On every container, network and volume that is made for an owner. Never on an image: what others run of it has its labels, too. */
export function ownerLabels({ state, epoch }: ContainerOwner): Record<string, string> {
  return { 'assay.state': state, 'assay.epoch': String(epoch) };
}

/** On the containers and the network of one app. */
export function appLabels({ app, revision, pipelineId, keep }: AppOfContainers): Record<string, string> {
  return {
    ...{ 'assay.app': formatAppRef(app), 'assay.revision': String(revision) },
    ...(pipelineId === undefined ? {} : { 'assay.pipeline': String(pipelineId) }),
    // Said either way: an image that its app has made may say another thing.
    [keepLabel]: String(keep ?? false),
  };
}

type AppOfContainers = Pick<AppStartRequest, 'app' | 'revision' | 'pipelineId' | 'keep'>;

/** Whose it is, as its labels say; null: not of this kind, whatever it looks like. */
export function ownerOf(labels: Labels): ContainerOwner | null {
  const { 'assay.state': state, 'assay.epoch': epoch = '' } = labels;
  return state && /^(0|[1-9]\d{0,14})$/.test(epoch) ? { state, epoch: Number(epoch) } : null;
}
