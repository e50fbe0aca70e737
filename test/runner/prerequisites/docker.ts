import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectEngine } from '../../../src/engine/containers/connection/engine-connection.ts';
import { tellTried } from '../../../src/engine/containers/connection/engine-trouble.ts';
import { ownEngineSearch } from '../../../src/engine/containers/connection/find-engine.ts';
import { resultsFolder } from '../../support/project.ts';
import { installSystemPackage } from './debian.ts';
import { attempt } from './prerequisite.ts';
import type { Availability } from './prerequisite.ts';

const dockerd = '/usr/sbin/dockerd';
const startTimeoutMs = 30_000;
const probeEveryMs = 200;

/** A Docker engine that answers: the one that is there, otherwise Debian's, started by us. */
export function ensureDocker(): Promise<Availability> {
  return attempt(async () => {
    const answer = await connectEngine(ownEngineSearch(''));
    if (answer.available) return;
    const reason = `${tellTried(answer.tried)}.`;
    if (process.env['DOCKER_HOST']) throw new Error(reason);
    if (process.getuid?.() !== 0) throw new Error(`${reason} Only as root is one started here.`);
    if (!existsSync(dockerd)) await installSystemPackage('docker.io');
    await startDockerd();
  });
}

/** It is left running, as the system's service would be. */
async function startDockerd(): Promise<void> {
  process.stderr.write('Starting dockerd …\n');
  await mkdir(resultsFolder, { recursive: true });
  const logFile = path.join(resultsFolder, 'dockerd.log');
  const log = await open(logFile, 'w');
  const daemon = spawn(dockerd, [], { detached: true, stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  let ended: string | null = null;
  daemon.on('error', (error) => (ended = error.message));
  daemon.on('exit', (code, signal) => (ended = `it ended with ${signal ?? code}`));
  const deadline = Date.now() + startTimeoutMs;
  while (!(await connectEngine(ownEngineSearch(''))).available) {
    if (ended === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, probeEveryMs));
      continue;
    }
    const tail = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-5).join('\n');
    throw new Error(`dockerd did not start: ${ended ?? `no answer in ${startTimeoutMs / 1000} s`}\n${tail}`);
  }
  daemon.unref();
}
