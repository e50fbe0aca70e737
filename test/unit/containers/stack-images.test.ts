import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { loadCatalog } from '../../../src/engine/catalog/catalog.ts';
import type { InstalledStack } from '../../../src/engine/catalog/catalog.ts';
import { appRecipe, readStackImages } from '../../../src/engine/containers/apps/stack-images.ts';
import { writeFiles } from '../../support/write-files.ts';
import { root } from '../generation/apps.ts';
import { manifestOf } from '../processes/child-apps.ts';

describe('how a stack makes images of its apps', () => {
  let folder: string;
  let stack: InstalledStack;
  const docker = (name: string) => path.join(stack.dir, 'docker', name);
  const change = async (name: string, how: (text: string) => string) =>
    writeFile(docker(name), how(await readFile(docker(name), 'utf8')));

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'assay-stack-images-'));
    const shipped = (await loadCatalog(root)).stacks.get('react-flask')!;
    stack = { ...shipped, dir: path.join(folder, 'stack') };
    await cp(shipped.dir, stack.dir, { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function recipeOf(files: Record<string, string>) {
    const sourceDir = await mkdtemp(path.join(folder, 'app-'));
    await writeFiles(sourceDir, Object.entries(files));
    const app = { manifest: await manifestOf(sourceDir), sourceDir };
    return appRecipe('acme/test:7', app, stack, await readStackImages(stack), 'dependencies', {});
  }

  it('has no step that runs something with the files of an app', async () => {
    for (const { dir } of (await loadCatalog(root)).stacks.values()) {
      const { appDockerfile } = await readStackImages({ ...stack, dir });
      const words = appDockerfile.split('\n').map((line) => line.split(' ')[0]);
      assert.deepEqual(
        words.filter((word) => word !== '#' && word !== ''),
        ['ARG', 'FROM', 'COPY', 'CMD'],
      );
    }
    for (const step of ['RUN true', '  run true', 'RUN ["true"]']) {
      await change('app.Dockerfile', (text) => `${text}\n${step}\n`);
      await assert.rejects(
        readStackImages(stack),
        /app\.Dockerfile: has a RUN step, which nothing would wall/,
      );
      await change('app.Dockerfile', (text) => text.replace(step, ''));
    }
    await change('app.Dockerfile', (text) => `# RUN true\n${text}`);
    await readStackImages(stack);
  });

  it('names folders of a bundle in the app only', async () => {
    for (const outside of ['..', '../x', '/x', 'a/../../x', '']) {
      await change('images.json', (text) => text.replace('"output": "dist"', `"output": "${outside}"`));
      await assert.rejects(readStackImages(stack), /has to be the name of something in the app/, outside);
      await change('images.json', (text) => text.replace(`"output": "${outside}"`, '"output": "dist"'));
    }
  });

  it('leaves out what an app has in the places that its bundle writes to', async () => {
    const app = { 'frontend/index.html': 'x', 'frontend/distant.js': 'x' };
    const made = { 'frontend/dist/index.html': 'y', 'frontend/node_modules/.vite-temp': 'y' };
    const recipe = await recipeOf({ ...app, ...made });
    const names: string[] = [];
    for await (const file of recipe.files()) names.push(file.path);
    assert.deepEqual(names.sort(), Object.keys(app).sort());
    assert.equal(recipe.tag, (await recipeOf(app)).tag);
    assert.equal(recipe.bundle?.root, '/app');
  });

  it('makes another image when it is bundled in another way, and bundles none that has its own Dockerfile', async () => {
    const app = { 'frontend/index.html': 'x', Dockerfile: 'FROM scratch' };
    const before = await recipeOf(app);
    await change('images.json', (text) => text.replace('"build"]', '"build", "--debug"]'));
    assert.notEqual((await recipeOf(app)).tag, before.tag);
    await change('images.json', (text) => text.replace('"port"', '"allowsDockerfile": true,\n  "port"'));
    const own = await recipeOf(app);
    assert.equal(own.bundle, undefined);
    assert.equal(own.dockerfile, 'FROM scratch');
  });
});
