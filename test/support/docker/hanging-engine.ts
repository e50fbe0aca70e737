import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import { testEngine } from './engine.ts';

/** The engine that the tests use, at an address of its own where it can be made to hang. */
export interface HangingEngine {
  /** As for `DOCKER_HOST`. */
  readonly host: string;
  /** From now on it takes connections and what is said on them, as far as there is room, and says nothing any more. */
  hang(): void;
  close(): void;
}

/** @param folder for its socket */
export async function startHangingEngine(folder: string): Promise<HangingEngine> {
  const engine = (await testEngine()).address.host.replace(/^unix:\/\//, '');
  const sockets = new Set<net.Socket>();
  let hangs = false;
  const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true }, (near) => {
    sockets.add(near);
    near.on('error', () => near.destroy());
    near.on('close', () => sockets.delete(near));
    if (hangs) return;
    const far = net.connect({ path: engine, allowHalfOpen: true });
    sockets.add(far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('data', (chunk) => {
        if (!other.write(chunk)) one.pause();
      });
      other.on('drain', () => {
        if (!hangs) one.resume();
      });
      one.on('end', () => other.end());
      one.on('close', () => other.destroy());
    }
    far.on('error', () => far.destroy());
    near.resume();
  });
  const socket = path.join(folder, 'docker.sock');
  server.listen(socket);
  await once(server, 'listening');
  return {
    host: `unix://${socket}`,
    hang() {
      hangs = true;
      for (const each of sockets) each.pause();
    },
    close() {
      for (const each of sockets) each.destroy();
      server.close();
    },
  };
}
