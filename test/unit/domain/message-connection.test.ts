import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const module = new URL('../../../src/engine/domain/message-connection.ts', import.meta.url).href;
const program = `
  import { messageConnection } from ${JSON.stringify(module)};
  messageConnection(process.stdin, process.stdout).listen();
`;

describe('a connection of messages', function () {
  this.timeout(20_000);

  it('holds up no process when it ends in the middle of a message', async () => {
    const signal = AbortSignal.timeout(10_000);
    const args = ['--input-type=module-typescript', '--eval', program];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'], signal });
    child.stdin.end('Content-Length: 100\r\n\r\n{"jsonrpc":');
    assert.deepEqual(await once(child, 'exit', { signal }), [0, null]);
  });
});
