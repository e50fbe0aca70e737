/**
 * The program of the forwarder: takes connections from outside to one app, or one program of ours, on a network of its own. All that
 * it knows is in `TARGET_HOST`, `TARGET_PORT` and `PORT`. Where no port of it can be reached there is no `PORT`: connections come
 * through its standard input and output then, as streams of one HTTP/2 session (RFC 9113, section 8.5).
 */
import dns from 'node:dns';
import http2 from 'node:http2';
import net from 'node:net';
import os from 'node:os';
import { Duplex } from 'node:stream';

const { TARGET_HOST: host, TARGET_PORT: port, PORT: own } = process.env;

const ownNetworks = new net.BlockList();
for (const { address, cidr, family } of Object.values(os.networkInterfaces()).flatMap((all) => all ?? [])) {
  if (cidr !== null) ownNetworks.addSubnet(address, Number(cidr.split('/')[1]), ipKind(family));
}

function ipKind(family: string | number): 'ipv4' | 'ipv6' {
  return family === 'IPv4' || family === 4 ? 'ipv4' : 'ipv6';
}

/**
 * The app is a neighbour. Once it has ended the engine asks the name servers of its machine for the name, and whoever has it
 * there must not get what was meant for the app.
 */
const neighbour: net.LookupFunction = (name, options, found) => {
  dns.lookup(name, { ...options, all: false }, (error, address, family) => {
    const isNear = error === null && ownNetworks.check(address, ipKind(family));
    found(error ?? (isNear ? null : new Error(`${address} is on no network of mine`)), address, family);
  });
};

const connect = () =>
  net.connect({
    ...{ host: host!, port: Number(port), allowHalfOpen: true },
    ...{ lookup: neighbour, autoSelectFamily: false },
  });

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
    // Who called may have gone before the way was there: that must end nothing else.
    stream.on('error', () => to.destroy());
    stream.once('close', () => to.destroySoon());
    to.once('connect', () => {
      if (stream.destroyed || stream.closed) {
        to.destroy();
        return;
      }
      stream.respond({ ':status': 200 });
      join(stream, to);
    });
  });
  session.on('error', () => process.exit(1));
  session.on('close', () => process.exit(0));
} else {
  /** Of the app, which has nothing to ask of itself, and could use us up. */
  let appAddress: string | undefined;
  net
    .createServer({ allowHalfOpen: true }, (from) => {
      if (appAddress !== undefined && from.remoteAddress === appAddress) {
        from.destroy();
        return;
      }
      const to = connect();
      to.once('connect', () => (appAddress = to.remoteAddress));
      join(from, to);
    })
    .listen(Number(own), '0.0.0.0');
}

process.on('SIGTERM', () => process.exit(0));
