/**
 * `node engine-program.cjs STATE_DIR ROLE`: an Assay process as the editor (`all`), `assay run` (`requested`) or
 * `assay status` (`look`) is one. Says `ready`, opens the state folder when it is told `open`, then does one command a
 * line and tells what changes, until its input ends.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { SharedEngine } from '../../../src/engine/engine-api.ts';
import type * as Lazy from '../../../src/engine/engine.lazy.ts';
import { defaultCacheDir } from '../../../src/engine/processes/installation.ts';
import { projectRoot } from '../../support/project.ts';
import { commandSchema } from './engine-messages.ts';
import type { EngineMessage } from './engine-messages.ts';

const [stateDir, role] = process.argv.slice(2) as [string, 'all' | 'requested' | 'look'];
const bundle = path.join(projectRoot, 'dist', 'engine.cjs');
const { openEngine, openView } = createRequire(bundle)(bundle) as typeof Lazy;
const tell = (message: EngineMessage) => process.stdout.write(`${JSON.stringify(message)}\n`);
const installation = { root: projectRoot, node: process.execPath, nodeEnv: {}, cacheDir: defaultCacheDir() };
let engine: SharedEngine | null = null;

async function open(): Promise<void> {
  const options = { stateDir, installation, settings: {}, log: () => {} };
  engine =
    role === 'look'
      ? ((await openView(options)) as SharedEngine)
      : await openEngine({ ...options, schedule: role });
  engine.onDidChange(({ reset, jobs, subtasks }) =>
    tell({ kind: 'changed', at: Date.now(), reset, rows: jobs.size + subtasks.size, owns: engine!.owns }),
  );
  tell({ kind: 'opened', owns: engine.owns });
}

async function perform(line: string): Promise<void> {
  const { id, method, args } = commandSchema.parse(JSON.parse(line));
  try {
    if (method === 'open') return await open();
    // As another extension of the same process that never lets go.
    if (method === 'block') for (const until = Date.now() + Number(args[0]); Date.now() < until;);
    const methods = engine as unknown as Record<string, (...values: unknown[]) => unknown>;
    tell({ kind: 'answer', id, value: (await methods[method]?.(...args)) ?? null });
  } catch (error) {
    tell({ kind: 'answer', id, error: (error as Error).message });
  }
}

const commands = createInterface({ input: process.stdin });
commands.on('line', (line) => void perform(line));
commands.on('close', () => void engine?.shutdown(0));
tell({ kind: 'ready' });
