import assert from 'node:assert/strict';
import { pack } from 'tar-stream';
import type { Header } from 'tar-stream';
import { maxOutputFiles } from '../../../src/engine/containers/bundles/bundle.ts';
import { readBundle } from '../../../src/engine/containers/bundles/bundle-files.ts';

/** A tar archive, in one part. */
async function archive(
  ...entries: (Partial<Header> & { name: string; content?: string })[]
): Promise<Buffer[]> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry(header, content);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return [Buffer.concat(parts)];
}

/** The same, byte after byte. */
const inBytes = ([whole]: Buffer[]) => Array.from(whole!, (byte) => Buffer.from([byte]));

describe('what a bundle has made', () => {
  it('is read as files, by their names, however it is cut into parts', async () => {
    const long = `${'folder/'.repeat(30)}file.js`;
    const made = await archive(
      { name: './', type: 'directory' },
      { name: './index.html', content: '<html>' },
      { name: './assets', type: 'directory' },
      { name: './assets/é b.js', content: 'let a;' },
      { name: `./${long}`, content: 'x' },
      { name: './empty' },
    );
    const files = [
      ['index.html', '<html>'],
      ['assets/é b.js', 'let a;'],
      [long, 'x'],
      ['empty', ''],
    ];
    for (const parts of [made, inBytes(made)]) {
      const read = await readBundle(parts);
      assert.deepEqual(
        read.map(({ path, content }) => [path, content.toString('utf8')]),
        files,
      );
    }
    assert.deepEqual(await readBundle([]), []);
  });

  for (const name of [
    ...[
      '../x',
      './../x',
      'a/../../x',
      'a/./x',
      '/etc/passwd',
      '//x',
      'a//x',
      'a\\..\\x',
      'C:/x',
      'C:x',
      '..',
      '.',
    ],
    ...['a\nb', 'a\u001bb', 'a\u0085b', `${'a'.repeat(256)}`, `${'a/'.repeat(600)}x`, 'a/'],
  ]) {
    it(`is refused with a file named ${JSON.stringify(name.slice(0, 20))}`, async () => {
      const made = await archive({ name: 'ok' }, { name, type: 'file', content: 'x' });
      await assert.rejects(readBundle(made), /is no name for a file of an app/);
    });
  }

  for (const type of [
    'symlink',
    'link',
    'fifo',
    'character-device',
    'block-device',
    'contiguous-file',
  ] as const) {
    it(`is refused with a ${type} among the files`, async () => {
      const made = await archive({ name: 'x', type, linkname: '/etc/passwd' });
      await assert.rejects(readBundle(made), new RegExp(`"x" is no file but a ${type}`));
    });
  }

  it('is refused where a name is there twice, also as a folder', async () => {
    for (const names of [
      ['a', './a'],
      ['a', 'a/b'],
      ['a/b/c', 'a/b'],
    ]) {
      const made = await archive(...names.map((name) => ({ name })));
      await assert.rejects(readBundle(made), /is there twice/, names.join());
    }
  });

  it('is refused with too many files, and when it is cut off or no archive', async () => {
    const names = Array.from({ length: maxOutputFiles + 1 }, (_, index) => ({ name: `f${index}` }));
    assert.equal((await readBundle(await archive(...names.slice(1)))).length, maxOutputFiles);
    await assert.rejects(readBundle(await archive(...names)), /more than 5000 files/);
    const [whole] = await archive({ name: 'a', content: 'x'.repeat(2_000) });
    await assert.rejects(readBundle([whole!.subarray(0, 1_000)]), /Unexpected end of data/);
    await assert.rejects(readBundle([Buffer.alloc(1_024, 'x')]), /Invalid tar header/);
  });
});
