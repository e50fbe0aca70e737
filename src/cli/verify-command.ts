import path from 'node:path';
import pc from 'picocolors';
import { exitStatus } from './exit-status.ts';
import { ownInstallation } from './installation.ts';
import { printJson } from './print-json.ts';

export interface VerifyOptions {
  state?: string;
  json?: boolean;
}

/** More are in `--json`: one cause may show in thousands of rows. */
const shownProblems = 50;

/** `assay verify`. @returns the exit status: 1 when something is not as it must be */
export async function verifyCommand(options: VerifyOptions): Promise<number> {
  const { verify } = await import('../engine/engine.lazy.ts');
  const result = await verify(path.resolve(options.state ?? '.assay'), ownInstallation());
  const { problems, found, notes, checked, stateDir, sequence } = result;
  const total = Object.values(found).reduce((sum, count) => sum + count, 0);
  if (options.json) {
    printJson(result);
  } else {
    for (const { where, what, meaning } of problems.slice(0, shownProblems)) {
      process.stdout.write(`${pc.red('✗')} ${where}: ${what} ${pc.dim(meaning)}\n`);
    }
    if (total > shownProblems) {
      const counts = Object.entries(found).map(([check, count]) => `${check} ${count}`);
      process.stdout.write(
        `  and more, ${total} in all (${counts.join(', ')}); --json lists the first of each\n`,
      );
    }
    for (const note of notes) process.stdout.write(`${pc.dim('·')} ${note}\n`);
    const count = total === 1 ? '1 problem' : `${total} problems`;
    const verdict = problems.length === 0 ? pc.green('✓ All is well') : pc.red(count);
    process.stdout.write(
      `${verdict} in ${stateDir}: ${checked.records} records up to ${sequence}, ${checked.snapshots} snapshots, ` +
        `${checked.blobs} blobs, ${checked.revisions} revisions, ${checked.pipelines} pipelines with ` +
        `${checked.jobs} jobs and ${checked.subtasks} subtasks checked.\n`,
    );
  }
  return problems.length === 0 ? exitStatus.completed : exitStatus.incomplete;
}
