import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import type { Verification } from '../../../src/engine/domain/verification.ts';
import { isTerminal } from '../../../src/engine/domain/status.ts';
import { seededRandom } from '../../../src/engine/generation/builtin/random.ts';
import { verifyState } from '../../../src/engine/store/verify/verify-state.ts';
import { TrialEngine } from '../../crash/support/trial-engine.ts';
import { openStore, programs } from '../../support/open-store.ts';

export const verify = (stateDir: string): Promise<Verification> =>
  verifyState({ stateDir, wasmFile: programs.wasmFile });

export const openTrial = (stateDir: string, maxDelayMs = 0): Promise<TrialEngine> =>
  TrialEngine.open({
    stateDir,
    random: seededRandom(4),
    tell: () => undefined,
    segmentBytes: 9_000,
    maxDelayMs,
  });

/** Runs a pipeline of eight apps to its end. */
export async function runTrial(engine: TrialEngine): Promise<void> {
  const id = await engine.createPipeline({ templates: ['a', 'b'], replicates: 2 });
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const subscription = engine.store.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
    const { status } = await engine.store.read((db) =>
      db.selectFrom('pipelines').select('status').where('id', '=', id).executeTakeFirstOrThrow(),
    );
    if (isTerminal(status)) return;
    await changed;
  }
}

/** One state folder with a finished pipeline, snapshots and a cut journal; each test gets a copy. */
export function soundState(): () => string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-test-'));
  let copies = 0;
  let current = '';
  before(async () => {
    const engine = await openTrial(path.join(folder, 'sound'));
    await runTrial(engine);
    await engine.close();
  });
  beforeEach(() => {
    current = path.join(folder, `copy-${++copies}`);
    cpSync(path.join(folder, 'sound'), current, { recursive: true, preserveTimestamps: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  return () => current;
}

/** Changes rows behind the transitions' backs, and durably. */
export async function change(stateDir: string, statement: string): Promise<void> {
  const store = await openStore(stateDir);
  try {
    await store.write((tx) => sql.raw(statement).execute(tx));
  } finally {
    await store.close();
  }
}

/** Path, size and time of each file. */
export function fingerprint(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

/** Absolute, sorted. */
export function filesOf(stateDir: string, part: string): string[] {
  return readdirSync(path.join(stateDir, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
