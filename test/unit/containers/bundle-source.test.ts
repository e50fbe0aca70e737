import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { readBundle } from '../../../src/engine/containers/bundles/bundle-files.ts';
import { bundleSource } from '../../../src/engine/containers/bundles/bundle-source.ts';
import type { ContextFile } from '../../../src/engine/containers/images/build-context.ts';

async function* filesOf(sizes: readonly number[]): AsyncGenerator<ContextFile> {
  for (const [index, size] of sizes.entries()) yield { path: `src/${index}`, content: Buffer.alloc(size) };
}

describe('the files that a bundle is made of', () => {
  it('are all of the app, in one archive', async () => {
    const packed = await buffer(bundleSource('acme/one:1', filesOf([0, 3])));
    const files = await readBundle([packed]);
    assert.deepEqual(
      files.map(({ path, content }) => [path, content.length]),
      [
        ['src/0', 0],
        ['src/1', 3],
      ],
    );
  });

  it('are no more than there is room for', async () => {
    const half = 128 * 2 ** 20;
    let bytes = 0;
    for await (const chunk of bundleSource('acme/one:1', filesOf([half, half]))) {
      bytes += (chunk as Buffer).length;
    }
    assert.ok(bytes > 2 * half);
    await assert.rejects(
      async () => {
        for await (const chunk of bundleSource('acme/one:1', filesOf([half, half, 1]))) void chunk;
      },
      { errorClass: 'build_failed', message: 'acme/one:1 was not built: its files have more than 256 MiB' },
    );
  });
});
