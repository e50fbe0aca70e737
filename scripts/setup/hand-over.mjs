import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';

const dieWithParent = fileURLToPath(new URL('./die-with-parent.cjs', import.meta.url));
const watchParentMs = 200;

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
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // Ctrl+C reaches everything that belongs to the terminal, so the program has it already.
      if (signal !== 'SIGINT' || !terminal) child.kill(signal);
    });
  }
  endWithNpm(() => child.kill('SIGKILL'));
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

/** npm killed outright cannot tell us; that somebody else is our parent now does. */
function endWithNpm(/** @type {() => void} */ end) {
  const parent = process.ppid;
  if (!process.env['npm_lifecycle_event'] || process.platform === 'win32') return;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, watchParentMs).unref();
}
