/**
 * The program of the forwarder: takes connections from outside to one app on a network of its own. All that it knows is in
 * `TARGET_HOST`, `TARGET_PORT` and `PORT`. Where no port of it can be reached there is no `PORT`: connections come
 * through its standard input and output then, as streams of one HTTP/2 session (RFC 9113, section 8.5).
 */
import http2 from 'node:http2';
import net from 'node:net';
import { Duplex } from 'node:stream';

const { TARGET_HOST: host, TARGET_PORT: port, PORT: own } = process.env;

const connect = () => net.connect({ host: host!, port: Number(port), allowHalfOpen: true });

function join(from: Duplex, to: Duplex): void {
  from.pipe(to).pipe(from);
  for (const end of [from, to]) {
    end.on('error', () => {
      from.destroy();
      to.destroy();
    });
  }
}

if (own === undefined) {
  const outside = Duplex.from({ readable: process.stdin, writable: process.stdout });
  const session = http2.performServerHandshake(outside);
  session.on('stream', (stream) => {
    const to = connect();
    to.once('error', () => stream.close(http2.constants.NGHTTP2_CONNECT_ERROR));
    to.once('connect', () => {
      stream.respond({ ':status': 200 });
      join(stream, to);
    });
  });
  session.on('error', () => process.exit(1));
  session.on('close', () => process.exit(0));
} else {
  net.createServer({ allowHalfOpen: true }, (from) => join(from, connect())).listen(Number(own), '0.0.0.0');
}

process.on('SIGTERM', () => process.exit(0));
