import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import assert from 'node:assert/strict';
import type Dockerode from 'dockerode';
import { WebSocket } from 'ws';
import type { AnalyzeRequest } from '../../../src/engine/analysis/analyzer-service.ts';
import { AnalyzerContainers } from '../../../src/engine/containers/analyzers/analyzer-containers.ts';
import type { ContainerEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { Instances } from '../../../src/engine/containers/instances.ts';
import type { AnalyzerHost } from '../../../src/engine/domain/analyzer-host.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import type { Service, ToolName } from '../../../src/engine/domain/tools.ts';
import { testBaseImages } from '../../support/docker/base-images.ts';
import { removeBuilt, testEngine } from '../../support/docker/engine.ts';
import { writeFiles } from '../../support/write-files.ts';
import { installation, requestFor } from '../../unit/analyzer/bench.ts';
import { manifestOf } from '../../unit/processes/child-apps.ts';

/** Images are built from packages that may have to be fetched. */
export const buildTimeoutMs = 600_000;

export const flawedFiles = {
  'lib/a.js': 'const a = 1;\na = 2;\n',
  'server.js': 'module.exports = (req) => eval(req.query.b);\n',
};

/** Analyzer containers of an owner that nobody else is. */
export class AnalyzerBench {
  readonly owner = { state: randomUUID(), epoch: 5 };
  readonly logged: string[] = [];
  readonly log = new Log((_, line) => this.logged.push(line));
  readonly client: Dockerode;
  readonly engine: ContainerEngine;

  private constructor(engine: ContainerEngine) {
    this.engine = engine;
    this.client = engine.client;
  }

  static async create(engine = testEngine()): Promise<AnalyzerBench> {
    return new AnalyzerBench(await engine);
  }

  host(
    ports: Partial<Record<Service, number>> = {},
    part: Partial<AnalyzerHost> = {},
    given = installation,
  ): AnalyzerHost {
    const containers = new AnalyzerContainers({
      ...{
        engine: this.engine,
        installation: given,
        log: this.log,
        owner: this.owner,
        instances: new Instances(),
      },
      ...{ baseImages: testBaseImages, analyzerPorts: ports, retryDelayMs: 30_000 },
    });
    return {
      unable: async () => null,
      start: (service, context) => containers.start(service, context),
      ...{ replicas: () => null, besideApps: true, stabilizationDelayMs: 0, idleMs: 60_000, ...part },
    };
  }

  /** Those that run. */
  async containers(role: 'analyzer' | 'forwarder' = 'analyzer'): Promise<Dockerode.ContainerInspectInfo[]> {
    const filters = { label: [`assay.state=${this.owner.state}`, `assay.role=${role}`] };
    const all = await this.client.listContainers({ filters });
    return Promise.all(all.map(({ Id }) => this.client.getContainer(Id).inspect()));
  }

  async onlyContainer(): Promise<Dockerode.ContainerInspectInfo> {
    const [container, ...others] = await this.containers();
    assert.ok(container && others.length === 0);
    return container;
  }

  /** Of this machine, which leads to the only one. */
  async port(): Promise<number> {
    const [forwarder, ...others] = await this.containers('forwarder');
    assert.ok(forwarder && others.length === 0);
    const [published] = Object.values(forwarder.NetworkSettings.Ports).flat();
    assert.equal(published?.HostIp, '127.0.0.1');
    return Number(published.HostPort);
  }

  removeImages(): Promise<void> {
    return removeBuilt(this.client, this.owner.state);
  }
}

/** Somebody who has no token, or another one, is not let in. */
export async function keepsOut(port: number, headers: Readonly<Record<string, string>>): Promise<void> {
  const stranger = new WebSocket(`ws://127.0.0.1:${port}`, { headers });
  stranger.on('error', () => undefined);
  const [, response] = (await once(stranger, 'unexpected-response')) as [unknown, { statusCode: number }];
  assert.equal(response.statusCode, 401);
  stranger.terminate();
}

/** Writes an app and asks for its analysis. */
export async function requestOf(
  folder: string,
  tools: ToolName[],
  files: Readonly<Record<string, string>>,
): Promise<AnalyzeRequest> {
  const sourceDir = path.join(folder, randomUUID());
  await writeFiles(sourceDir, Object.entries(files));
  const { healthPath, template, options } = requestFor({});
  const source = { app: 'acme/test:1', sourceDir, manifest: await manifestOf(sourceDir) };
  return { runId: randomUUID(), tools, source, app: null, healthPath, template, options };
}
