import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findBrowser } from '../support/find-browser.ts';

describe('finding a browser for the tests', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'assay-browser-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(name: string): string {
    const file = path.join(folder, name);
    writeFileSync(file, '');
    chmodSync(file, 0o755);
    return file;
  }

  it('takes the one that is named before any in the search path', () => {
    const named = program('my-browser');
    const found = program('chromium');
    assert.equal(findBrowser({ CHROME_PATH: named, PATH: folder }), named);
    assert.equal(findBrowser({ PATH: folder }), found);
  });

  it('passes over what cannot be run', () => {
    const found = program('google-chrome');
    writeFileSync(path.join(folder, 'chromium'), '', { mode: 0o644 });
    assert.equal(findBrowser({ CHROME_PATH: path.join(folder, 'gone'), PATH: folder }), found);
  });
});
