import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { AppInstance } from '../../../src/engine/domain/executors.ts';
import { root } from '../../unit/generation/apps.ts';

/** What one try came to. */
export type Outcome = { got: unknown; failed?: undefined } | { failed: string; got?: undefined };

/** The files of the app in `fixtures/hostile-app`. */
export async function hostileApp(): Promise<Map<string, string>> {
  const server = path.join(root, 'test', 'containers', 'fixtures', 'hostile-app', 'server.js');
  return new Map([
    ['package.json', '{"type":"module"}'],
    ['server.js', await readFile(server, 'utf8')],
  ]);
}

/** Has the app try one way out. */
export async function attemptIn(app: AppInstance, name: string, host = '', port = 0): Promise<Outcome> {
  const query = new URLSearchParams({ name, host, port: String(port) });
  const answer = await fetch(`${app.baseUrl}/try?${query.toString()}`, { headers: { connection: 'close' } });
  return (await answer.json()) as Outcome;
}
