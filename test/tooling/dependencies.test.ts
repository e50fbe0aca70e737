import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dependenciesMatch } from '../../scripts/setup/dependencies.mjs';

const wanted = {
  '': { name: 'assay' },
  'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
  'node_modules/b': { version: '2.0.0', integrity: 'sha512-b', optional: true },
};

describe('whether the dependencies are those of the lock file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'assay-dependencies-'));
    mkdirSync(path.join(folder, 'node_modules'));
    writeFileSync(path.join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const installed = (text: string) =>
    writeFileSync(path.join(folder, 'node_modules', '.package-lock.json'), text);
  const packages = (value: object) => JSON.stringify({ packages: value });

  it('is so when all are installed', () => {
    installed(packages(wanted));
    assert.equal(dependenciesMatch(folder), true);
  });

  it('is so when only what is for other platforms is missing', () => {
    installed(packages({ 'node_modules/a': wanted['node_modules/a'] }));
    assert.equal(dependenciesMatch(folder), true);
  });

  it('is not so when one is missing', () => {
    installed(packages({ 'node_modules/b': wanted['node_modules/b'] }));
    assert.equal(dependenciesMatch(folder), false);
  });

  it('is not so when one has another version', () => {
    installed(packages({ 'node_modules/a': { version: '1.0.1', integrity: 'sha512-c' } }));
    assert.equal(dependenciesMatch(folder), false);
  });

  it('is not so on a fresh clone, nor when an installation was cut off', () => {
    assert.equal(dependenciesMatch(folder), false);
    installed('{"packages": {"node_mod');
    assert.equal(dependenciesMatch(folder), false);
  });
});
