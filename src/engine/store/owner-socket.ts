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

export function listen(socket: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(socket, () => {
      // Owning a folder must not keep a process alive that has nothing else to do.
      server.unref();
      resolve(server);
    });
  });
}

/**
 * Whether somebody listens. The system closes a process's sockets with it, so `refused` means dead; `missing` says
 * nothing: the socket's file can be removed while its owner lives.
 */
export function knock(socket: string): Promise<'answered' | 'refused' | 'missing'> {
  return new Promise((resolve) => {
    const connection = net.connect(socket);
    connection.once('connect', () => {
      connection.destroy();
      resolve('answered');
    });
    connection.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve('refused');
      // Any other error (no permission, too many files) is ours, and proves nothing: better refused than taken over.
      else resolve(error.code === 'ENOENT' ? 'missing' : 'answered');
    });
  });
}
