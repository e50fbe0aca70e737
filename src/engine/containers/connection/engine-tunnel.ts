import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import type Dockerode from 'dockerode';

/** A port of this machine that leads to what a forwarder forwards to, through its standard input and output. */
export interface Tunnel {
  port: number;
  close(): void;
}

/**
 * For engines whose ports cannot be reached from here, however far away they are: all that is needed is the connection to the
 * engine. Each connection is a stream of one HTTP/2 session, so that none waits for another.
 * @param container a forwarder that was made for it, not started yet
 */
export async function openTunnel(client: Dockerode, container: Dockerode.Container): Promise<Tunnel> {
  // A whole connection, which the library's types do not say.
  const raw = (await container.attach({
    ...{ stream: true, hijack: true, stdin: true, stdout: true },
  })) as Duplex;
  const readable = new PassThrough();
  // The engine puts a header before each piece.
  client.modem.demuxStream(raw, readable, readable);
  raw.once('close', () => readable.destroy());
  raw.once('end', () => readable.end());
  raw.on('error', (error: Error) => readable.destroy(error));
  const session = http2.connect('http://forwarder', {
    createConnection: () => Duplex.from({ readable, writable: raw }),
  });
  session.on('error', () => undefined);

  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    if (session.destroyed) {
      socket.destroy();
      return;
    }
    const stream = session.request({ ':method': 'CONNECT', ':authority': 'app' }, { endStream: false });
    const end = () => {
      socket.destroy();
      stream.destroy();
    };
    socket.on('error', end);
    stream.on('error', end);
    stream.on('close', () => socket.end());
    socket.pipe(stream).pipe(socket);
  });
  // Who waits for an answer that will not come is told.
  session.once('close', () => server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    close() {
      server.close();
      session.destroy();
      raw.destroy();
    },
  };
}
