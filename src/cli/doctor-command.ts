import pc from 'picocolors';
import { exitStatus } from './exit-status.ts';
import { ownInstallation } from './installation.ts';
import { printJson } from './print-json.ts';
import { readSettings } from './settings-file.ts';

/** `assay doctor`. @returns the exit status: 1 when something is missing */
export async function doctorCommand(options: { json?: boolean }): Promise<number> {
  const { examine } = await import('../engine/engine.lazy.ts');
  const checkups = await examine(ownInstallation(), readSettings());
  if (options.json) printJson({ checkups });
  else {
    for (const { name, ok, message, neededFor } of checkups) {
      const mark = ok ? pc.green('✓') : pc.yellow('!');
      process.stdout.write(`${mark} ${name}: ${message}${ok ? '' : pc.dim(` (needed for ${neededFor})`)}\n`);
    }
  }
  return checkups.every(({ ok }) => ok) ? exitStatus.completed : exitStatus.incomplete;
}
