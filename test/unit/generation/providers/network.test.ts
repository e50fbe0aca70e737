import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { makeCertificate } from '../../../support/model-server/certificate.ts';
import type { Certificate } from '../../../support/model-server/certificate.ts';
import { startProxy } from '../../../support/proxy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { ProviderBench, failureOfCall, freely, request, theAnswer } from './provider-bench.ts';
import type { BenchOptions } from './provider-bench.ts';

const model = 'openrouter/acme/big-1';

describe('the network of providers', () => {
  const folder = temporaryFolder();
  const benches: ProviderBench[] = [];
  const start = async (tls?: Certificate) => {
    const bench = await ProviderBench.start(folder(), tls ? { tls } : {});
    benches.push(bench);
    return bench;
  };
  afterEach(async () => {
    for (const bench of benches.splice(0)) await bench.close();
  });
  const textOf = async (bench: ProviderBench, options: BenchOptions) =>
    (await bench.open(options).complete(request(model), freely())).text;

  describe('with certificates of its own', () => {
    let certificate: Certificate;
    before(async () => {
      certificate = await makeCertificate();
    });
    const file = (content: string) => {
      const name = path.join(folder(), 'authority.pem');
      writeFileSync(name, content);
      return name;
    };

    it('trusts none that it does not know, and names the setting', async () => {
      const bench = await start(certificate);
      const error = await failureOfCall(bench.open().complete(request(model), freely()));
      assert.equal(error.errorClass, 'misconfigured');
      assert.match(error.message, /certificate of 127\.0\.0\.1:\d+ is not trusted/);
      assert.match(error.hint!, /network\.extraCaCertificates/);
      assert.equal(bench.server.calls.length, 0);
    });

    it('trusts those that the setting or NODE_EXTRA_CA_CERTS names', async () => {
      const bench = await start(certificate);
      const authority = file(certificate.cert);
      const settings = { 'network.extraCaCertificates': authority };
      assert.equal(await textOf(bench, { settings }), theAnswer);
      assert.equal(await textOf(bench, { env: { NODE_EXTRA_CA_CERTS: authority } }), theAnswer);
    });

    it('still trusts no certificate for another host', async () => {
      const bench = await start(certificate);
      const settings = { 'network.extraCaCertificates': file(certificate.cert) };
      const proxy = await startProxy();
      const options = { settings: { ...settings, 'network.proxy': proxy.url } };
      const host = (port: number) => `other.test:${port}`;
      const call = bench.open({ ...options, host }).complete(request(model), freely());
      const error = await failureOfCall(call);
      proxy.close();
      assert.match(error.message, /certificate of other\.test:\d+ is not trusted/);
    });

    it('says what is wrong with the file, and reads it anew the next time', async () => {
      const bench = await start(certificate);
      const name = path.join(folder(), 'later.pem');
      const providers = bench.open({ settings: { 'network.extraCaCertificates': name } });
      const missing = await failureOfCall(providers.complete(request(model), freely()));
      assert.match(missing.message, /later\.pem cannot be read/);
      writeFileSync(name, 'no certificate');
      const wrong = await failureOfCall(providers.complete(request(model), freely()));
      assert.match(wrong.message, /later\.pem/);
      assert.equal(wrong.errorClass, 'misconfigured');
      writeFileSync(name, certificate.cert);
      assert.equal((await providers.complete(request(model), freely())).text, theAnswer);
    });
  });

  describe('behind a proxy', () => {
    let proxy: Awaited<ReturnType<typeof startProxy>>;
    beforeEach(async () => {
      proxy = await startProxy();
    });
    afterEach(() => proxy.close());
    const host = (port: number) => `models.test:${port}`;

    it('goes through the one that the setting names', async () => {
      const bench = await start();
      assert.equal(await textOf(bench, { settings: { 'network.proxy': proxy.url }, host }), theAnswer);
      assert.deepEqual(proxy.asked, [`models.test:${bench.server.port}`]);
    });

    it('tunnels what is encrypted', async () => {
      const certificate = await makeCertificate();
      const bench = await start(certificate);
      const authority = path.join(folder(), 'authority.pem');
      writeFileSync(authority, certificate.cert);
      const settings = { 'network.proxy': proxy.url, 'network.extraCaCertificates': authority };
      assert.equal(await textOf(bench, { settings, host }), theAnswer);
      assert.deepEqual(proxy.asked, [`models.test:${bench.server.port}`]);
    });

    it('goes through the one of the environment, but not to hosts without it nor on this machine', async () => {
      const bench = await start();
      const env = { HTTP_PROXY: proxy.url };
      assert.equal(await textOf(bench, { env, host }), theAnswer);
      assert.equal(proxy.asked.length, 1);
      assert.equal(await textOf(bench, { env }), theAnswer);
      const direct = bench.open({ env: { ...env, NO_PROXY: 'models.test' }, host });
      const error = await failureOfCall(direct.complete(request(model), freely()));
      assert.match(error.message, /cannot be reached at models\.test/);
      assert.equal(proxy.asked.length, 1);
    });

    it('says so when the proxy does not let it through', async () => {
      const certificate = await makeCertificate();
      const bench = await start(certificate);
      const strict = http.createServer();
      strict.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
      await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(strict.address() as AddressInfo).port}`;
      const providers = bench.open({ settings: { 'network.proxy': url }, host });
      const error = await failureOfCall(providers.complete(request(model), freely()));
      strict.close();
      assert.equal(error.errorClass, 'misconfigured');
      assert.match(error.message, /The proxy does not let Assay reach models\.test/);
      assert.match(error.hint!, /network\.proxy/);
    });
  });
});
