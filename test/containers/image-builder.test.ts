import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import Dockerode from 'dockerode';
import type { ContainerEngine } from '../../src/engine/containers/connection/engine-connection.ts';
import type { ContextFile } from '../../src/engine/containers/images/build-context.ts';
import { ImageBuilder } from '../../src/engine/containers/images/image-builder.ts';
import type { ImageRecipe } from '../../src/engine/containers/images/image-builder.ts';
import { contentTag } from '../../src/engine/containers/images/image-tag.ts';
import { AssayError } from '../../src/engine/domain/errors.ts';
import { nodeImage } from '../support/docker/base-images.ts';
import { processesWith, removeImages, testEngine } from '../support/docker/engine.ts';

for (const classic of [false, true]) {
  describe(`an image of ${classic ? 'the classic builder' : 'the best builder'} of the engine`, () => {
    let engine: ContainerEngine;
    let client: Dockerode;
    const made = new Set<string>();
    before(async function () {
      engine = await testEngine();
      ({ client } = engine);
      // It has one builder only.
      if (classic && engine.kind === 'podman') this.skip();
    });
    afterEach(() => removeImages(client, made));

    function recipe(steps: string, more: Partial<ImageRecipe> & { content?: string } = {}): ImageRecipe {
      const { content = 'hello', ...rest } = more;
      // The engine's own cache must not answer for another run of the tests.
      const dockerfile = `ARG BASE\nFROM \${BASE}\nENV RUN=${randomUUID()}\n${steps}\n`;
      const tag = contentTag('test', [dockerfile, content]);
      made.add(tag);
      return {
        ...{ tag, what: 'the test', dockerfile, buildArgs: { BASE: nodeImage }, network: false, labels: {} },
        async *files(): AsyncGenerator<ContextFile> {
          yield { path: 'src/hello.txt', content: Buffer.from(content) };
        },
        ...rest,
      };
    }
    const freely = () => ({ signal: new AbortController().signal, onText: () => undefined });
    async function failureOf(building: Promise<unknown>): Promise<AssayError> {
      try {
        await building;
      } catch (error) {
        assert.ok(AssayError.is(error), String(error));
        return error;
      }
      assert.fail('It was built.');
    }
    async function run(tag: string, ...command: string[]): Promise<string> {
      const container = await client.createContainer({
        Image: tag,
        Cmd: command,
        Tty: true,
        NetworkDisabled: true,
      });
      try {
        await container.start();
        await container.wait();
        return (await container.logs({ stdout: true, stderr: true })).toString('utf8').trim();
      } finally {
        await container.remove({ force: true });
      }
    }

    it('is built once from its context, with its labels, and its log is heard as it comes', async () => {
      const builder = new ImageBuilder(engine, { classic });
      const texts: string[] = [];
      const wanted = recipe('COPY . /app\nRUN node --version && cat /app/src/hello.txt', {
        labels: { 'assay.kind': 'test' },
      });
      assert.equal(await builder.ensure(wanted, { ...freely(), onText: (text) => texts.push(text) }), true);
      assert.match(texts.join(''), /(Step 5\/6|\[3\/3\]|STEP 4\/5)[^]*v24\.[^]*hello/);
      assert.ok(texts.length > 3, 'not all at its end');
      assert.equal(await run(wanted.tag, 'cat', '/app/src/hello.txt'), 'hello');
      const { Config } = await client.getImage(wanted.tag).inspect();
      assert.equal(Config.Labels['assay.kind'], 'test');
      assert.equal(await builder.ensure(wanted, freely()), false);
      assert.equal(await new ImageBuilder(engine, { classic }).ensure(wanted, freely()), false);
    });

    it('that several ask for is built by the first, and by the next when the first gives up', async () => {
      const builder = new ImageBuilder(engine, { classic });
      const wanted = recipe('COPY . /app\nRUN node -e "setTimeout(() => {}, 1000)"');
      const builds = await Promise.all([1, 2, 3].map(() => builder.ensure(wanted, freely())));
      assert.deepEqual(builds.sort(), [false, false, true]);
      const other = recipe('COPY . /app\nRUN node -e "setTimeout(() => {}, 1000)" again');
      const stop = new AbortController();
      let second: Promise<boolean> | null = null;
      const onText = (text: string) => {
        if (!/Step 5|\[3\/3\]|STEP 4/.test(text)) return;
        second ??= builder.ensure(other, freely());
        setImmediate(() => stop.abort());
      };
      const first = await failureOf(builder.ensure(other, { signal: stop.signal, onText }));
      assert.equal(first.errorClass, 'cancelled');
      assert.equal(await second!, true);
    });

    it('has no network in its steps unless they may have it', async () => {
      const links = `RUN node -e "console.log('links', Object.keys(require('node:os').networkInterfaces()).join())"`;
      const texts: string[] = [];
      const onText = (text: string) => void texts.push(text);
      const builder = new ImageBuilder(engine, { classic });
      await builder.ensure(recipe(links), { ...freely(), onText });
      await builder.ensure(recipe(`${links} # 2`, { network: true }), { ...freely(), onText });
      assert.deepEqual(texts.join('').match(/^links .*$/gm), ['links lo', 'links lo,eth0']);
    });

    it('that cannot be built says why, with the last lines', async () => {
      const builder = new ImageBuilder(engine, { classic });
      const failed = await failureOf(builder.ensure(recipe('RUN echo the reason >&2; exit 3'), freely()));
      assert.equal(failed.errorClass, 'build_failed', failed.message);
      assert.match(failed.message, /the test was not built: a step ended with status 3/);
      assert.match(failed.detail!, /the reason/);
      const syntax = await failureOf(builder.ensure(recipe('NOPE /app'), freely()));
      assert.deepEqual([syntax.errorClass, /NOPE/i.test(syntax.message)], ['build_failed', true]);
    });

    it('whose base image cannot be had names it, and the way out', async () => {
      const buildArgs = { BASE: 'localhost:9/no/such:1' };
      const failed = await failureOf(
        new ImageBuilder(engine, { classic }).ensure(recipe('RUN true', { buildArgs }), freely()),
      );
      assert.equal(failed.errorClass, 'misconfigured', failed.message);
      assert.match(failed.hint!, /containers\.baseImages/);
    });

    it('is tried three times when the network fails, and once when the app does', async () => {
      const steps = 'RUN echo "npm error code ECONNRESET" >&2; exit 1';
      for (const [network, attempts, errorClass] of [
        [true, 3, 'transient'],
        [false, 1, 'build_failed'],
      ] as const) {
        const texts: string[] = [];
        const onText = (text: string) => void texts.push(text);
        const failed = await failureOf(
          new ImageBuilder(engine, { classic }).ensure(recipe(steps, { network }), { ...freely(), onText }),
        );
        assert.equal(failed.errorClass, errorClass);
        assert.equal(texts.join('').match(/(?<!")npm error code/g)?.length, attempts);
      }
    });

    it('that takes too long is stopped, and nothing of it goes on', async () => {
      // It is busy: of a step of Podman only the limit of its processor time is left.
      const wanted = recipe('RUN node -e "for (;;);" endless');
      const failed = await failureOf(
        new ImageBuilder(engine, { classic, timeoutMs: 3_000 }).ensure(wanted, freely()),
      );
      assert.equal(failed.errorClass, 'timeout', failed.message);
      while ((await processesWith('endless')).length > 0) await client.version();
    });

    it('of an engine that goes away is tried again later', async () => {
      const gone = net.createServer((socket) => socket.destroy());
      await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
      const { port } = gone.address() as AddressInfo;
      const away = new Dockerode({ protocol: 'http', host: '127.0.0.1', port });
      const failed = await failureOf(
        new ImageBuilder({ client: away, kind: engine.kind }, { classic }).ensure(
          recipe('RUN true'),
          freely(),
        ),
      );
      assert.equal(failed.errorClass, 'transient');
      gone.close();
    });

    it('holds no file of the context that would keep others out, and takes no Dockerfile but ours', async () => {
      const wanted = recipe('COPY . /app');
      const files = async function* (): AsyncGenerator<ContextFile> {
        yield { path: '.dockerignore', content: Buffer.from('*') };
        yield { path: 'Dockerfile', content: Buffer.from('FROM nothing') };
        yield { path: `deep/${'x'.repeat(120)}/ü.txt`, content: Buffer.from('deep') };
      };
      await new ImageBuilder(engine, { classic }).ensure({ ...wanted, files }, freely());
      const listed = await run(wanted.tag, 'sh', '-c', 'cd /app && find . -type f | sort');
      assert.deepEqual(listed.split(/\r?\n/), [
        './.assay/Dockerfile',
        './Dockerfile',
        `./deep/${'x'.repeat(120)}/ü.txt`,
      ]);
    });
  });
}
