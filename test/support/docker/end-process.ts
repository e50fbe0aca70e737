import type { ChildProcess } from 'node:child_process';

/** Ends a process that may have ended, or never begun; resolves when it has. */
export async function endProcess(child: ChildProcess | null, how: NodeJS.Signals): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(how);
  await ended;
}
