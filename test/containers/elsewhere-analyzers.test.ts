import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { AnalyzerService } from '../../src/engine/analysis/analyzer-service.ts';
import type { AssayError } from '../../src/engine/domain/errors.ts';
import type { Service } from '../../src/engine/domain/tools.ts';
import { testEngine } from '../support/docker/engine.ts';
import { leftOf } from '../support/docker/left-of.ts';
import { engineThroughSsh } from '../support/docker/ssh-engine.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { silent } from '../unit/analyzer/bench.ts';
import { AnalyzerBench, buildTimeoutMs, flawedFiles, keepsOut, requestOf } from './support/analyzer-bench.ts';

describe('an analyzer service on an engine of another machine', function () {
  this.timeout(buildTimeoutMs);
  const folder = temporaryFolder();
  const services: AnalyzerService[] = [];
  let client: Dockerode;
  let bench: AnalyzerBench;

  let there: string;

  before(async () => {
    ({ client } = await testEngine());
    there = await mkdtemp(path.join(os.tmpdir(), 'assay-there-'));
    bench = await AnalyzerBench.create(engineThroughSsh(there));
  });
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.close()));
    assert.deepEqual(await leftOf(client, bench.owner.state), [], 'nothing is left behind');
  });
  after(async () => {
    await bench.removeImages();
    await rm(there, { recursive: true });
  });

  function serviceOf(name: Service, port?: number): AnalyzerService {
    const host = bench.host(port === undefined ? {} : { [name]: port });
    const service = new AnalyzerService(host, name, bench.log);
    services.push(service);
    return service;
  }
  async function only(service: Service, role: string): Promise<Dockerode.ContainerInspectInfo> {
    const label = [`assay.state=${bench.owner.state}`, `assay.service=${service}`, `assay.role=${role}`];
    const [found, ...others] = await client.listContainers({ filters: { label } });
    assert.ok(found && others.length === 0);
    return client.getContainer(found.Id).inspect();
  }

  it('is spoken to through the connection to it: nothing is published there, and it is as walled in as an app', async () => {
    const request = await requestOf(folder(), ['eslint'], flawedFiles);
    const [result] = await serviceOf('static-analyzer').analyze(request, silent(), () => {});
    const rules = result?.sarif?.runs[0]?.results?.map(({ ruleId }) => ruleId);
    assert.ok(rules?.includes('no-const-assign'), JSON.stringify(result));
    const both = [
      await only('static-analyzer', 'analyzer'),
      await only('static-analyzer', 'forwarder'),
    ] as const;
    const [own, ...others] = Object.keys(both[0].NetworkSettings.Networks);
    assert.deepEqual(others, []);
    for (const { NetworkSettings, HostConfig } of both) {
      assert.deepEqual(NetworkSettings.Ports, {}, 'no port of the other machine is taken');
      assert.deepEqual(Object.keys(NetworkSettings.Networks), [own], 'they are alone with one another');
      assert.deepEqual([HostConfig.ReadonlyRootfs, HostConfig.CapDrop], [true, ['ALL']]);
    }
    const { Internal } = (await client.getNetwork(own!).inspect()) as { Internal: boolean };
    assert.ok(Internal, 'nothing leads out of it');
  });

  it('has its port on this machine, and there, too, lets nobody in without its token', async () => {
    const port = await freePort();
    await serviceOf('dynamic-analyzer', port).health(['http-probe'], silent());
    await keepsOut(port, { authorization: 'Bearer guessed' });
  });

  it('fails its own requests, and nobody else’s, as transient when the way to it is lost, and is there again for the next', async () => {
    const service = serviceOf('static-analyzer');
    const other = serviceOf('dynamic-analyzer');
    await Promise.all([service.health(['eslint'], silent()), other.health(['http-probe'], silent())]);
    const untouched = await only('dynamic-analyzer', 'analyzer');
    const { Id } = await only('static-analyzer', 'forwarder');
    const kills: Promise<unknown>[] = [];
    const request = await requestOf(folder(), ['eslint', 'semgrep'], flawedFiles);
    const run = service.analyze(request, silent(), () => {
      if (kills.length === 0) kills.push(client.getContainer(Id).kill());
    });
    await assert.rejects(run, (error: AssayError) => {
      assert.deepEqual([error.name, error.errorClass], ['AssayError', 'transient']);
      assert.match(error.detail ?? '', /connection to it through the container engine was lost/);
      return true;
    });
    await Promise.all(kills);
    other.forgetHealth();
    const [health] = await other.health(['http-probe'], silent());
    assert.equal(health?.available, true);
    assert.equal((await only('dynamic-analyzer', 'analyzer')).Id, untouched.Id, 'it is still the same');
    const again = await requestOf(folder(), ['eslint'], flawedFiles);
    assert.equal((await service.analyze(again, silent(), () => {}))[0]?.status, 'succeeded');
  });
});
