import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import { createContainerAppRuntime } from '../../../src/engine/containers/apps/container-app-runtime.ts';
import type { ContainerEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { ImageBuilder } from '../../../src/engine/containers/images/image-builder.ts';
import type { ImageBuilderOptions } from '../../../src/engine/containers/images/image-builder.ts';
import { removeLabelled } from '../../../src/engine/containers/reaper.ts';
import type { AppInstance, AppRuntime, AppStartRequest } from '../../../src/engine/domain/executors.ts';
import type { FileManifest } from '../../../src/engine/domain/files.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { installation, root } from '../../unit/generation/apps.ts';
import { manifestOf } from '../../unit/processes/child-apps.ts';
import { writeFiles } from '../write-files.ts';
import { testBaseImages } from './base-images.ts';
import { removeBuilt } from './engine.ts';
import { leftOf } from './left-of.ts';

export interface StartOptions {
  /** Left out: node-express. */
  stack?: string;
  /** Left out: what is in the app's folder. */
  manifest?: FileManifest;
  /** What else is done to the app's folder. */
  prepare?: (sourceDir: string) => Promise<void>;
  startTimeoutMs?: number;
}

/** Starts apps that are given as files, in containers of a state of its own. */
export interface ContainerBench {
  runtime: AppRuntime;
  /** Writes an app. @returns what asks for its start */
  request(files: ReadonlyMap<string, string>, how?: StartOptions): Promise<AppStartRequest>;
  /** Of all that it makes. */
  labels: string[];
  /** Where the apps' folders are. */
  folder: string;
  start(files: ReadonlyMap<string, string>, how?: StartOptions): Promise<AppInstance>;
  /** A copy of node-express with other settings in `docker/images.json`. @returns its name */
  addStack(name: string, settings: object): Promise<string>;
  /** All that was logged. */
  said(): string;
  /** Those that run in the role. */
  containers(role: 'app' | 'forwarder'): Promise<Dockerode.ContainerInfo[]>;
  /** The names of what there is of it. */
  left(): Promise<string[]>;
  remove(): Promise<void>;
}

/** @param build how images are built, where it matters */
export async function createContainerBench(
  engine: ContainerEngine,
  build: Pick<ImageBuilderOptions, 'timeoutMs'> = {},
): Promise<ContainerBench> {
  const { client } = engine;
  const state = randomUUID();
  const labels = [`assay.state=${state}`];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-container-bench-'));
  const catalog = await loadCatalog(root);
  const stacks = new Map(catalog.stacks);
  const lines: string[] = [];
  const log = new Log((_, line) => lines.push(line));
  const owner = { state, epoch: 1 };
  const runtime = createContainerAppRuntime({
    ...{ engine, installation, catalog: { ...catalog, stacks }, log, owner, baseImages: testBaseImages },
    builder: new ImageBuilder(engine, { ...build, owner }),
  });

  async function request(
    files: ReadonlyMap<string, string>,
    how: StartOptions = {},
  ): Promise<AppStartRequest> {
    const sourceDir = path.join(folder, randomUUID());
    await writeFiles(sourceDir, files);
    await how.prepare?.(sourceDir);
    return {
      ...{ app: { model: 'acme/test', number: 7 }, revision: 1, stack: how.stack ?? 'node-express' },
      ...{ sourceDir, manifest: how.manifest ?? (await manifestOf(sourceDir)) },
      startTimeoutMs: how.startTimeoutMs ?? 20_000,
    };
  }

  return {
    ...{ runtime, request, labels, folder },
    said: () => lines.join('\n'),
    async addStack(name, settings) {
      const { dir, ...model } = stacks.get('node-express')!;
      const copy = path.join(folder, 'stacks', name);
      await cp(dir, copy, { recursive: true });
      const file = path.join(copy, 'docker', 'images.json');
      const images = JSON.parse(await readFile(file, 'utf8')) as object;
      await writeFile(file, JSON.stringify({ ...images, ...settings }));
      stacks.set(name, { ...model, name, dir: copy });
      return name;
    },
    start: async (files, how) => runtime.start(await request(files, how), new AbortController().signal),
    containers: (role) => client.listContainers({ filters: { label: [...labels, `assay.role=${role}`] } }),
    left: () => leftOf(client, state),
    async remove() {
      await removeLabelled(client, labels);
      await removeBuilt(client, state);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
