import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands between a person's browser and the ports of the machine that an editor's server runs on. */
export interface PortForwarder {
  /** For `VSCODE_PROXY_URI`. */
  readonly template: string;
  /** What was asked for: `port path`. */
  readonly asked: string[];
  close(): void;
}

/** Its name leads to this machine in browsers, and is none that an editor would forward again. */
const name = 'person.localhost';

export async function startPortForwarder(): Promise<PortForwarder> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    const [, port, path] = /^\/(\d+)(\/.*)$/.exec(request.url!) ?? [];
    asked.push(`${port} ${path}`);
    const onward = http.get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { template: `http://${name}:${port}/{{port}}/`, asked, close };
}
