/**
 * The program of the forwarder: takes connections from the outside network to one app on a network of its own. All that it
 * knows is in `TARGET_HOST`, `TARGET_PORT` and `PORT`.
 */
import net from 'node:net';

const { TARGET_HOST: host, TARGET_PORT: port, PORT: own } = process.env;

net
  .createServer({ allowHalfOpen: true }, (from) => {
    const to = net.connect({ host: host!, port: Number(port), allowHalfOpen: true });
    from.pipe(to).pipe(from);
    for (const end of [from, to]) {
      end.on('error', () => {
        from.destroy();
        to.destroy();
      });
    }
  })
  .listen(Number(own), '0.0.0.0');

process.on('SIGTERM', () => process.exit(0));
