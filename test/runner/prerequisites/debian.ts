import { existsSync } from 'node:fs';
import { step } from '../../../scripts/setup/step.mjs';

const aptGet = '/usr/bin/apt-get';

/** Installs a system package, where that is possible without asking: as root on Debian and its kin. */
export async function installSystemPackage(name: string): Promise<void> {
  if (process.getuid?.() !== 0 || !existsSync(aptGet)) {
    throw new Error(`${name} is not installed, and only as root on Debian is it installed here.`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await step('Reading the lists of system packages', aptGet, ['update', '-q'], { env });
  await step(`Installing ${name}`, aptGet, ['install', '-qy', '--no-install-recommends', name], { env });
}
