import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../test/support/project.ts';
import { openEditor } from '../test/support/vscode/editor.ts';

const outSchema = z.object({ load: z.number(), activate: z.number() });

/** Milliseconds that the extension's own code takes. */
export type Activation = z.infer<typeof outSchema>;

/**
 * Starts VS Code `times` times and activates the extension in each.
 *
 * @returns what each took, the quickest first
 */
export async function measureActivation(times: number): Promise<Activation[]> {
  const measured: Activation[] = [];
  for (let time = 0; time < times; time++) measured.push(await activateOnce());
  return measured.sort((a, b) => a.load + a.activate - b.load - b.activate);
}

async function activateOnce(): Promise<Activation> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'assay-bench-'));
  const out = path.join(folder, 'out');
  const workspace = path.join(folder, 'workspace');
  await mkdir(workspace);
  const editor = await openEditor({
    workspace,
    extension: projectRoot,
    extensionTests: path.join(projectRoot, 'bench', 'activation-suite.cjs'),
    env: { ...process.env, ASSAY_BENCH_OUT: out },
  });
  try {
    if ((await editor.testsExit) !== 0) throw new Error(`Assay could not be activated.\n${editor.log()}`);
    return outSchema.parse(JSON.parse(await readFile(out, 'utf8')));
  } finally {
    await editor.close();
    await rm(folder, { recursive: true, force: true });
  }
}
