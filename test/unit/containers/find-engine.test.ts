import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { transportOf } from '../../../src/engine/containers/connection/engine-address.ts';
import { engineAddresses } from '../../../src/engine/containers/connection/find-engine.ts';
import type { EngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import { InputError } from '../../../src/engine/domain/errors.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('where the container engine is looked for', () => {
  const home = temporaryFolder();
  const search = (more: Partial<EngineSearch> = {}): EngineSearch => ({
    ...{ setting: '', env: {}, home: home(), platform: 'linux' },
    ...more,
  });
  const hosts = async (more: Partial<EngineSearch> = {}) =>
    (await engineAddresses(search(more))).map(({ host }) => host);

  function write(file: string, content: string): void {
    const whole = path.join(home(), '.docker', file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, content);
  }
  function writeContext(name: string, host: string, tls: Record<string, string> = {}, skip = false): void {
    const id = createHash('sha256').update(name).digest('hex');
    const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: skip } } };
    write(`contexts/meta/${id}/meta.json`, JSON.stringify(meta));
    for (const [file, content] of Object.entries(tls)) write(`contexts/tls/${id}/docker/${file}`, content);
  }

  it('is the usual sockets, Docker’s first, where nobody names one', async () => {
    assert.deepEqual(await hosts({ env: { XDG_RUNTIME_DIR: '/run/user/1000' } }), [
      'unix:///var/run/docker.sock',
      `unix://${home()}/.docker/run/docker.sock`,
      'unix:///run/user/1000/docker.sock',
      'unix:///run/user/1000/podman/podman.sock',
      'unix:///run/podman/podman.sock',
    ]);
    assert.deepEqual(await hosts({ platform: 'win32' }), [
      'npipe:////./pipe/docker_engine',
      'npipe:////./pipe/podman-machine-default',
    ]);
  });

  it('is one place where somebody names it: setting, DOCKER_HOST, DOCKER_CONTEXT, the current context', async () => {
    writeContext('work', 'tcp://work.example:2376', { 'ca.pem': 'CA' });
    writeContext('home', 'ssh://kim@home.example');
    write('config.json', JSON.stringify({ currentContext: 'home', auths: {} }));
    const env = { DOCKER_HOST: 'tcp://127.0.0.1:2375', DOCKER_CONTEXT: 'work' };
    assert.deepEqual(await hosts({ setting: 'unix:///a.sock', env }), ['unix:///a.sock']);
    assert.deepEqual(await hosts({ setting: 'home', env }), ['ssh://kim@home.example']);
    assert.deepEqual(await hosts({ env }), ['tcp://127.0.0.1:2375']);
    const [work] = await engineAddresses(search({ env: { DOCKER_CONTEXT: 'work' } }));
    assert.deepEqual(work, {
      ...{ host: 'tcp://work.example:2376', source: 'the context work (DOCKER_CONTEXT)' },
      tls: { ca: 'CA', cert: null, key: null, skipVerify: false },
    });
    assert.deepEqual(await hosts(), ['ssh://kim@home.example']);
    assert.ok((await hosts({ env: { DOCKER_CONTEXT: 'default' } })).length > 1);
  });

  it('takes the certificates that DOCKER_CERT_PATH names', async () => {
    write('certs/ca.pem', 'CA');
    const folder = path.join(home(), '.docker', 'certs');
    const env = { DOCKER_HOST: 'tcp://a.example', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
    const [address] = await engineAddresses(search({ env }));
    assert.deepEqual(address!.tls, { ca: 'CA', cert: null, key: null, skipVerify: false });
    assert.deepEqual(transportOf(address!), { kind: 'tcp', host: 'a.example', port: 2376 });
    const [usual] = await engineAddresses(search({ env: { ...env, DOCKER_CERT_PATH: '' } }));
    assert.deepEqual(usual!.tls, { ca: null, cert: null, key: null, skipVerify: false });
    write('cert.pem', 'CERT');
    write('key.pem', 'KEY');
    const [own] = await engineAddresses(search({ env: { ...env, DOCKER_CERT_PATH: '' } }));
    assert.deepEqual(own!.tls, { ca: null, cert: 'CERT', key: 'KEY', skipVerify: false });
    const empty = { ...env, DOCKER_CERT_PATH: home() };
    await assert.rejects(engineAddresses(search({ env: empty })), /DOCKER_CERT_PATH.*there is no ca\.pem/);
  });

  it('speaks TLS to the engine of a context that trusts whoever answers, certificates or not', async () => {
    writeContext('lab', 'tcp://lab.example', {}, true);
    const [lab] = await engineAddresses(search({ setting: 'lab' }));
    assert.deepEqual(lab!.tls, { ca: null, cert: null, key: null, skipVerify: true });
    assert.deepEqual(transportOf(lab!), { kind: 'tcp', host: 'lab.example', port: 2376 });
    writeContext('plain', 'tcp://plain.example');
    const [plain] = await engineAddresses(search({ setting: 'plain' }));
    assert.equal(plain!.tls, null);
  });

  it('says which contexts there are when the one that is named is not', async () => {
    await assert.rejects(hosts({ setting: 'nope' }), /no Docker context "nope"; there are none/);
    writeContext('work', 'tcp://work.example:2376');
    writeContext('other', 'tcp://other.example:2376');
    await assert.rejects(
      hosts({ env: { DOCKER_CONTEXT: 'nope' } }),
      /DOCKER_CONTEXT.*no Docker context "nope"; there are other, work/,
    );
    write('config.json', '{"currentContext": 7}');
    await assert.rejects(hosts(), /config\.json.*not what Docker writes/);
  });

  it('is read from an address, or refused with the kinds that there are', () => {
    const read = (host: string) => transportOf({ host, source: 'DOCKER_HOST', tls: null });
    assert.deepEqual(read('ssh://kim@there:22/run/docker.sock'), {
      ...{ kind: 'ssh', user: 'kim', host: 'there', port: 22, path: '/run/docker.sock' },
    });
    assert.deepEqual(read('tcp://[::1]:1234'), { kind: 'tcp', host: '::1', port: 1234 });
    assert.deepEqual(read('npipe:////./pipe/x'), { kind: 'socket', path: '//./pipe/x' });
    for (const wrong of [
      'docker.example',
      'unix://',
      'ftp://x',
      'ssh://-oProxyCommand=x',
      'ssh://-l@there',
      'ssh://%2Dl@there',
      'ssh://50%@there',
    ]) {
      assert.throws(() => read(wrong), /is not the address of an engine; it would be one like unix:/, wrong);
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (host) => {
        try {
          const transport = read(host);
          assert.ok(transport.kind !== 'ssh' || !transport.host.startsWith('-'));
        } catch (error) {
          assert.ok(InputError.is(error), String(error));
        }
      }),
    );
  });
});
