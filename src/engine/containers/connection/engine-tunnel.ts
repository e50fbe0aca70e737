import { once } from 'node:events';
import http2 from 'node:http2';
import net from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import { isPortTaken } from '../published-port.ts';
import { splitOutput } from '../split-output.ts';
import { whenSilent } from './when-silent.ts';

/** A port of this machine that leads to what a forwarder forwards to, through its standard input and output. */
export interface Tunnel {
  port: number;
  /** Resolves when it has ended without having been closed, as with the connection to the engine; otherwise never. */
  lost: Promise<void>;
  close(): void;
}

export interface TunnelOptions {
  /** On 127.0.0.1, where it is free; left out or null: any. */
  port?: number | null;
  /** Somebody else has the port. */
  onPortTaken?(port: number): void;
  /** How often the other side is asked whether it is there; it may leave three such questions without any answer. */
  askEveryMs?: number;
}

/**
 * For engines whose ports cannot be reached from here, however far away they are: all that is needed is the connection to the
 * engine. Each connection is a stream of one HTTP/2 session, so that none waits for another.
 * @param raw to a forwarder that was made for it, not started yet, as of `attachWhole`; the tunnel ends it
 */
export async function openTunnel(
  raw: Duplex,
  { port = null, onPortTaken = () => undefined, askEveryMs = 10_000 }: TunnelOptions = {},
): Promise<Tunnel> {
  const session = sessionOver(raw);
  const server = net.createServer({ allowHalfOpen: true }, (socket) => forward(socket, session));
  const lost = Promise.withResolvers<void>();
  let isClosed = false;
  session.once('close', () => {
    // Who waits for an answer that will not come is told.
    server.close();
    if (!isClosed) lost.resolve();
  });
  const close = () => {
    isClosed = true;
    server.close();
    raw.destroy();
  };
  whenSilent(session, raw, askEveryMs, () => raw.destroy());
  try {
    await listen(server, port).catch((error: unknown) => {
      if (port === null || !isPortTaken(error)) throw error;
      onPortTaken(port);
      return listen(server, null);
    });
  } catch (error) {
    close();
    throw error;
  }
  const { port: found } = server.address() as net.AddressInfo;
  // It was not there to be closed yet.
  if (session.destroyed) server.close();
  return { port: found, lost: lost.promise, close };
}

/**
 * It ends with the whole connection, and by nothing else. By itself it waits for what it has still to say; and where only the
 * other side has ended, it says more after its own end, which breaks the process.
 */
function sessionOver(raw: Duplex): http2.ClientHttp2Session {
  const readable = new PassThrough();
  const write = (chunk: Buffer) => void readable.write(chunk);
  splitOutput(raw, write, write);
  raw.once('close', () => readable.destroy());
  raw.once('end', () => raw.destroy());
  raw.on('error', (error: Error) => readable.destroy(error));
  const session = http2.connect('http://forwarder', {
    createConnection: () => Duplex.from({ readable, writable: raw }),
  });
  session.on('error', () => undefined);
  return session;
}

function forward(socket: net.Socket, session: http2.ClientHttp2Session): void {
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
}

/** On 127.0.0.1. @param port null: a free one */
async function listen(server: net.Server, port: number | null): Promise<void> {
  server.listen(port ?? 0, '127.0.0.1');
  await once(server, 'listening');
}
