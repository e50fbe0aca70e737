import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ensureNpmInstalled } from '../../../src/engine/processes/cached-install.ts';
import { findNpm } from '../../../src/engine/processes/package-clients.ts';
import { ensurePythonTool, pythonOf } from '../../../src/engine/processes/python-tool.ts';
import { ensureToolbox } from '../../../src/engine/analysis/toolbox.ts';
import { runSupervised } from '../../../src/engine/processes/supervised-process.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { installation as shared, never, silent } from '../analyzer/bench.ts';

const lock = {
  name: 'sample',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'sample', version: '1.0.0', dependencies: { ms: '2.1.3' } },
    'node_modules/ms': {
      version: '2.1.3',
      integrity:
        'sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA==',
    },
  },
};
const requirements =
  'iniconfig==2.1.0 --hash=sha256:9deba5723312380e77435581c6bf4935c94cbfab9b1ed33ef8d238ea168eb760\n';

describe('what is installed once', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const installation = () => ({ ...shared, cacheDir: path.join(folder(), 'cache') });
  const environment = { PATH: process.env['PATH'], npm_execpath: process.env['npm_execpath'] };
  afterEach(() => {
    for (const [name, value] of Object.entries(environment)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  const sample = async () => {
    const sourceDir = path.join(folder(), 'sample');
    await mkdir(sourceDir);
    const { name, version, packages } = lock;
    await writeFile(
      path.join(sourceDir, 'package.json'),
      JSON.stringify({ name, version, dependencies: packages[''].dependencies }),
    );
    await writeFile(path.join(sourceDir, 'package-lock.json'), JSON.stringify(lock));
    return { name: 'sample', sourceDir };
  };
  const requirementsFile = async (text = requirements) => {
    const file = path.join(folder(), 'requirements.txt');
    await writeFile(file, text);
    return { name: 'sample', requirementsFile: file };
  };
  /** A PATH with nothing but these programs of ours. */
  const onlyOnPath = async (...names: string[]) => {
    const bin = path.join(folder(), 'bin');
    await mkdir(bin);
    for (const name of names) {
      const found = (await findNpm(installation(), process.env)).args[0];
      await symlink(found!, path.join(bin, name));
    }
    process.env['PATH'] = bin;
    delete process.env['npm_execpath'];
    return bin;
  };

  it('packages of a lock file: once, also when two ask at the same time', async () => {
    const source = await sample();
    const steps: string[] = [];
    const context = { signal: never(), report: (step: string) => void steps.push(step) };
    const both = await Promise.all([1, 2].map(() => ensureNpmInstalled(installation(), source, context)));
    assert.equal(both[0], both[1]);
    await readFile(path.join(both[0]!, 'node_modules', 'ms', 'index.js'));
    const said = steps.length;
    assert.equal(await ensureNpmInstalled(installation(), source, context), both[0]);
    assert.equal(steps.length, said, 'it was installed again');
    assert.deepEqual(
      await readdir(path.dirname(both[0]!)),
      [path.basename(both[0]!)],
      'something was left behind',
    );
  });

  it('removes what a killed installation left a day ago, and nothing younger', async () => {
    const npm = path.join(installation().cacheDir, 'npm');
    for (const name of ['other-1.tmp-old', 'other-1.tmp-new'])
      await mkdir(path.join(npm, name), { recursive: true });
    const twoDaysAgo = Date.now() / 1000 - 2 * 86_400;
    await utimes(path.join(npm, 'other-1.tmp-old'), twoDaysAgo, twoDaysAgo);
    await ensureNpmInstalled(installation(), await sample(), silent());
    const names = await readdir(npm);
    assert.ok(names.includes('other-1.tmp-new') && !names.includes('other-1.tmp-old'));
  });

  it('fails with the words of npm when the lock file does not fit', async () => {
    const source = await sample();
    const file = path.join(source.sourceDir, 'package.json');
    await writeFile(
      file,
      JSON.stringify({ name: 'sample', version: '1.0.0', dependencies: { ms: '1.0.0' } }),
    );
    await assert.rejects(ensureNpmInstalled(installation(), source, silent()), {
      name: 'AssayError',
      errorClass: 'transient',
      message: /The packages of sample could not be installed: npm error/,
    });
    assert.deepEqual(await readdir(path.join(installation().cacheDir, 'npm')), []);
  });

  it('says that npm is missing', async () => {
    const source = await sample();
    await onlyOnPath();
    await assert.rejects(ensureNpmInstalled(installation(), source, silent()), {
      errorClass: 'tool_failed',
      message: 'npm was not found on the PATH.',
      hint: /Install Node.js with npm/,
    });
  });

  it('a Python tool that runs from where it ends up, and is made anew when its Python is gone', async () => {
    const source = await requirementsFile();
    const venv = await ensurePythonTool(installation(), source, silent());
    const imports = async () =>
      runSupervised(
        installation(),
        {
          command: pythonOf(venv),
          args: ['-c', 'import iniconfig; print(iniconfig.__file__)'],
          cwd: folder(),
          env: {},
        },
        { signal: never(), timeoutMs: 30_000, maxOutputBytes: 1_000 },
      );
    assert.equal((await imports()).stdout.startsWith(venv), true);
    const context = { signal: never(), report: () => assert.fail('it was installed again') };
    assert.equal(await ensurePythonTool(installation(), source, context), venv);
    const python = pythonOf(venv);
    await rm(python);
    await symlink(path.join(folder(), 'python-that-was-upgraded-away'), python);
    assert.equal(await ensurePythonTool(installation(), source, silent()), venv);
    assert.equal((await imports()).code, 0);
  });

  it('refuses a package whose hash is another', async () => {
    const source = await requirementsFile(requirements.replace(/.$/m, '1'));
    await assert.rejects(ensurePythonTool(installation(), source, silent()), {
      errorClass: 'transient',
      message: /THESE PACKAGES DO NOT MATCH THE HASHES|could not be installed/,
    });
  });

  const pythons: [string, string, RegExp][] = [
    ['is too old', 'echo \'{"minor": 9, "executable": "/x", "lacks": []}\'', /older than Python 3\.10/],
    ['lacks venv', 'echo \'{"minor": 11, "executable": "/x", "lacks": ["ensurepip"]}\'', /lacks ensurepip/],
    ['does not run', 'exit 1', /does not run/],
  ];
  for (const [what, script, message] of pythons) {
    it(`says that Python ${what}`, async () => {
      const source = await requirementsFile();
      const bin = await onlyOnPath();
      await writeFile(path.join(bin, 'python3'), `#!/bin/sh\n${script}\n`);
      await chmod(path.join(bin, 'python3'), 0o755);
      await assert.rejects(ensurePythonTool(installation(), source, silent()), {
        errorClass: 'tool_failed',
        message,
      });
    });
  }

  it('a toolbox by parts: without Python its other tools go on', async () => {
    await onlyOnPath('npm');
    const toolbox = await ensureToolbox(installation(), 'static-analyzer', ['eslint', 'semgrep'], silent());
    assert.deepEqual([...toolbox.missing.keys()], ['semgrep']);
    assert.match(
      toolbox.missing.get('semgrep')!,
      /^semgrep needs Python 3\.10 or newer: no python3 was found on the PATH\. Install Python/,
    );
    await readFile(path.join(toolbox.npmDir!, 'node_modules', 'eslint', 'package.json'));
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const installing = ensureToolbox(installation(), 'static-analyzer', ['eslint'], {
      signal: controller.signal,
      report: () => controller.abort(),
    });
    await assert.rejects(installing, { errorClass: 'cancelled' });
  });
});
