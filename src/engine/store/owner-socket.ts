import { createHash, randomBytes } from 'node:crypto';
import { accessSync, constants, mkdirSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Socket paths may have 104 bytes on some systems, the ending zero included. */
const longestSocketPath = 100;

/** A fresh address for an owner's socket: short, in a folder that others cannot enter. */
export function newSocketAddress(root: string): string {
  const hash = createHash('sha256').update(root).digest('hex').slice(0, 12);
  const name = `${hash}-${randomBytes(6).toString('hex')}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\assay-${name}`;
  const own = path.join(os.tmpdir(), `assay-${os.userInfo().uid}`);
  const runtime = process.env['XDG_RUNTIME_DIR'];
  const folder = runtime && isUsable(runtime, name) ? runtime : own;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, `${name}.sock`);
}

/** The variable may name the folder of another user, after `su`, or one that is gone. */
function isUsable(folder: string, name: string): boolean {
  if (Buffer.byteLength(path.join(folder, `${name}.sock`)) > longestSocketPath) return false;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * What an owner says first to whoever connects. The system connects to a stopped process as well; only one that runs says
 * something.
 */
const greeting = 'assay\n';

export function listen(socket: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((connection) => {
      // Who calls to know whether somebody is there hangs up without waiting.
      connection.on('error', () => connection.destroy());
      connection.write(greeting);
    });
    server.once('error', reject);
    server.listen(socket, () => {
      // Owning a folder must not keep a process alive that has nothing else to do.
      server.unref();
      resolve(server);
    });
  });
}

/**
 * `refused`: nobody listens; the system closes a process's sockets with it. `missing` says nothing: the socket's file can
 * be removed while its owner lives. `silent`: it was connected, and said nothing. `failed`: our own trouble (no permission,
 * too many files, a full queue), which proves nothing.
 */
export type Call =
  { answer: 'greeted'; socket: net.Socket } | { answer: 'refused' | 'missing' | 'silent' | 'failed' };

const lookAgainMs = 100;

/**
 * Connects and waits to be greeted.
 * @param giveUp asked now and then, with the milliseconds since the call: whether to wait no longer
 */
export function callAddress(address: string, giveUp: (silentMs: number) => boolean): Promise<Call> {
  return new Promise((resolve) => {
    const calledAt = performance.now();
    const socket = net.connect(address);
    const finish = (call: Call) => {
      clearInterval(timer);
      socket.removeAllListeners('readable').removeAllListeners('close').removeAllListeners('error');
      // An error of a connection is followed by its close, which its user hears of.
      socket.on('error', () => socket.destroy());
      if (call.answer !== 'greeted') socket.destroy();
      resolve(call);
    };
    const timer = setInterval(() => {
      if (giveUp(performance.now() - calledAt)) finish({ answer: 'silent' });
    }, lookAgainMs);
    socket.on('readable', () => {
      const said = socket.read(greeting.length) as Buffer | null;
      if (said) finish(said.toString() === greeting ? { answer: 'greeted', socket } : { answer: 'refused' });
    });
    // It hung up on us: it is going.
    socket.on('close', () => finish({ answer: 'refused' }));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const gone = error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET' || error.code === 'EPIPE';
      finish({ answer: gone ? 'refused' : error.code === 'ENOENT' ? 'missing' : 'failed' });
    });
  });
}
