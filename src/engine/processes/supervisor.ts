/**
 * A program of its own: `supervisor COMMAND ARG…`. Runs the command in the supervisor's process group,
 * with the supervisor's stdin, stdout and stderr, and ends the whole group when the command ends or when
 * file descriptor 3, the lifeline to the engine, closes: whatever kills the engine, nothing outlives it. What has left
 * the group is found by its mark.
 * Before the end it writes `{"code","signal"}` or `{"error"}` to the lifeline.
 */
import { spawn, spawnSync } from 'node:child_process';
import { Socket } from 'node:net';
import { endMarked, markVariable } from './marked-processes.ts';

const lifeline = new Socket({ fd: 3, readable: true, writable: true });
const [command, ...args] = process.argv.slice(2);

function endGroup(): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(process.pid), '/T', '/F'], { windowsHide: true });
  } else {
    const mark = process.env[markVariable];
    if (mark !== undefined) endMarked(mark);
    // Every member, this process included; members that ignore signals cannot ignore this one.
    process.kill(-process.pid, 'SIGKILL');
  }
}

function report(outcome: object): void {
  lifeline.end(JSON.stringify(outcome), endGroup);
}

lifeline.on('error', endGroup);
lifeline.on('close', endGroup);
lifeline.on('end', endGroup);
lifeline.resume();

// A signal to the group must not end the supervisor before its children.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

if (command === undefined) {
  report({ error: 'no command given' });
} else {
  const child = spawn(command, args, { stdio: ['inherit', 'inherit', 'inherit'], windowsHide: true });
  child.on('error', (error) => report({ error: error.message }));
  child.on('exit', (code, signal) => report({ code, signal }));
}
