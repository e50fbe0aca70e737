import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import type { Duplex } from 'node:stream';
import { WebSocketServer, createWebSocketStream } from 'ws';
import { carriesToken } from './bearer-token.ts';

export interface SocketOptions {
  /** null: that of this machine's first network, so that networks which it joins later do not reach it. */
  address: string | null;
  /** 0: a free one. */
  port: number;
  token: string;
}

/** Of one message: results of many findings are long. */
const maxMessageBytes = 256_000_000;

/**
 * Waits for the one who has the token, on a WebSocket; refuses all others, and a second one.
 * @returns the port it listens on; `accepted` resolves with a stream of what the messages carry
 */
export async function listen({ address, port, token }: SocketOptions): Promise<{
  port: number;
  accepted: Promise<Duplex>;
}> {
  const sockets = new WebSocketServer({
    ...{ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false },
  });
  const server = createServer((_, response) => response.writeHead(404).end());
  let taken = false;
  const accepted = new Promise<Duplex>((resolve) => {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Who went away while it was refused.
      socket.on('error', () => socket.destroy());
      if (!carriesToken(request.headers.authorization, token)) return refuse(socket, '401 Unauthorized');
      if (taken) return refuse(socket, '409 Conflict');
      taken = true;
      sockets.handleUpgrade(request, socket, head, (client) => {
        const stream = createWebSocketStream(client);
        // By itself it only ends, and waits to be ended.
        client.on('close', () => stream.destroy());
        resolve(stream);
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address ?? firstNetwork(), resolve);
  });
  return { port: (server.address() as AddressInfo).port, accepted };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** Our address in the first network; where there is none, that of this machine for itself. */
function firstNetwork(): string {
  const addresses = Object.values(os.networkInterfaces()).flatMap((all) => all ?? []);
  return addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? '127.0.0.1';
}
