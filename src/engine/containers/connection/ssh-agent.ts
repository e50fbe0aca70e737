import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import http from 'node:http';
import { Duplex } from 'node:stream';
import type { Transport } from './engine-address.ts';

const maxSaid = 2_000;

/**
 * Connections to an engine behind ssh, each through a process of the user's own `ssh`, as the Docker command line makes them:
 * so keys, jump hosts and known hosts are those of the user's configuration, and no key is ever asked for here.
 */
export function sshAgent(to: Extract<Transport, { kind: 'ssh' }>, env: NodeJS.ProcessEnv): http.Agent {
  const agent = new http.Agent({ keepAlive: false });
  agent.createConnection = () => dial(to, env);
  return agent;
}

function dial(to: Extract<Transport, { kind: 'ssh' }>, env: NodeJS.ProcessEnv): Duplex {
  const args = [
    // Nobody is there to be asked for a password.
    ...['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'],
    // A network that goes away tells nobody: without questions of its own ssh would wait for ever.
    ...['-o', 'ServerAliveInterval=15', '-o', 'ServerAliveCountMax=3'],
    ...(to.user === null ? [] : ['-l', to.user]),
    ...(to.port === null ? [] : ['-p', String(to.port)]),
    ...['--', to.host, 'docker'],
    ...(to.path === null ? [] : ['--host', quoted(`unix://${to.path}`)]),
    ...['system', 'dial-stdio'],
  ];
  return streamOf(spawn('ssh', args, { env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true }), to.host);
}

/** The process as a connection, which ends with the words of ssh when that fails. */
function streamOf(child: ChildProcessWithoutNullStreams, host: string): Duplex {
  const { stdin, stdout, stderr } = child;
  let said = '';
  const stream: Duplex = new Duplex({
    read: () => void stdout.resume(),
    // What it takes no more is told by its end, which says why.
    write: (chunk: Buffer, encoding, done) => void stdin.write(chunk, encoding, () => done()),
    final: (done) => void stdin.end(() => done()),
    destroy: (error, done) => {
      child.kill();
      done(error);
    },
  });
  stdin.on('error', () => undefined);
  stdout.on('data', (chunk: Buffer) => {
    if (!stream.push(chunk)) stdout.pause();
  });
  stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-maxSaid)));
  child.once('error', (error) => stream.destroy(new Error(`ssh cannot be run: ${error.message}`)));
  child.once('close', (code) => {
    if (code === 0) stream.push(null);
    else stream.destroy(new Error(`ssh to ${host} ended: ${said.trim() || `status ${code ?? 'unknown'}`}`));
  });
  // What the http client asks of a socket and a process does not have.
  const chain = () => stream;
  return Object.assign(stream, {
    setKeepAlive: chain,
    setNoDelay: chain,
    setTimeout: chain,
    ref: chain,
    unref: chain,
  });
}

/** The other side's shell reads it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
