import assert from 'node:assert/strict';
import path from 'node:path';
import type Dockerode from 'dockerode';
import { cleanUp, offerCleanUp } from '../../src/engine/containers/clean-up.ts';
import type { InUse } from '../../src/engine/containers/clean-up.ts';
import { ImageBuilder } from '../../src/engine/containers/images/image-builder.ts';
import { contentTag } from '../../src/engine/containers/images/image-tag.ts';
import { ImageKeeper } from '../../src/engine/containers/images/image-keeper.ts';
import { instanceLabel, keepLabel, ownerLabels } from '../../src/engine/containers/container-labels.ts';
import { ImageTimes } from '../../src/engine/containers/images/image-times.ts';
import { isChosen } from '../../src/engine/domain/clean-up.ts';
import { Log } from '../../src/engine/domain/log.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { noPrivateEngine, PrivateEngine } from '../support/docker/private-engine.ts';
import { setVariable } from '../support/environment.ts';
import { runCli } from '../support/run-cli.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const mebibyte = 2 ** 20;
const owner = { state: 'mine', epoch: 7 };
const reason = noPrivateEngine();

(reason === null ? describe : describe.skip)(`cleaning up the container engine ${reason ?? ''}`, () => {
  const folder = temporaryFolder();
  let engine: PrivateEngine;
  let client: Dockerode;
  const pinned = new Set<string>();
  const inUse: InUse = {
    ...{ owner, isOver: (instance) => instance === 'over' },
    isPinned: ({ tags }) => tags.some((tag) => pinned.has(tag)),
  };

  before(async () => {
    engine = await PrivateEngine.start(1_500);
    ({ client } = await engine.connect());
    await engine.load([nodeImage]);
  });
  after(() => engine.remove());
  afterEach(async () => {
    pinned.clear();
    for (const { Id } of await client.listContainers({ all: true })) {
      await client.getContainer(Id).remove({ force: true });
    }
    await client.pruneNetworks();
    for (const { Name } of (await client.listVolumes()).Volumes) await client.getVolume(Name).remove();
    for (const { RepoTags } of (await client.listImages()).reverse()) {
      for (const tag of RepoTags ?? [])
        if (tag !== nodeImage) await client.getImage(tag).remove({ force: true });
    }
  });

  async function make(name: string, labels: Record<string, string>, image = nodeImage, runs = false) {
    await client.createNetwork({ Name: name, Labels: labels });
    await client.createVolume({ Name: name, Labels: labels });
    const container = await client.createContainer({
      ...{ name, Image: image, Cmd: ['sleep', 'infinity'], Labels: labels },
      HostConfig: { Binds: [`${name}:/data`] },
    });
    if (runs) await container.start();
  }
  /** @returns its tag */
  async function build(name: string, base: string, megabytes: number): Promise<string> {
    const dockerfile = `ARG BASE\nFROM \${BASE}\nRUN head -c ${megabytes * mebibyte} /dev/urandom > /${name}\n`;
    const tag = contentTag(name, [dockerfile, base]);
    await new ImageBuilder({ client, kind: 'docker' }).ensure(
      {
        ...{ tag, what: name, dockerfile, buildArgs: { BASE: base }, network: false },
        labels: { 'assay.stack': 'stack', 'assay.builder': 'mine' },
        async *files() {},
      },
      { signal: new AbortController().signal, onText: () => undefined },
    );
    return tag;
  }
  const of = (instance: string, epoch = 6, state = 'mine') => ({
    ...{ ...ownerLabels({ state, epoch }), [instanceLabel]: instance, 'assay.app': `acme/${instance}:1` },
  });
  const told = async (using = inUse) =>
    (await offerCleanUp(client, using)).map(
      (item) => `${item.what} ${item.of}${item.kept ? ' kept' : ''}${isChosen(item) ? '' : ' not chosen'}`,
    );
  const names = async () =>
    (await client.listContainers({ all: true })).map(({ Names }) => Names[0]!.slice(1)).sort();

  it("offers what nobody uses, each instance whole, and nothing that is in use or another's", async () => {
    await make('left', of('left'));
    await make('over', of('over', 7));
    await make('used', of('used', 7), nodeImage, true);
    await make('newer', of('newer', 8));
    await make('kept', { ...of('kept'), [keepLabel]: 'true' }, nodeImage, true);
    await make('elsewhere', of('elsewhere', 7, 'theirs'), nodeImage, true);
    await make('assay-000000000000-app', {});
    await make('unnumbered', { 'assay.state': 'mine', 'assay.epoch': '' });
    await client.createNetwork({ Name: 'alone', Labels: ownerLabels({ state: 'mine', epoch: 1 }) });
    assert.deepEqual((await told()).sort(), [
      'acme/elsewhere:1, running other not chosen',
      'acme/kept:1, running own kept not chosen',
      'acme/left:1, stopped own',
      'acme/over:1, stopped own',
      'the network alone own',
    ]);
    const items = await offerCleanUp(client, inUse);
    const chosen = items.filter(isChosen).map(({ id }) => id);
    const outcome = await cleanUp(client, inUse, [...chosen, 'group:mine:7:used:used', 'image:none']);
    assert.deepEqual(outcome.removed, chosen);
    assert.deepEqual(outcome.failures, ['2 of what was chosen is gone or in use by now.']);
    const stay = ['assay-000000000000-app', 'elsewhere', 'kept', 'newer', 'unnumbered', 'used'];
    assert.deepEqual(await names(), stay);
    assert.deepEqual((await client.listVolumes()).Volumes.map(({ Name }) => Name).sort(), stay);
  });

  it('offers images with what they take beyond what they are built on, and none that is used', async () => {
    const dependencies = await build('stack-dependencies', nodeImage, 20);
    const app = await build('stack', dependencies, 5);
    const other = await build('other', dependencies, 1);
    await client.getImage(other).tag({ repo: 'assay/like-it', tag: '1' });
    await build('like-it-too', nodeImage, 1);
    await client.getImage(nodeImage).tag({ repo: 'assay/forwarder', tag: '0'.repeat(20) });
    pinned.add(contentTag('stack', ['']));
    const sizes = async () =>
      (await offerCleanUp(client, inUse)).map(
        ({ what, bytes }) => `${what} ${Math.round(bytes! / mebibyte)}`,
      );
    assert.deepEqual((await sizes()).sort(), [
      'an app of stack 5',
      'the dependencies of stack 20',
      'the image like-it-too 1',
      'the image other 1',
    ]);
    await make('somebody', {}, app);
    assert.deepEqual((await sizes()).sort(), ['the image like-it-too 1', 'the image other 1']);
    await client.getContainer('somebody').remove();
    pinned.add(app);
    assert.deepEqual((await sizes()).sort(), ['the image like-it-too 1', 'the image other 1']);
    pinned.clear();
    await make('left', of('left'), app);
    const items = await offerCleanUp(client, inUse);
    const { failures, freedBytes } = await cleanUp(
      client,
      inUse,
      items.map(({ id }) => id),
    );
    assert.deepEqual(failures, []);
    assert.ok(freedBytes >= 27 * mebibyte, String(freedBytes));
    const left = (await client.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []).sort();
    assert.deepEqual(left, [nodeImage, `assay/forwarder:${'0'.repeat(20)}`, 'assay/like-it:1']);
  });

  it('keeps images within their limits: those that were not used for longest go', async () => {
    // Each use is later than the one before, and than all images.
    let clock = Date.now() + 60_000;
    const keeper = new ImageKeeper(new ImageTimes(folder(), () => (clock += 1_000)));
    const log = new Log(() => undefined);
    const tags: string[] = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) tags.push(await build(name, nodeImage, 2));
    const [a, b, c] = tags;
    for (const tag of [b!, c!, a!]) {
      const pins = keeper.pins();
      await pins.pin(tag);
      if (tag !== b) pins.release();
    }
    await make('user', {}, tags[4]);
    const left = async () =>
      tags
        .filter((tag) => present.includes(tag))
        .map((tag) => tag.charAt('assay/'.length))
        .join('');
    let present: string[] = [];
    const limit = async (count: number, megabytes: number) => {
      await keeper.limit(client, { count, bytes: megabytes * mebibyte }, log);
      present = (await client.listImages()).flatMap(({ RepoTags }) => RepoTags ?? []);
      return left();
    };
    assert.equal(await limit(10, 100), 'abcde');
    assert.equal(await limit(4, 100), 'abce');
    assert.equal(await limit(4, 7), 'abe', 'b is about to be started, e has a container');
    assert.equal(await limit(0, 0), 'be');
  });

  it('is a command that says what it would remove, asks, and does it', async () => {
    const restore = setVariable('DOCKER_HOST', engine.host);
    try {
      const clean = (...args: string[]) => runCli(folder(), 'clean', ...args);
      assert.match((await clean()).stdout, /^Assay has left nothing in the container engine/);
      await make('left', of('left'));
      await build('stack', nodeImage, 3);
      const refused = await clean();
      assert.equal(refused.status, 2);
      assert.match(refused.stdout, /To be removed, 3\.15 MB:\n +3\.15 MB +an app of stack\n/);
      assert.match(
        refused.stdout,
        /--all takes them, too:\n.*acme\/left:1, stopped \(of another state folder/,
      );
      assert.match(refused.stderr, /nothing was removed: --yes removes it/);
      const looked = JSON.parse((await clean('--json')).stdout) as { items: object[]; outcome: unknown };
      assert.deepEqual([looked.items.length, looked.outcome], [2, null]);
      assert.deepEqual(await names(), ['left']);
      const cleaned = await clean('--yes');
      assert.deepEqual([cleaned.status, cleaned.stderr], [0, '']);
      assert.match(cleaned.stdout, /1 removed, 3\.15 MB freed\.\n$/);
      assert.match((await clean('--all', '--yes')).stdout, /1 removed, /);
      assert.deepEqual(await names(), []);
    } finally {
      restore();
    }
  });

  it('says where it has looked when there is no engine', async () => {
    const restore = setVariable('DOCKER_HOST', `unix://${path.join(folder(), 'none.sock')}`);
    try {
      const { status, stderr } = await runCli(folder(), 'clean');
      assert.equal(status, 1);
      assert.match(
        stderr,
        /There is nothing to clean up: no container engine was found \(.*none\.sock: nothing is there\)/,
      );
    } finally {
      restore();
    }
  });
});
