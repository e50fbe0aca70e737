import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type Dockerode from 'dockerode';
import { BaseImages } from '../../src/engine/containers/images/base-images.ts';
import { ImageBuilder } from '../../src/engine/containers/images/image-builder.ts';
import { contentTag } from '../../src/engine/containers/images/image-tag.ts';
import type { AssayError } from '../../src/engine/domain/errors.ts';
import { makeAuthority } from '../support/docker/authority.ts';
import type { Authority } from '../support/docker/authority.ts';
import { testBaseImages } from '../support/docker/base-images.ts';
import { removeImages, testEngine } from '../support/docker/engine.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const freely = () => ({ signal: new AbortController().signal, onText: () => undefined });

describe('authorities that builds trust', () => {
  const folder = temporaryFolder();
  const made: string[] = [];
  let client: Dockerode;
  let builder: ImageBuilder;
  let gateway: string;
  let server: https.Server;
  let authority: Authority;

  before(async () => {
    const engine = await testEngine();
    ({ client } = engine);
    builder = new ImageBuilder(engine);
    const { IPAM } = (await client.getNetwork('bridge').inspect()) as {
      IPAM: { Config: { Subnet: string; Gateway?: string }[] };
    };
    const { Subnet, Gateway } = IPAM.Config[0]!;
    // The engine says it only since its second start.
    gateway = Gateway ?? Subnet.replace(/\.\d+\/\d+$/, '.1');
  });
  beforeEach(async () => {
    authority = makeAuthority(folder(), gateway);
    server = https.createServer({ cert: authority.cert, key: authority.key }, (_, response) =>
      response.end('it is trusted\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await removeImages(client, made.splice(0).reverse());
  });

  async function base(image: string, caCertificates: string): Promise<string> {
    const bases = new BaseImages({ client, builder, others: testBaseImages, caCertificates });
    const tag = await bases.resolve(image, { 'assay.kind': 'test' }, freely());
    if (caCertificates !== '') made.push(tag);
    return tag;
  }
  async function call(image: string, how: (url: string) => string): Promise<string> {
    const url = `https://${gateway}:${(server.address() as AddressInfo).port}/`;
    const dockerfile = `ARG BASE\nFROM \${BASE}\nRUN : ${randomUUID()} && ${how(url)}\n`;
    const tag = contentTag('test', [dockerfile]);
    made.push(tag);
    let text = '';
    await builder.ensure(
      {
        ...{ tag, what: 'the test', dockerfile, buildArgs: { BASE: image }, network: true, labels: {} },
        async *files() {},
      },
      { ...freely(), onText: (more) => (text += more) },
    );
    return text;
  }

  for (const [image, how] of [
    ['node:24-bookworm-slim', (url) => `node -e "fetch('${url}').then((a) => a.text()).then(console.log)"`],
    [
      'python:3.13-slim-bookworm',
      (url) => `python -c "import urllib.request as u; print(u.urlopen('${url}').read().decode())"`,
    ],
  ] as [string, (url: string) => string][]) {
    it(`are those of the setting too, in images on ${image}, and nobody else's`, async () => {
      await assert.rejects(call(await base(image, ''), how), (error: AssayError) =>
        /certificate/i.test(error.detail!),
      );
      assert.match(await call(await base(image, authority.file), how), /it is trusted/);
    });
  }

  it('are part of what an image is called by, and of what containers of it see', async () => {
    const first = await base('node:24-bookworm-slim', authority.file);
    assert.equal(await base('node:24-bookworm-slim', authority.file), first);
    const { Config } = await client.getImage(first).inspect();
    const environment = Config.Env.join('\n');
    for (const name of ['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE']) {
      assert.match(
        environment,
        new RegExp(`^${name}=/usr/local/share/ca-certificates/assay/bundle.pem$`, 'm'),
      );
    }
    const other = makeAuthority(folder(), '127.0.0.1');
    assert.notEqual(await base('node:24-bookworm-slim', other.file), first);
  });

  it('of a file that is not there are asked for in one sentence', async () => {
    await assert.rejects(base('node:24-bookworm-slim', '/no/such/file.pem'), (error: AssayError) => {
      assert.equal(error.errorClass, 'misconfigured');
      assert.match(
        error.message,
        /\/no\/such\/file\.pem of the setting containers\.caCertificates is not there/,
      );
      return true;
    });
  });
});
