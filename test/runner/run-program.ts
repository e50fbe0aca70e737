import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot } from '../support/project.ts';

const dieWithParent = path.join(projectRoot, 'scripts', 'setup', 'die-with-parent.cjs');

/**
 * Runs a program on this Node.js with our terminal, to its end. It does not outlive us, and gets the
 * signals that ask us to end.
 *
 * @param args as of `node`
 * @param env over ours
 * @returns whether it ended with status 0
 */
export async function runProgram(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<boolean> {
  const child = spawn(process.execPath, ['--require', dieWithParent, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal);
    child.once('exit', () => process.exit(130));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code) => resolve(code === 0));
    });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
