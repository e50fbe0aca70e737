import os from 'node:os';
import path from 'node:path';
import { InputError } from '../../domain/errors.ts';
import { contextAddress, currentContext, dockerConfigFolder, readTls } from './docker-contexts.ts';
import type { EngineAddress } from './engine-address.ts';

export interface EngineSearch {
  /** The setting `containers.engine`: an address or a context's name; empty: not set. */
  setting: string;
  env: NodeJS.ProcessEnv;
  home: string;
  platform: NodeJS.Platform;
}

export function ownEngineSearch(setting: string): EngineSearch {
  return { setting, env: process.env, home: os.homedir(), platform: process.platform };
}

/**
 * Where to look for an engine, in this order. Whoever names one gets that one or none: only where nobody does is more than
 * one place tried.
 * @throws InputError when what is named cannot be found
 */
export async function engineAddresses(search: EngineSearch): Promise<EngineAddress[]> {
  const { setting, env, home } = search;
  const folder = dockerConfigFolder(env, home);
  if (setting !== '') {
    const source = 'the setting containers.engine';
    if (setting.includes('://'))
      return [{ host: setting, source, tls: await tlsOfEnvironment(search, setting) }];
    return [await contextAddress(folder, setting, source)];
  }
  const host = env['DOCKER_HOST'];
  if (host) return [{ host, source: 'DOCKER_HOST', tls: await tlsOfEnvironment(search, host) }];
  const named = env['DOCKER_CONTEXT'];
  if (named && named !== 'default') return [await contextAddress(folder, named, 'DOCKER_CONTEXT')];
  const current = named ? null : await currentContext(folder);
  if (current !== null) return [await contextAddress(folder, current, 'docker context use')];
  return usualPlaces(search);
}

function usualPlaces({ env, home, platform }: EngineSearch): EngineAddress[] {
  const place = (host: string, source: string): EngineAddress => ({ host, source, tls: null });
  if (platform === 'win32') {
    return [
      place('npipe:////./pipe/docker_engine', "Docker's own pipe"),
      place('npipe:////./pipe/podman-machine-default', "Podman's own pipe"),
    ];
  }
  const runtime = env['XDG_RUNTIME_DIR'];
  const inHome = (...names: string[]) => `unix://${path.posix.join(home, ...names)}`;
  return [
    place('unix:///var/run/docker.sock', "Docker's own socket"),
    place(inHome('.docker', 'run', 'docker.sock'), "Docker Desktop's socket"),
    ...(runtime ? [place(`unix://${runtime}/docker.sock`, "rootless Docker's socket")] : []),
    ...(platform === 'darwin'
      ? [
          place(
            inHome('.local', 'share', 'containers', 'podman', 'machine', 'podman.sock'),
            "Podman's socket",
          ),
        ]
      : []),
    ...(runtime ? [place(`unix://${runtime}/podman/podman.sock`, "rootless Podman's socket")] : []),
    place('unix:///run/podman/podman.sock', "Podman's socket"),
  ];
}

/** As the Docker command line reads `DOCKER_TLS_VERIFY` and `DOCKER_CERT_PATH`. */
async function tlsOfEnvironment({ env, home }: EngineSearch, host: string): Promise<EngineAddress['tls']> {
  const verify = env['DOCKER_TLS_VERIFY'] ?? '';
  const folder = env['DOCKER_CERT_PATH'];
  const https = host.startsWith('https:');
  if (!/^(tcp|https):/.test(host) || (verify === '' && !folder && !https)) return null;
  const none = { ca: null, cert: null, key: null, skipVerify: false };
  if (!folder) return (verify === '' ? null : await readTls(dockerConfigFolder(env, home), false)) ?? none;
  const tls = await readTls(folder, verify === '');
  if (tls) return tls;
  throw InputError.of('DOCKER_CERT_PATH', `there is no ca.pem, cert.pem or key.pem in ${folder}`);
}
