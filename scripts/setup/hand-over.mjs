import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { watchNpm } from './watch-npm.mjs';

const dieWithParent = fileURLToPath(new URL('./die-with-parent.cjs', import.meta.url));

/**
 * Goes on as another Node.js program, as `exec` would: it has our terminal, gets our signals, its exit
 * status is ours, and it does not outlive us, however we end.
 *
 * @param {string} node the executable
 * @param {readonly string[]} args
 */
export function handOver(node, args) {
  const child = spawn(node, ['--require', dieWithParent, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const terminal = hasTerminal();
  let asked = false;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      asked = true;
      // Ctrl+C reaches everything that belongs to the terminal, so the program has it already.
      if (signal !== 'SIGINT' || !terminal) child.kill(signal);
    });
  }
  watchNpm({
    // Not when a signal came to us too: for the program a second one means to end without order.
    asked: () => asked || child.kill('SIGTERM'),
    killed: () => child.kill('SIGKILL'),
  });
  child.on('error', (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal ? os.constants.signals[signal] : 0));
  });
}

function hasTerminal() {
  if (process.platform === 'win32') return true;
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
