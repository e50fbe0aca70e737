import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { WebSocket, createWebSocketStream } from 'ws';
import { analyzerMethods } from '../../../src/engine/domain/analyzer-protocol.ts';
import type { InitializeResult, SourceFolder } from '../../../src/engine/domain/analyzer-protocol.ts';
import { messageConnection } from '../../../src/engine/domain/message-connection.ts';
import { programPath } from '../../../src/engine/processes/installation.ts';
import { spawnSupervised } from '../../../src/engine/processes/supervised-process.ts';
import type { SupervisedProcess } from '../../../src/engine/processes/supervised-process.ts';
import { installation, root } from './bench.ts';

const token = 'a-token-of-this-test';

describe('the analyzer program on a WebSocket', function () {
  this.timeout(20_000);
  let program: SupervisedProcess;
  let port: number;

  beforeEach(async () => {
    program = spawnSupervised(installation, {
      command: installation.node,
      args: [
        programPath(installation, 'analyzer'),
        ...[
          '--service',
          'dynamic-analyzer',
          '--listen',
          '127.0.0.1:0',
          '--root',
          root,
          '--cache',
          os.tmpdir(),
        ],
      ],
      cwd: root,
      env: { ASSAY_TOKEN: token },
    });
    let said = '';
    for await (const chunk of program.stderr.iterator({ destroyOnReturn: false })) {
      said += String(chunk);
      const match = /listening on port (\d+)\n/.exec(said);
      if (!match) continue;
      port = Number(match[1]);
      break;
    }
    // Its end is told once all of its output has been read.
    program.stdout.resume();
    program.stderr.resume();
  });
  afterEach(() => program.kill());

  const dial = (given: string | null) =>
    new WebSocket(
      `ws://127.0.0.1:${port}`,
      given === null ? {} : { headers: { authorization: `Bearer ${given}` } },
    );
  /** The status that a client is refused with. */
  async function refused(client: WebSocket): Promise<number> {
    const [, response] = (await once(client, 'unexpected-response')) as [unknown, { statusCode: number }];
    client.on('error', () => undefined);
    client.terminate();
    return response.statusCode;
  }
  async function connected(): Promise<{ client: WebSocket; connection: MessageConnection }> {
    const client = dial(token);
    await once(client, 'open');
    const stream = createWebSocketStream(client);
    const connection = messageConnection(stream, stream);
    connection.listen();
    return { client, connection };
  }

  it('lets in who has the token, alone, and answers as it does elsewhere', async () => {
    assert.equal(await refused(dial(null)), 401);
    assert.equal(await refused(dial(`${token}x`)), 401);
    const { connection } = await connected();
    assert.equal(await refused(dial(token)), 409);
    const hello = { service: 'dynamic-analyzer', tools: ['http-probe'], toolbox: null };
    const { tools } = await connection.sendRequest<InitializeResult>(analyzerMethods.initialize, hello);
    assert.deepEqual(
      tools.map(({ tool, available, reason }) => [tool, available, reason]),
      [['http-probe', true, null]],
    );
  });

  it('ends when its engine goes away', async () => {
    const { client } = await connected();
    client.terminate();
    assert.equal((await program.exited).code, 0);
  });

  it('takes source piece by piece, and keeps nothing of what is closed', async () => {
    const { connection } = await connected();
    const { sourceDir } = await connection.sendRequest<SourceFolder>(analyzerMethods.openSource, {});
    const write = (name: string, text: string) =>
      connection.sendRequest(analyzerMethods.writeSource, {
        ...{ sourceDir, path: name },
        content: Buffer.from(text).toString('base64'),
      });
    await write('lib/a.js', 'one ');
    await write('lib/a.js', 'two');
    await write('empty', '');
    assert.equal(await readFile(path.join(sourceDir, 'lib', 'a.js'), 'utf8'), 'one two');
    assert.equal((await stat(path.join(sourceDir, 'empty'))).size, 0);
    await connection.sendRequest(analyzerMethods.closeSource, { sourceDir });
    await assert.rejects(stat(sourceDir), { code: 'ENOENT' });
    await assert.rejects(write('late', 'x'), /not an open source folder/);
  });

  it('takes nothing that would lie outside of the folder', async () => {
    const { connection } = await connected();
    const { sourceDir } = await connection.sendRequest<SourceFolder>(analyzerMethods.openSource, {});
    const outside = ['../x', '/x', 'a/../../x', '..', '.', '', 'a//b', 'a\\b', 'C:/x', 'a/\0', 'a/', './a'];
    for (const name of outside) {
      const piece = { sourceDir, path: name, content: '' };
      await assert.rejects(
        connection.sendRequest(analyzerMethods.writeSource, piece),
        /path: must be a path inside of the folder/,
        name,
      );
    }
    const elsewhere = { sourceDir: os.tmpdir(), path: 'x', content: '' };
    await assert.rejects(
      connection.sendRequest(analyzerMethods.writeSource, elsewhere),
      /not an open source folder/,
    );
    await assert.rejects(
      connection.sendRequest(analyzerMethods.closeSource, { sourceDir: os.tmpdir() }),
      /not an open source folder/,
    );
    await connection.sendRequest(analyzerMethods.closeSource, { sourceDir });
  });
});
