import assert from 'node:assert/strict';
import path from 'node:path';
import { loadCatalog } from '../../../../src/engine/catalog/catalog.ts';
import { whyNotStartable } from '../../../../src/engine/generation/existing/not-startable.ts';
import { projectRoot } from '../../../support/project.ts';

describe('whether an existing app can be started', () => {
  const reasonOf = async (stack: string, files: Record<string, string>) => {
    const installed = (await loadCatalog(path.resolve(projectRoot))).stacks.get(stack)!;
    return whyNotStartable(Object.keys(files), async (name) => files[name]!, installed);
  };
  const needs = (...names: string[]) =>
    JSON.stringify({
      dependencies: Object.fromEntries(names.map((name) => [name, '*'])),
      devDependencies: { tap: '*' },
    });

  it('is told by the files that apps of its stack are started with', async () => {
    const express = { 'server.js': '', 'src/app.js': '', 'package.json': needs('express') };
    assert.equal(await reasonOf('node-express', express), null);
    assert.equal(
      await reasonOf('node-express', { 'src/app.js': '', 'package.json': needs('express') }),
      'it has no server.js, with which apps of node-express are started',
    );
    assert.match(
      (await reasonOf('react-flask', express)) ?? '',
      /^it has no backend\/server\.py and no backend\//,
    );
  });

  it('is told by packages that its stack does not bring', async () => {
    const files = { 'server.js': '', 'src/app.js': '', 'package.json': needs('express', 'pg', 'redis') };
    assert.equal(
      await reasonOf('node-express', files),
      'it needs pg, redis, which node-express does not bring',
    );
    const flask = {
      ...{ 'backend/server.py': '', 'backend/app/__init__.py': '', 'frontend/src/App.jsx': '' },
      'requirements.txt': 'Flask==3.1\nSQLAlchemy>=2\n',
    };
    assert.match((await reasonOf('react-flask', flask)) ?? '', /^it needs sqlalchemy, which react-flask/);
    assert.equal(await reasonOf('react-flask', { ...flask, 'requirements.txt': 'flask' }), null);
    assert.equal(await reasonOf('node-express', { ...files, 'package.json': 'no JSON' }), null);
  });
});
