import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { readAnswer } from '../../../../src/engine/generation/answers/read-answer.ts';
import { dialects } from '../../../support/model-server/server.ts';
import { projectRoot } from '../../../support/project.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

describe('the model server as a process of its own', function () {
  this.timeout(30_000);
  const folder = temporaryFolder();
  let child: ChildProcess;
  afterEach(async () => {
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  });

  it('follows a script, writes apps for templates, streamed or whole, and counts what it was asked', async () => {
    const script = path.join(folder(), 'script.json');
    writeFileSync(script, JSON.stringify([{ times: 1, trouble: { status: 503 } }]));
    const main = path.join(projectRoot, 'test/support/model-server/main.ts');
    child = spawn(process.execPath, [main, '--port', '0', '--script', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    const { port, addresses } = JSON.parse(line) as { port: number; addresses: Record<string, string> };
    const ask = (dialect: keyof typeof dialects) =>
      fetch(addresses[dialect] + dialects[dialect].chatPath, {
        method: 'POST',
        body: JSON.stringify({
          model: 'acme/big-1',
          stream: false,
          messages: [{ role: 'user', content: 'Build this: Notes' }],
        }),
      });
    assert.equal((await ask('openai')).status, 503);
    const text = await (await ask('anthropic')).text();
    const [content] = (JSON.parse(text) as { content: { text: string }[] }).content;
    const { files } = readAnswer(content!.text, { writable: ['**'], finishReason: 'stop' });
    assert.ok(files.has('src/app.js'));
    const key = await (await fetch(`${addresses['openrouter']}/key`)).json();
    assert.ok('data' in (key as object));
    const calls = (await (await fetch(`http://127.0.0.1:${port}/calls`)).json()) as {
      promptHash: string;
      state: string;
    }[];
    assert.deepEqual(
      calls.map(({ state }) => state),
      ['finished', 'finished'],
    );
    assert.equal(new Set(calls.map(({ promptHash }) => promptHash)).size, 1);
  });
});
