import assert from 'node:assert/strict';
import os from 'node:os';
import { programPath } from '../../../src/engine/processes/installation.ts';
import { collect, spawnSupervised } from '../../../src/engine/processes/supervised-process.ts';
import { installation, root } from './bench.ts';

const good = ['--service', 'dynamic-analyzer', '--stdio', '--root', root, '--cache', os.tmpdir()];

/** @param answers stdin is closed after that many; without any, the program is expected to end by itself */
async function program(args: readonly string[], input: string | null, answers = 0) {
  const child = spawnSupervised(installation, {
    command: installation.node,
    args: [programPath(installation, 'analyzer'), ...args],
    cwd: root,
    env: {},
  });
  const stdout = collect(child.stdout, 100_000);
  const stderr = collect(child.stderr, 100_000);
  if (input !== null) child.stdin.write(input);
  else child.stdin.end();
  if (answers > 0) {
    child.stdout.on('data', () => {
      if (stdout().split('Content-Length').length > answers) child.stdin.end();
    });
  }
  const { code } = await child.exited;
  return { code, stdout: stdout(), stderr: stderr() };
}

const framed = (message: object) => {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};

describe('the analyzer program', function () {
  this.timeout(20_000);

  const bad: [string, string[], RegExp][] = [
    [
      'an unknown service',
      ['--service', 'magic', ...good.slice(2)],
      /--service must be one of static-analyzer/,
    ],
    [
      'neither --stdio nor --listen',
      good.filter((arg) => arg !== '--stdio'),
      /say one of --stdio and --listen/,
    ],
    ['both --stdio and --listen', [...good, '--listen', '2001'], /say one of --stdio and --listen/],
    ...['70000', 'here:80', '1.2.3.400:80'].map((place): [string, string[], RegExp] => [
      `--listen ${place}`,
      good.flatMap((arg) => (arg === '--stdio' ? ['--listen', place] : arg)),
      /--listen must be a port, or an IPv4 address and a port/,
    ]),
    [
      'to listen without a token',
      good.flatMap((arg) => (arg === '--stdio' ? ['--listen', '127.0.0.1:0'] : arg)),
      /ASSAY_TOKEN is not set/,
    ],
    [
      'a relative folder',
      good.map((arg) => (arg === root ? 'here' : arg)),
      /--root must be an absolute folder/,
    ],
    ['an unknown option', [...good, '--fast'], /--fast.*\nUsage: analyzer --service/s],
  ];
  for (const [what, args, message] of bad) {
    it(`refuses ${what} with status 2`, async () => {
      const { code, stdout, stderr } = await program(args, null);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stdout, '');
    });
  }

  it('ends when its stdin closes', async () => {
    assert.deepEqual(await program(good, null), { code: 0, stdout: '', stderr: '' });
  });

  it('ends with a clear message when what comes in is not the protocol', async () => {
    const { code, stdout, stderr } = await program(good, 'Content-Length: abc\r\n\r\nhello');
    assert.equal(code, 2);
    assert.match(stderr, /what came in is not the protocol/);
    assert.equal(stdout, '');
  });

  it('answers what it does not know with an error', async () => {
    const requests = [
      { jsonrpc: '2.0', id: 1, method: 'dance' },
      { jsonrpc: '2.0', id: 2, method: 'analyze', params: { tools: [] } },
    ];
    const { code, stdout } = await program(good, requests.map(framed).join(''), 2);
    assert.equal(code, 0);
    assert.match(stdout, /"id":1,"error":\{"code":-32601/);
    assert.match(stdout, /"id":2,"error":\{"code":-32602,"message":"The request cannot be used: runId/);
  });
});
