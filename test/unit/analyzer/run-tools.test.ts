import assert from 'node:assert/strict';
import os from 'node:os';
import { runTool } from '../../../src/analyzer/run-tools.ts';
import type { ToolAdapter, ToolEnvironment } from '../../../src/analyzer/tool-adapter.ts';
import { AssayError } from '../../../src/engine/domain/errors.ts';
import { installation, never, requestFor } from './bench.ts';

const environment: ToolEnvironment = {
  installation,
  assetsDir: os.tmpdir(),
  npmDir: null,
  pythonDirs: new Map(),
  cacheDir: os.tmpdir(),
};
const health = { tool: 'eslint', available: true, reason: null, version: '1.0.0' } as const;
const output = { sarif: null, measurements: [], verdicts: [], log: 'done' };

const adapter = (part: Partial<ToolAdapter>): ToolAdapter => ({
  name: 'eslint',
  adapterVersion: 1,
  version: async () => '1.0.0',
  inputs: () => ({ contents: [], programs: [] }),
  appliesTo: async () => null,
  run: async () => output,
  checkCanary: async () => {},
  ...part,
});
const run = (part: Partial<ToolAdapter>, toolTimeoutMs = 60_000, signal = never()) =>
  runTool(
    adapter(part),
    health,
    requestFor({ options: { toolTimeoutMs, performanceDurationMs: 1, performanceConnections: 1 } }),
    environment,
    signal,
  );

describe('a tool run ends in exactly one result', () => {
  it('succeeded', async () => {
    const result = await run({});
    assert.deepEqual(
      { ...result, durationMs: 0 },
      { tool: 'eslint', status: 'succeeded', reason: null, version: '1.0.0', durationMs: 0, ...output },
    );
  });

  it('failed, with the reason, when the tool throws', async () => {
    const result = await run({
      run: () => Promise.reject(new AssayError('tool_failed', 'no rules', { detail: 'said' })),
    });
    assert.deepEqual([result.status, result.reason, result.log], ['failed', 'no rules', 'said']);
  });

  it('failed, when the tool throws what nobody foresaw', async () => {
    const result = await run({ run: () => Promise.reject(new TypeError('x is not a function')) });
    assert.deepEqual([result.status, result.reason], ['failed', 'x is not a function']);
  });

  it('timed_out, even when the tool does not hear the signal', async () => {
    const result = await run({ run: () => new Promise(() => {}) }, 20);
    assert.deepEqual([result.status, result.reason], ['timed_out', 'took longer than 20 ms']);
  });

  it('not_applicable, with the reason', async () => {
    const result = await run({ appliesTo: async () => 'no scripts', run: () => assert.fail('it was run') });
    assert.deepEqual([result.status, result.reason], ['not_applicable', 'no scripts']);
  });

  it('not_available, with the reason', async () => {
    const unavailable = { ...health, available: false, reason: 'no Python' };
    const result = await runTool(adapter({}), unavailable, requestFor({}), environment, never());
    assert.deepEqual([result.status, result.reason], ['not_available', 'no Python']);
  });

  it('none when it is cancelled', async () => {
    const controller = new AbortController();
    const running = run({ run: () => new Promise(() => {}) }, 60_000, controller.signal);
    controller.abort();
    await assert.rejects(running, { name: 'AssayError', errorClass: 'cancelled' });
  });
});
