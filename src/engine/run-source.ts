import { createHash } from 'node:crypto';
import path from 'node:path';
import { askedOf } from './asked-of-folders.ts';
import type { AskedOfFolder } from './asked-of-folders.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { AppEntry } from './domain/app-entry.ts';
import type { Configuration } from './domain/configuration.ts';
import { InputError } from './domain/errors.ts';
import { parsePipelineFile } from './domain/pipeline-file.ts';
import type { KnownNames, PipelineDefinition } from './domain/pipeline-file.ts';
import { knownProviders } from './domain/providers.ts';
import type { AppRuntime } from './domain/executors.ts';
import { services } from './domain/tools.ts';
import type { Service, ToolName } from './domain/tools.ts';
import type { AppRequest, RunRequest } from './engine-api.ts';
import { findApps } from './existing-apps.ts';
import type { FoundApp } from './existing-apps.ts';
import { folderDigest } from './generation/existing/folder-digest.ts';
import { readPipelineSource } from './pipeline-source.ts';

/** What a run is of. File and hash together identify the pipeline. */
export interface RunSource {
  /** Real path of the pipeline file; of existing apps that were named without one, of the first one's folder. */
  file: string;
  hash: string;
  definition: PipelineDefinition;
  /** What is not asked for, and why, a sentence each. */
  notes: string[];
}

interface RunSourceDeps {
  catalog: Catalog;
  configuration: Configuration;
  stateDir: string;
  unable: AppRuntime['unable'];
}

/** @throws InputError when it is no pipeline file, or a folder cannot be taken as an app */
export async function readRunSource(deps: RunSourceDeps, request: RunRequest): Promise<RunSource> {
  await deps.catalog.refresh();
  const known = deps.catalog.knownNames(knownProviders(deps.configuration));
  if ('apps' in request) return readFolders(deps, known, request.apps);
  const { file, text, hash } = await readPipelineSource(request.file);
  return { file, hash, definition: await readDefinition(deps, known, text, file), notes: [] };
}

/** @throws InputError with all that is wrong with the text, or else with the folders that it names */
export async function readDefinition(
  deps: Pick<RunSourceDeps, 'catalog' | 'stateDir'>,
  known: KnownNames,
  text: string,
  file: string,
): Promise<PipelineDefinition> {
  const { entries, ...definition } = parsePipelineFile(text, file, known);
  if (entries.length === 0) return definition;
  return { ...definition, apps: (await findApps(entries, path.dirname(file), deps)).map(withoutFiles) };
}

/** Folders without a pipeline file: each is asked for what can be measured of it here. */
async function readFolders(
  deps: RunSourceDeps,
  known: KnownNames,
  requests: readonly AppRequest[],
): Promise<RunSource> {
  const apps = await findApps(
    requests.map((request) => entryOf(request, known)),
    path.sep,
    deps,
  );
  const asked = await Promise.all(apps.map((app) => askedOf(app, deps.catalog, deps.unable)));
  const of = (service: Service) => new Set(asked.flatMap((one) => toolsIn(one, service)));
  const definition: PipelineDefinition = {
    name: `Analysis of ${apps.map(({ name }) => name).join(', ')}`.slice(0, 120),
    ...{
      models: [],
      templates: [],
      stack: '',
      replicates: 1,
      seed: 1,
      stages: 'streaming',
      configuration: {},
    },
    services: services
      .map((service) => ({ service, tools: [...of(service)] }))
      .filter(({ tools }) => tools.length > 0),
    apps: apps.map((app, index) => ({ ...withoutFiles(app), services: asked[index]!.services })),
  };
  const digests = await Promise.all(apps.map(digestOf));
  const identity = JSON.stringify([definition.services, definition.apps, digests]);
  const hash = createHash('sha256').update(identity).digest('hex');
  return { file: apps[0]!.path, hash, definition, notes: asked.flatMap(({ note }) => note ?? []) };
}

function toolsIn({ services: some }: AskedOfFolder, service: Service): ToolName[] {
  return some.find((one) => one.service === service)?.tools ?? [];
}

function entryOf({ path: folder, stack, template }: AppRequest, known: KnownNames): AppEntry {
  const check = (name: string | undefined, what: string, names: ReadonlySet<string>) => {
    if (name === undefined || names.has(name)) return;
    throw InputError.of(folder, `unknown ${what} "${name}"; known are: ${[...names].sort().join(', ')}`);
  };
  check(stack, 'stack', known.stacks);
  check(template, 'template', known.templates);
  const place = { file: null, line: null, column: null };
  return { path: folder, name: null, stack: stack ?? null, template: template ?? null, place };
}

async function digestOf(app: FoundApp): Promise<string> {
  try {
    return await folderDigest(app.path, app.files);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw InputError.of(app.path, `has changed while it was read (${code}); ask again`);
  }
}

function withoutFiles({ name, path: folder, stack, template }: FoundApp) {
  return { name, path: folder, stack, template };
}
