import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

const module = path.resolve('scripts/setup/hand-over.mjs');

/** A script that hands over to another one, given as text. */
const handingOver = (program: string) =>
  `import(${JSON.stringify(module)}).then((m) => m.handOver(process.execPath, ['-e', ${JSON.stringify(program)}]))`;

/** Starts a script with a session of its own, hence without a terminal; collects what it prints. */
function start(script: string, env: NodeJS.ProcessEnv = {}): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['-e', script], {
    detached: true,
    env: { ...process.env, npm_lifecycle_event: undefined, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { child, output: () => text };
}

const untilSignal = `
  process.on('SIGTERM', () => { console.log('asked to end'); process.exit(7); });
  process.on('SIGINT', () => { console.log('interrupted'); process.exit(130); });
  setInterval(() => {}, 1000);
  console.log('ready');`;

async function ready(child: ChildProcess): Promise<void> {
  if (child.stdout) await once(child.stdout, 'data');
}

describe('handing over to the program that a command of the clone stands for', () => {
  it('passes on what it prints, and its exit status', async () => {
    const { child, output } = start(handingOver(`console.log(process.argv.length); process.exit(3);`));
    assert.deepEqual(await once(child, 'close'), [3, null]);
    assert.equal(output(), '1\n');
  });

  it('says by the exit status which signal ended it', async () => {
    const { child } = start(
      handingOver(`process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000);`),
    );
    assert.deepEqual(await once(child, 'close'), [143, null]);
  });

  for (const [signal, status, says] of [
    ['SIGTERM', 7, 'asked to end'],
    ['SIGINT', 130, 'interrupted'],
  ] as const) {
    it(`passes on ${signal}`, async () => {
      const { child, output } = start(handingOver(untilSignal));
      await ready(child);
      child.kill(signal);
      assert.deepEqual(await once(child, 'close'), [status, null]);
      assert.equal(output(), `ready\n${says}\n`);
    });
  }

  // `close` comes when nobody holds the pipe any more: when the program is gone too.
  it('leaves nothing behind when it is killed outright', async () => {
    const { child, output } = start(handingOver(untilSignal));
    await ready(child);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal(output(), 'ready\n');
  });

  describe('run by npm', () => {
    /** As npm runs scripts: through a shell that stays. */
    const asNpm = (): string => {
      const command = `"$0" -e "$SCRIPT"; exit $?`;
      const options = `{ stdio: 'inherit', env: { ...process.env, npm_lifecycle_event: 'start' } }`;
      return `const shell = require('node:child_process').spawn('sh', ['-c', ${JSON.stringify(command)}, process.execPath], ${options});
        process.on('SIGTERM', () => shell.kill('SIGTERM'));`;
    };

    it('leaves nothing behind when npm is killed outright', async () => {
      const { child, output } = start(asNpm(), { SCRIPT: handingOver(untilSignal) });
      await ready(child);
      child.kill('SIGKILL');
      await once(child, 'close');
      assert.equal(output(), 'ready\n');
    });

    it('ends in order when npm is asked to end', async () => {
      const { child, output } = start(asNpm(), { SCRIPT: handingOver(untilSignal) });
      await ready(child);
      child.kill('SIGTERM');
      await once(child, 'close');
      assert.equal(output(), 'ready\nasked to end\n');
    });
  });
});
