import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { DialectName } from '../../test/support/model-server/server.ts';
import { projectRoot } from '../../test/support/project.ts';

export interface ServerProcess {
  addresses: Record<DialectName, string>;
  port: number;
  stop: () => void;
}

/** In a process of its own: its work is the network's, not ours. */
export async function startModelServer(...options: string[]): Promise<ServerProcess> {
  const main = path.join(projectRoot, 'test/support/model-server/main.ts');
  const child = spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const said = JSON.parse(line) as Omit<ServerProcess, 'stop'>;
  return { ...said, stop: () => child.kill('SIGKILL') };
}
