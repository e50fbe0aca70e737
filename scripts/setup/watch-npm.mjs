import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const everyMs = 200;
const shells = /^-?(?:.*\/)?(?:sh|dash|ash|bash|zsh|ksh|busybox)$/;

/**
 * Tells a program that npm runs how npm ends. npm puts a shell between, and many shells neither become the program
 * nor pass signals on: asked to end, npm ends the shell; killed outright, it leaves the shell behind. Does
 * nothing where npm does not run us, and on Windows, which has no such parents.
 *
 * @param {{asked: () => void, killed: () => void}} listener each called at most once
 */
export function watchNpm({ asked, killed }) {
  if (!process.env['npm_lifecycle_event'] || process.platform === 'win32') return;
  const parent = process.ppid;
  const above = describe(parent);
  const between = above !== null && shells.test(above.command);
  const npm = between ? above.parent : parent;
  const timer = setInterval(() => {
    const shellGone = between && process.ppid !== parent;
    if (!shellGone && isAlive(npm) && process.ppid === parent) return;
    clearInterval(timer);
    if (shellGone) asked();
    else killed();
  }, everyMs);
  timer.unref();
}

/** @returns null when there is no such process any more */
function describe(/** @type {number} */ pid) {
  try {
    if (process.platform === 'linux') {
      const [, command = '', parent] =
        /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
      return { command, parent: Number(parent) };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [, parent, command = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    return { command, parent: Number(parent) };
  } catch {
    return null;
  }
}

function isAlive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
