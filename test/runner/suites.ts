import { checks, tests } from './suite.ts';
import type { Suite } from './suite.ts';

const mocha = (timeoutMs: number, ...patterns: string[]) => [
  'test/runner/mocha-main.ts',
  String(timeoutMs),
  ...patterns,
];
const tsc = 'node_modules/typescript/bin/tsc';

/** All suites, in the order in which they run: the quick ones first. */
export const suites: readonly Suite[] = [
  checks('format', [['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']]),
  checks('lint', [['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']]),
  checks('types', [
    [tsc, '--project', '.'],
    [tsc, '--project', 'src/webview'],
  ]),
  tests('unit', [], mocha(20_000, 'test/unit/**/*.test.ts')),
  tests('tooling', [], mocha(60_000, 'test/tooling/**/*.test.ts')),
  tests('package', [], mocha(60_000, 'test/package/**/*.test.ts')),
  tests('cli', [], mocha(120_000, 'test/cli/**/*.test.ts')),
  tests('postgres', ['postgres'], mocha(60_000, 'test/postgres/**/*.test.ts')),
  tests('stacks', [], mocha(300_000, 'test/stacks/**/*.test.ts')),
  tests('front-ends', ['browser'], mocha(120_000, 'test/front-ends/**/*.test.ts')),
  tests('containers', ['docker', 'base images'], mocha(120_000, 'test/containers/**/*.test.ts')),
  tests(
    'podman',
    ['docker', 'base images', 'podman'],
    [
      ...['test/runner/podman-main.ts', '180000'],
      ...[
        'image-builder',
        'app-runtime',
        'bundles',
        'elsewhere',
        'hostile',
        'people-apps',
        'reaper',
        'run',
      ].map((name) => `test/containers/${name}.test.ts`),
    ],
  ),
  tests('host', ['vscode', 'browser'], ['test/runner/host-main.ts']),
  tests('ui', ['vscode', 'browser'], mocha(180_000, 'test/ui/**/*.test.ts')),
  tests(
    'containers-ui',
    ['docker', 'base images', 'vscode', 'browser'],
    mocha(180_000, 'test/containers-ui/**/*.test.ts'),
  ),
  tests('parallel', [], mocha(240_000, 'test/parallel/**/*.test.ts')),
  tests(
    'simulation',
    [],
    [
      ...['--import', './test/simulation/support/machine/register.ts'],
      ...mocha(600_000, 'test/simulation/**/*.test.ts'),
    ],
  ),
  tests('processes', [], mocha(180_000, 'test/processes/**/*.test.ts')),
  tests('crash', [], mocha(180_000, 'test/crash/**/*.test.ts')),
];
