import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { listFiles, PackageManager } from '@vscode/vsce';

/** Every file that is shipped, apart from the data folders. */
const expected = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'dist/analyzer.cjs',
  'dist/app-runner.cjs',
  'dist/cli.cjs',
  'dist/containers.cjs',
  'dist/engine.cjs',
  'dist/extension.cjs',
  'dist/forwarder.cjs',
  'dist/pipeline-models.cjs',
  'dist/remote-providers.cjs',
  'dist/repair.cjs',
  'dist/snapshot-worker.cjs',
  'dist/sql-wasm.wasm',
  'dist/supervisor.cjs',
  'dist/webview/matrix.css',
  'dist/webview/matrix.js',
  'media/assay.svg',
  'media/icon.png',
  'media/matrix.svg',
  'media/screenshot.png',
  'package.json',
  'package.nls.json',
  'schemas/pipeline.schema.json',
  'schemas/template.schema.json',
];
/** What to build, how to build it, what to measure with: as many files as there are. */
const dataFolders = ['examples', 'stacks', 'templates', 'toolboxes'];
const folderOf = (file: string) => file.slice(0, file.indexOf('/'));

/** Bytes, unpacked. */
const bars = { 'dist/extension.cjs': 1_000_000, 'dist/webview/matrix.js': 100_000, all: 6_000_000 };

describe('the package', () => {
  let files: string[];
  before(async () => {
    files = await listFiles({ packageManager: PackageManager.None });
  });

  it('holds exactly the files that are meant to be shipped', () => {
    const data = (file: string) => dataFolders.includes(folderOf(file));
    assert.deepEqual(files.filter((file) => !data(file)).sort(), expected);
  });

  it('holds every kind of data, and nothing that was installed', () => {
    for (const folder of dataFolders) {
      assert.ok(
        files.some((file) => folderOf(file) === folder),
        `nothing of ${folder}/ is shipped`,
      );
    }
    assert.deepEqual(
      files.filter((file) => /(^|\/)node_modules\/|\.map$/.test(file)),
      [],
    );
  });

  for (const file of ['dist/extension.cjs', 'dist/webview/matrix.js'] as const) {
    it(`keeps ${file} below ${bars[file] / 1000} kB`, () => {
      const { size } = statSync(file);
      assert.ok(size < bars[file], `it has ${size} bytes`);
    });
  }

  it('keeps what speaks to container engines and models in programs of their own, loaded on first use', () => {
    // Words of dockerode, and of what speaks to providers.
    for (const [word, home] of [
      ['followProgress', 'dist/containers.cjs'],
      ['anthropic-version', 'dist/remote-providers.cjs'],
    ] as const) {
      const having = files.filter(
        (file) => file.endsWith('.cjs') && readFileSync(file, 'utf8').includes(word),
      );
      assert.deepEqual(having, [home], word);
    }
  });

  it(`keeps all files together below ${bars.all / 1000} kB`, () => {
    const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
    assert.ok(size < bars.all, `they have ${size} bytes`);
  });
});
