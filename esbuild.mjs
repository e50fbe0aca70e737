/**
 * Bundles the programs into `dist/`. `--development`: not minified, with source maps; `--watch`: goes on.
 * A file `NAME.lazy.ts` that is imported by `import('./NAME.lazy.ts')` becomes `dist/NAME.cjs`, a bundle of its
 * own, shared by all programs and loaded on first use.
 */
import { build, context } from 'esbuild';
import {
  globSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const watch = process.argv.includes('--watch');
const development = watch || process.argv.includes('--development');

/** What each file of `dist/` is made from. */
const programs = {
  extension: 'src/extension.ts',
  cli: 'src/cli/main.ts',
  analyzer: 'src/analyzer/main.ts',
  supervisor: 'src/engine/processes/supervisor.ts',
  'app-runner': 'src/engine/processes/app-runner.ts',
  forwarder: 'src/engine/containers/forwarder/forwarder-main.ts',
  'snapshot-worker': 'src/engine/store/snapshot-worker.ts',
};
const webviews = { matrix: 'src/webview/matrix/main.tsx' };
const hostTests = globSync('test/host/**/*.test.ts').map((file) => [
  path.relative('test/host', file).replace(/\.ts$/, ''),
  file,
]);
const copies = { 'sql-wasm.wasm': 'node_modules/sql.js/dist/sql-wasm.wasm' };

const lazyEnding = '.lazy.ts';
const lazyName = (/** @type {string} */ file) => path.basename(file, lazyEnding);
const lazyFiles = globSync(`src/**/*${lazyEnding}`);
const lazy = Object.fromEntries(lazyFiles.map((file) => [lazyName(file), file]));
if (Object.keys(lazy).length < lazyFiles.length) throw new Error('Two .lazy.ts files have the same name.');

/** @type {import('esbuild').Plugin} */
const lazyBundles = {
  name: 'lazy-bundles',
  setup(builder) {
    builder.onResolve({ filter: /\.lazy\.ts$/ }, ({ kind, path: file }) =>
      kind === 'dynamic-import' ? { path: `./${lazyName(file)}.cjs`, external: true } : undefined,
    );
  },
};

/** zod brings its messages in fifty languages, a quarter of a megabyte in each bundle; ours are in English. */
/** @type {import('esbuild').Plugin} */
const englishOnly = {
  name: 'english-only',
  setup(builder) {
    builder.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/**
 * What dockerode can do besides and is never asked for here: the user's own ssh makes connections, and images are built without
 * a session. Two thirds of a megabyte.
 */
/** @type {import('esbuild').Plugin} */
const dockerodeOnly = {
  name: 'dockerode-only',
  setup(builder) {
    const filter = /^(ssh2|@grpc\/grpc-js|@grpc\/proto-loader)$/;
    builder.onResolve({ filter }, ({ path: name }) => ({ path: name, namespace: 'left-out' }));
    builder.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** Replaces each file as a whole, so that a program started meanwhile never reads half of one. */
/** @type {import('esbuild').Plugin} */
const writeWhole = {
  name: 'write-whole',
  setup(builder) {
    builder.onEnd(({ outputFiles = [] }) => {
      for (const { path: file, contents } of outputFiles) replace(file, contents);
    });
  },
};

/** @type {Set<string>} */
const written = new Set();

function replace(/** @type {string} */ file, /** @type {Uint8Array | string} */ contents) {
  const temporary = `${file}.${process.pid}.tmp`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
  written.add(path.relative('dist', file));
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: !development,
  sourcemap: development ? 'linked' : false,
  legalComments: 'none',
  logLevel: 'warning',
  write: false,
  plugins: [lazyBundles, englishOnly, dockerodeOnly, writeWhole],
};

/** @type {import('esbuild').BuildOptions} */
const node = {
  ...common,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  mainFields: ['module', 'main'],
  external: ['vscode', '*.node'],
  // As `require`: works in every host, and in programs that are a single file.
  supported: { 'dynamic-import': false },
};

/** @type {import('esbuild').BuildOptions[]} */
const options = [
  // One by one: what is wrong with one program keeps no other from being built.
  ...Object.entries({ ...programs, ...lazy }).map(([name, source]) => ({
    ...node,
    entryPoints: { [name]: source },
    // The one that is called by its name.
    banner: name === 'cli' ? { js: '#!/usr/bin/env node' } : {},
  })),
  {
    ...common,
    platform: 'browser',
    target: 'chrome138',
    format: 'iife',
    outdir: 'dist/webview',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryPoints: webviews,
  },
  {
    ...node,
    outdir: 'dist/test/host',
    minify: false,
    external: [...(node.external ?? []), 'mocha'],
    plugins: [writeWhole],
    entryPoints: { suite: 'test/runner/host-suite.ts', ...Object.fromEntries(hostTests) },
  },
];

// Removed first: a build that is cut off leaves `dist/` out of date, not looking complete.
rmSync('dist/.built', { force: true });
const startedAt = new Date();
if (watch) {
  for (const option of options) await (await context(option)).watch();
} else {
  const built = await Promise.allSettled(options.map((option) => build(option)));
  // What is wrong has been printed, with its place.
  if (built.some(({ status }) => status === 'rejected')) process.exit(1);
}
for (const [name, source] of Object.entries(copies)) replace(path.join('dist', name), readFileSync(source));
if (!watch) {
  for (const entry of readdirSync('dist', { withFileTypes: true, recursive: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const stale = entry.isFile() && !entry.name.endsWith('.tmp') && !written.has(path.relative('dist', file));
    if (stale) rmSync(file, { force: true });
  }
  replace(path.join('dist', '.built'), '');
  utimesSync(path.join('dist', '.built'), startedAt, startedAt);
}
