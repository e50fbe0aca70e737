import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import http from 'node:http';
import path from 'node:path';
import { promisify } from 'node:util';
import { createContainerAppRuntime } from '../../src/engine/containers/apps/container-app-runtime.ts';
import type { ContainerEngine } from '../../src/engine/containers/connection/engine-connection.ts';
import { ImageBuilder } from '../../src/engine/containers/images/image-builder.ts';
import {
  appRecipe,
  dependenciesRecipe,
  readStackImages,
} from '../../src/engine/containers/apps/stack-images.ts';
import type { AppStartRequest } from '../../src/engine/domain/executors.ts';
import { waitUntilHealthy } from '../../src/engine/processes/health-probe.ts';
import { ensureBaseImages } from '../../test/runner/prerequisites/base-image.ts';
import { testBaseImages } from '../../test/support/docker/base-images.ts';
import { removeImages, testEngine } from '../../test/support/docker/engine.ts';
import { createBench, freely, installation } from '../../test/unit/generation/apps.ts';
import type { Bench } from '../../test/unit/generation/apps.ts';
import { milliseconds, rowsTable } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import type { Section } from '../support/section.ts';
import { median, quantile } from '../support/statistics.ts';
import { timed } from '../support/timed.ts';
import { serviceRows } from './analyzer-services.ts';

const execute = promisify(execFile);
const pairs = 6;
const calls = 200;
const stacks = ['node-express', 'react-flask'];

export const docker: Section = {
  name: 'docker',
  title:
    'Apps in containers: until one is up beside docker run, what an engine call costs, what builds and services take',
  async run() {
    const there = await ensureBaseImages();
    if (!there.available) {
      const row = { name: 'containers', value: null, show: milliseconds, note: there.reason };
      return rowsTable('containers', [{ ...row, bar: { kind: 'below', value: 0 } }]);
    }
    const engine = await testEngine();
    const bench = await createBench();
    try {
      const rows = await callRows(engine);
      for (const stack of stacks) rows.push(...(await buildRows(engine, bench, stack)));
      for (const stack of stacks) rows.push(...(await startRows(engine, bench, stack)));
      rows.push(...(await serviceRows()));
      return rowsTable('containers', rows);
    } finally {
      await bench.remove();
    }
  },
};

/** The client beside a bare request to the same socket; both take turns. */
async function callRows({ client, address }: ContainerEngine): Promise<Row[]> {
  const socketPath = address.host.replace(/^unix:\/\//, '');
  if (socketPath === address.host) {
    return [
      { name: 'an engine call', value: null, show: milliseconds, note: 'only measured over a Unix socket' },
    ];
  }
  const bare = () =>
    new Promise<void>((resolve, reject) => {
      const request = http.get({ socketPath, path: '/version', agent: false }, (response) => {
        response.resume();
        response.on('end', resolve);
      });
      request.on('error', reject);
    });
  const overheads: number[] = [];
  for (let index = 0; index < calls; index++) {
    const own = await timed(() => client.version());
    overheads.push(own - (await timed(bare)));
  }
  return [
    row('an engine call, overhead, median', median(overheads), 5),
    row('an engine call, overhead, p90', quantile(overheads, 0.9)),
  ];
}

async function generated(bench: Bench, stack: string, template: string): Promise<AppStartRequest> {
  const task = { ...(await bench.task('builtin/baseline', template)), stack };
  const { manifest } = await bench.executor.generate(task, freely());
  const { app, revision } = task;
  const sourceDir = path.join(task.workDir, 'app');
  return { app, revision, stack, sourceDir, manifest, startTimeoutMs: 60_000 };
}

/** Two apps of a stack that the engine has nothing of yet. */
async function buildRows(engine: ContainerEngine, bench: Bench, name: string): Promise<Row[]> {
  const { client } = engine;
  const builder = new ImageBuilder(engine);
  const stack = bench.catalog.stacks.get(name)!;
  const parts = await readStackImages(stack);
  const others: Readonly<Record<string, string>> = testBaseImages;
  const args: Record<string, string> = {};
  for (const [arg, image] of Object.entries(parts.baseImages)) args[arg] = others[image] ?? image;
  const options = { ...freely(), onText: () => undefined };
  const tag = `assay/bench-${name}:${randomBytes(6).toString('hex')}`;
  const made: string[] = [];
  try {
    const app = async (template: string) => {
      const dependencies = await dependenciesRecipe(stack, parts, args, {});
      const first = made.length === 0;
      await builder.ensure({ ...dependencies, tag }, { ...options, anew: first });
      if (first) made.push(tag);
      const request = await generated(bench, name, template);
      const recipe = await appRecipe(name, request, stack, parts, tag, {});
      made.push(recipe.tag);
      await builder.ensure(recipe, { ...options });
    };
    const first = await timed(() => app('notes'));
    const second = await timed(() => app('booking'));
    return [
      row(`${name}: first app built`, first),
      { ...row(`${name}: second app built`, second), bar: { kind: 'below', value: first / 10 } },
    ];
  } finally {
    await removeImages(client, made.reverse());
  }
}

/** Until two good answers, with walls, a network and a forwarder, beside `docker run --publish` of the same image. */
async function startRows(engine: ContainerEngine, bench: Bench, name: string): Promise<Row[]> {
  const request = await generated(bench, name, 'notes');
  const state = `bench-${randomBytes(8).toString('hex')}`;
  const runtime = createContainerAppRuntime({
    ...{ engine, installation, catalog: bench.catalog, log: bench.log, baseImages: testBaseImages },
    owner: { state, epoch: 1 },
  });
  const { healthPath } = bench.catalog.stacks.get(name)!;
  const first = await runtime.start(request, freely().signal);
  const image = await imageOf(engine, state);
  await first.stop();
  const [ours, bare, differences]: [number[], number[], number[]] = [[], [], []];
  for (let index = 0; index < pairs; index++) {
    let stop = async () => {};
    const own = await timed(async () => ({ stop } = await runtime.start(request, freely().signal)));
    await stop();
    const container = `${state}-${index}`;
    const alone = await timed(() => dockerRun(container, image, healthPath));
    await execute('docker', ['rm', '--force', container]);
    ours.push(own);
    bare.push(alone);
    differences.push(own - alone);
  }
  return [
    row(`${name}: up, median`, median(ours)),
    row(`${name}: docker run, median`, median(bare)),
    row(`${name}: up later than docker run, median`, median(differences), 1_000),
  ];
}

async function imageOf({ client }: ContainerEngine, state: string): Promise<string> {
  const filters = { label: [`assay.state=${state}`, 'assay.role=app'] };
  const [app] = await client.listContainers({ filters });
  return app!.Image;
}

async function dockerRun(container: string, image: string, healthPath: string): Promise<void> {
  const args = ['run', '--detach', '--name', container, '--publish', '127.0.0.1::3000', image];
  await execute('docker', args);
  const { stdout } = await execute('docker', ['port', container, '3000/tcp']);
  await waitUntilHealthy(`http://${stdout.trim()}${healthPath}`, freely().signal, () => undefined);
}

const row = (name: string, value: number, bar?: number): Row => ({
  ...{ name, value, show: milliseconds },
  ...(bar === undefined ? {} : { bar: { kind: 'below', value: bar } }),
});
