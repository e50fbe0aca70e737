import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Duplex } from 'node:stream';
import { openTunnel } from '../../../src/engine/containers/connection/engine-tunnel.ts';
import type { Tunnel, TunnelOptions } from '../../../src/engine/containers/connection/engine-tunnel.ts';
import { freePort } from '../../support/free-port.ts';
import { projectRoot } from '../../support/project.ts';

const program = path.join(projectRoot, 'src', 'engine', 'containers', 'forwarder', 'forwarder-main.ts');

describe('a tunnel through the connection to an engine', function () {
  this.timeout(20_000);
  let forwarder: ChildProcessWithoutNullStreams;
  let connection: Duplex;
  /** Nothing goes through the connection any more, and nobody closes it. */
  let isCut: boolean;
  /** Hears of what has been held up. */
  let onWaiting: () => void;
  let tunnel: Tunnel | null;
  let app: http.Server;

  beforeEach(async () => {
    isCut = false;
    onWaiting = () => undefined;
    tunnel = null;
    app = http.createServer((request, response) => {
      if (request.url === '/echo') request.pipe(response);
      // The rest of it does not come.
      else response.write('wait');
    });
    app.listen(0, '127.0.0.1');
    await once(app, 'listening');
    const { port } = app.address() as AddressInfo;
    const env = { TARGET_HOST: '127.0.0.1', TARGET_PORT: String(port) };
    forwarder = spawn(process.execPath, [program], { env });
    connection = connectionTo(forwarder, () => {
      if (isCut) onWaiting();
      return isCut;
    });
  });
  afterEach(async () => {
    tunnel?.close();
    forwarder.kill('SIGKILL');
    app.close();
    app.closeAllConnections();
    await once(app, 'close');
  });

  async function open(options?: TunnelOptions): Promise<string> {
    tunnel = await openTunnel(connection, options);
    return `http://127.0.0.1:${tunnel.port}`;
  }
  const echo = async (url: string, body: string) =>
    (await fetch(`${url}/echo`, { method: 'POST', body })).text();
  /** Who waits for the rest of an answer hears that it does not come. */
  async function failsAWaiting(url: string, loss: () => void): Promise<void> {
    const { body } = await fetch(`${url}/wait`);
    loss();
    await assert.rejects(new Response(body).text(), /terminated/);
    await tunnel!.lost;
    await assert.rejects(fetch(url), /fetch failed/);
  }

  it('carries what both sides say, on the port that was wished for', async () => {
    const wished = await freePort();
    const url = await open({ port: wished });
    assert.equal(tunnel?.port, wished);
    assert.equal(await echo(url, 'x'.repeat(3_000_000)), 'x'.repeat(3_000_000));
  });

  it('goes on when some who called have gone before they were through', async () => {
    const url = await open();
    assert.equal(await echo(url, 'first'), 'first');
    // It is slow: it hears of their coming and of their going at once.
    forwarder.kill('SIGSTOP');
    for (let count = 0; count < 20; count++) {
      const hasty = net.connect(tunnel!.port, '127.0.0.1');
      await once(hasty, 'connect');
      hasty.resetAndDestroy();
      await once(hasty, 'close');
    }
    forwarder.kill('SIGCONT');
    assert.equal(await echo(url, 'last'), 'last');
    assert.equal(forwarder.exitCode, null);
  });

  it('has another port, and says so, where somebody else has that', async () => {
    const { port } = app.address() as AddressInfo;
    const taken: number[] = [];
    const url = await open({ port, onPortTaken: (each) => taken.push(each) });
    assert.deepEqual(taken, [port]);
    assert.equal(await echo(url, 'heard'), 'heard');
  });

  it('is lost with the connection', async () => {
    await failsAWaiting(await open(), () => connection.destroy(new Error('the network is unreachable')));
  });

  it('is lost with the forwarder, whatever is said to that afterwards', async () => {
    const url = await open();
    const client = net.connect(tunnel!.port, '127.0.0.1').on('error', () => undefined);
    connection.once('end', () => client.write('nobody hears it'));
    await failsAWaiting(url, () => forwarder.kill('SIGKILL'));
    if (!client.closed) await once(client, 'close');
  });

  it('is lost when nothing comes through any more although nobody has closed the connection', async () => {
    const url = await open({ askEveryMs: 50 });
    await failsAWaiting(url, () => {
      isCut = true;
      // It waits to be taken, for ever.
      net
        .connect(tunnel!.port, '127.0.0.1')
        .on('error', () => undefined)
        .write('x'.repeat(100_000));
    });
    assert.ok(connection.destroyed);
  });

  it('is closed also while something of it waits to be taken', async () => {
    const url = await open();
    const { body } = await fetch(`${url}/wait`);
    isCut = true;
    net.connect(tunnel!.port, '127.0.0.1').on('error', () => undefined);
    await new Promise((resolve) => (onWaiting = resolve as () => void));
    tunnel!.close();
    await assert.rejects(new Response(body).text(), /terminated/);
    await once(forwarder, 'exit');
  });

  it('stays as long as questions are answered, and is not lost by being closed', async () => {
    // Three of them without an answer would be silence: the forwarder may take its time on a busy machine.
    const url = await open({ askEveryMs: 200 });
    let answers = 0;
    await new Promise<void>((resolve) => {
      connection.on('data', () => {
        if (++answers === 6) resolve();
      });
    });
    assert.equal(await echo(url, 'still there'), 'still there');
    const lost = tunnel!.lost.then(() => 'lost');
    tunnel!.close();
    await once(forwarder, 'exit');
    assert.equal(await Promise.race([lost, Promise.resolve('closed')]), 'closed');
    await assert.rejects(fetch(url), /fetch failed/);
  });
});

/** As an engine passes it on: what the program writes has a header before each piece. */
function connectionTo({ stdin, stdout }: ChildProcessWithoutNullStreams, isCut: () => boolean): Duplex {
  stdin.on('error', () => undefined);
  const connection = new Duplex({
    // What waits to be taken is waited for.
    writableHighWaterMark: 1,
    read: () => undefined,
    write(piece: Buffer, _, done) {
      if (!isCut()) stdin.write(piece, () => done());
    },
    // The engine does not say that it has heard of the end.
    final: () => undefined,
    destroy(error, done) {
      stdin.destroy();
      done(error);
    },
  });
  stdout.on('data', (piece: Buffer) => {
    if (isCut()) return;
    const header = Buffer.alloc(8);
    header.writeUInt8(1, 0);
    header.writeUInt32BE(piece.length, 4);
    connection.push(Buffer.concat([header, piece]));
  });
  stdout.on('end', () => connection.push(null));
  return connection;
}
