import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { WorkspaceCatalog } from '../../../src/engine/catalog/workspace-catalog.ts';
import { InputError } from '../../../src/engine/domain/errors.ts';
import { Log } from '../../../src/engine/domain/log.ts';
import { parsePipelineFile } from '../../../src/engine/domain/pipeline-file.ts';
import { projectRoot } from '../../support/project.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { smallTemplate, templateJson } from './templates.ts';

describe("the catalogue with the workspace's own", () => {
  const folder = temporaryFolder();
  let told: string[];

  const at = (...names: string[]) => path.join(folder(), ...names);
  function write(name: string, text: string): string {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
    return at(name);
  }
  async function open(): Promise<WorkspaceCatalog> {
    told = [];
    mkdirSync(at('incoming'), { recursive: true });
    const log = new Log(({ message }) => told.push(message));
    return WorkspaceCatalog.open(projectRoot, { root: folder(), incoming: at('incoming') }, log);
  }

  describe('has templates that', () => {
    it('pipelines name like those that ship, without another start', async () => {
      const catalog = await open();
      const shipped = [...catalog.templates.keys()];
      write('templates/own-todo.json', templateJson());
      assert.equal(catalog.templates.get('own-todo'), undefined);
      await catalog.refresh();
      assert.deepEqual([...catalog.templates.keys()], [...shipped, 'own-todo']);
      assert.deepEqual(catalog.templates.get('own-todo'), smallTemplate);
      assert.deepEqual([...catalog.knownNames(['builtin']).templates], [...shipped, 'own-todo']);
      assert.deepEqual(told, []);
      rmSync(at('templates'), { recursive: true });
      await catalog.refresh();
      assert.deepEqual([...catalog.templates.keys()], shipped);
    });

    it('are read again only when they have changed', async () => {
      write('templates/own-todo.json', templateJson());
      write('templates/other.json', templateJson({ slug: 'other' }));
      const catalog = await open();
      const before = ['own-todo', 'other'].map((slug) => catalog.templates.get(slug));
      write('templates/other.json', templateJson({ slug: 'other', name: 'New' }));
      await catalog.refresh();
      assert.equal(catalog.templates.get('own-todo'), before[0]);
      assert.notEqual(catalog.templates.get('other'), before[1]);
      assert.equal(catalog.templates.get('other')!.name, 'New');
    });

    it('are left out while they are broken, which is told once, and said to who names them', async () => {
      const file = write('templates/own-todo.json', '{\n oops');
      write('templates/good.json', templateJson({ slug: 'good' }));
      const catalog = await open();
      await catalog.refresh();
      assert.deepEqual(told, [`Not used: ${file}:2:2: not valid JSON: invalid symbol`]);
      assert.ok(catalog.templates.has('good') && catalog.templates.has('notes'));
      const text = JSON.stringify({
        ...{ name: 'T', models: ['builtin/baseline'], stack: 'node-express' },
        templates: ['good', 'notes', 'own-todo', 'nothing'],
      });
      const check = () => parsePipelineFile(text, 'p.assay.json', catalog.knownNames(['builtin']));
      assert.throws(check, (error) => {
        assert.ok(InputError.is(error));
        const [broken, unknown] = error.problems.map(({ message }) => message);
        assert.equal(
          broken,
          `the template "own-todo" cannot be used: ${file}:2:2: not valid JSON: invalid symbol`,
        );
        assert.match(unknown!, /^unknown template "nothing"; known are: .*good.*notes/);
        return true;
      });
      write('templates/own-todo.json', templateJson());
      await catalog.refresh();
      assert.ok(catalog.templates.has('own-todo'));
      write('templates/own-todo.json', '[');
      await catalog.refresh();
      assert.equal(told.length, 2);
    });

    it('never stand in for one that ships, and must be named like their file', async () => {
      const shadow = write('templates/notes.json', templateJson({ slug: 'notes', name: 'Mine' }));
      const misnamed = write('templates/other.json', templateJson());
      const catalog = await open();
      assert.equal(catalog.templates.get('notes')!.name, 'Notes');
      assert.ok(!catalog.templates.has('own-todo') && !catalog.templates.has('other'));
      assert.deepEqual(told, [
        `Not used: ${shadow}: a template called "notes" ships with Assay, and is used; give this one another name`,
        `Not used: ${misnamed}:2:3: the slug is "own-todo"; name the file own-todo.json`,
      ]);
    });

    it('are files of a size that people write, and nothing else', async () => {
      write('elsewhere.json', templateJson({ slug: 'link' }));
      write('templates/large.json', templateJson({ slug: 'large', description: 'x'.repeat(1_100_000) }));
      write('templates/readme.md', 'not looked at');
      mkdirSync(at('templates/folder.json'));
      symlinkSync(at('elsewhere.json'), at('templates/link.json'));
      const { templates } = await open();
      assert.ok(!['link', 'large', 'folder'].some((slug) => templates.has(slug)));
      assert.deepEqual(
        told.map((text) => text.replace(/^.*[\\/]/, '')),
        [
          'folder.json: is a link or a folder, where a file should be',
          'large.json: is larger than 1 MB',
          'link.json: is a link or a folder, where a file should be',
        ],
      );
    });

    it('may be missing altogether, also when something else is in their place', async () => {
      write('templates', 'a file');
      const catalog = await open();
      assert.ok(catalog.templates.has('notes'));
      assert.match(told.join(), /^Not used: .*templates: cannot be read \(ENOTDIR\)$/);
      await assert.rejects(catalog.keep(smallTemplate), /own-todo\.json: cannot be written \(/);
    });

    it('are kept under their slug, each content once, whoever else keeps one at the same time', async () => {
      const catalog = await open();
      const keep = async (change: object) => (await catalog.keep({ ...smallTemplate, ...change })).kept;
      assert.deepEqual(
        await Promise.all([
          keep({}),
          keep({}),
          keep({ name: 'B' }),
          keep({ slug: 'two' }),
          keep({ slug: 'notes' }),
        ]),
        ['imported', 'found', 'replaced', 'imported', 'shipped'],
      );
      // Written by hand, it says the same.
      write('templates/own-todo.json', templateJson().replaceAll('  ', '\t'));
      assert.equal(await keep({}), 'found');
      write('templates/own-todo.json', '{');
      assert.equal(await keep({}), 'replaced');
      assert.deepEqual(JSON.parse(readFileSync(at('templates/own-todo.json'), 'utf8')), smallTemplate);
      await catalog.refresh();
      assert.ok(catalog.templates.has('two') && catalog.templates.get('notes')!.name === 'Notes');
      assert.deepEqual(told, []);
    });
  });

  describe('has stacks that', () => {
    const stack = {
      ...{ name: 'tiny', description: 'Node.js without packages', runtime: 'node', entry: 'server.js' },
      ...{ healthPath: '/', dataDir: 'data', writable: ['src/**'], webRoot: 'public' },
      required: [],
    };
    function writeStack(folderName: string, change: object = {}): string {
      for (const part of ['prompts/system.md', 'prompts/user.md', 'scaffold/server.js']) {
        write(`stacks/${folderName}/${part}`, '');
      }
      return write(`stacks/${folderName}/stack.json`, JSON.stringify({ ...stack, ...change }, null, 1));
    }

    it('pipelines name like those that ship', async () => {
      writeStack('tiny');
      write('stacks/readme.md', 'not looked at');
      const catalog = await open();
      assert.deepEqual(catalog.stacks.get('tiny'), { ...stack, dir: at('stacks/tiny') });
      assert.ok(catalog.knownNames([]).stacks.has('tiny') && catalog.stacks.has('node-express'));
      assert.deepEqual(told, []);
    });

    it('are left out, and told, when they are broken, incomplete or named like one that ships', async () => {
      writeStack('tiny', { runtime: 7 });
      writeStack('bare');
      writeStack('bare', { name: 'bare' });
      rmSync(at('stacks/bare/prompts/user.md'));
      writeStack('other');
      mkdirSync(at('stacks/empty'));
      writeStack('node-express', { name: 'node-express' });
      const catalog = await open();
      assert.equal(catalog.stacks.get('node-express')!.dir, path.join(projectRoot, 'stacks/node-express'));
      assert.ok(!['tiny', 'bare', 'other', 'empty'].some((name) => catalog.stacks.has(name)));
      const [bare, empty, shipped, other, tiny] = told;
      assert.match(bare!, /bare: the stack has no prompts\/user\.md$/);
      assert.match(empty!, /stack\.json: cannot be read \(ENOENT\)$/);
      assert.match(shipped!, /a stack called "node-express" ships with Assay/);
      assert.match(other!, /other.stack\.json:2:2: the name is "tiny"; its folder must be called so too$/);
      assert.match(tiny!, /tiny.stack\.json:4:2: \$\.runtime: /);
      assert.match(catalog.knownNames([]).unusable!.get('stack tiny')!, /\$\.runtime/);
    });
  });
});
