import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';

/** A proxy that finds every host on this machine, and says what it was asked for. */
export async function startProxy(): Promise<{ url: string; asked: string[]; close(): void }> {
  const asked: string[] = [];
  const own = new Set<net.Socket>();
  const server = http.createServer((request, response) => {
    const { host, port, pathname } = new URL(request.url!);
    asked.push(host);
    const onward = http.request(
      { host: '127.0.0.1', port, path: pathname, method: request.method!, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      },
    );
    request.pipe(onward);
  });
  server.on('connect', (request, socket: net.Socket) => {
    asked.push(request.url!);
    const onward = net.connect(Number(request.url!.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [socket, onward]) {
      own.add(end);
      end.on('error', () => end.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    for (const socket of own) socket.destroy();
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, close };
}
