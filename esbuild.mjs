import { build, context } from 'esbuild';

const watch = process.argv.includes('--watch');
const development = watch || process.argv.includes('--development');

/** @type {import('esbuild').BuildOptions} */
const node = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  mainFields: ['module', 'main'],
  minify: !development,
  sourcemap: development ? 'linked' : false,
  legalComments: 'none',
  logLevel: 'warning',
};

const options = [
  {
    ...node,
    entryPoints: {
      supervisor: 'src/engine/processes/supervisor.ts',
    },
  },
];

for (const option of options) {
  if (watch) await (await context(option)).watch();
  else await build(option);
}
