import { spawn } from 'node:child_process';
import { SetUpError } from './set-up-error.mjs';

const tailLines = 15;

/**
 * Runs one long step of set-up: says what it does, then how long it takes. Where a terminal looks on, the
 * seconds count up. What the command writes is shown only when it fails.
 *
 * @param {string} title as in "Installing dependencies"
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean}} [options]
 * @returns {Promise<string>} what it wrote
 * @throws {SetUpError} when it cannot be started or fails
 */
export async function step(title, command, args, options = {}) {
  const startedAt = Date.now();
  const seconds = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const live = process.stderr.isTTY;
  process.stderr.write(live ? `${title} …` : `${title} …\n`);
  const ticker = live && setInterval(() => process.stderr.write(`\r${title} … ${seconds()}`), 1000);
  try {
    const output = await capture(command, args, options);
    process.stderr.write(live ? `\r${title} … done in ${seconds()}\n` : `${title}: done in ${seconds()}\n`);
    return output;
  } catch (error) {
    if (live) process.stderr.write('\n');
    throw new SetUpError(`${title} failed.\n${error instanceof Error ? error.message : String(error)}`);
  } finally {
    if (ticker) clearInterval(ticker);
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<string>}
 */
function capture(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (/** @type {string} */ text) => (output += text));
    }
    child.on('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const tail = output.trimEnd().split('\n').slice(-tailLines).join('\n');
      reject(new Error(`${tail}\n\`${[command, ...args].join(' ')}\` ended with ${signal ?? code}.`));
    });
  });
}
