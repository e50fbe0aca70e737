import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { groundTruthSchema } from '../../../src/engine/generation/ground-truth.ts';
import type { Defect } from '../../../src/engine/generation/ground-truth.ts';
import { createBench, freely } from './apps.ts';
import type { Bench } from './apps.ts';

/** What the line of each defect holds. */
const signs: Record<string, RegExp> = {
  'sql-injection': /database\.prepare\(".*LIKE '%" \+ \(request\.query\.\w+ \?\? ''\) \+ "%'"\)/,
  'dom-xss': /\.innerHTML = text/,
  'hard-coded-secret': /apiKey = '[A-Za-z0-9]{32}'/,
  'weak-hash': /createHash\('md5'\)/,
  'code-injection': /eval\(text\)/,
  'open-redirect': /response\.redirect\(request\.query\.to\)/,
  'permissive-cors': /'Access-Control-Allow-Origin', '\*'/,
  'verbose-errors': /error\.stack/,
  'path-traversal': /readFileSync\(path\.join\(.*request\.query\.name\)/,
  'weak-random': /Math\.random\(\)/,
  'update-not-stored': /Object\.assign\(\{\}, before,/,
  'create-wrong-status': /response\.status\(500\)/,
  'delete-wrong-status': /response\.status\(404\)/,
};

describe('builtin/flawed', function () {
  let bench: Bench;
  before(async () => {
    bench = await createBench();
  });
  after(() => bench.remove());

  const generate = async (template: string, seed: number) => {
    const flawed = await bench.task('builtin/flawed', template, seed);
    const { groundTruthBlob } = await bench.executor.generate(flawed, freely());
    const list: unknown = JSON.parse((await bench.blobs.get(groundTruthBlob!)).toString());
    return { folder: path.join(flawed.workDir, 'app'), defects: groundTruthSchema.parse(list) };
  };
  const lineOf = async (folder: string, { file, line }: Defect) =>
    (await readFile(path.join(folder, file), 'utf8')).split('\n')[line - 1];

  it('seeds six to eight defects, and every one is on the line that the ground truth names', async () => {
    const seen = new Set<string>();
    for (const template of bench.catalog.templates.keys()) {
      const careful = await bench.task('builtin/baseline', template);
      await bench.executor.generate(careful, freely());
      for (let seed = 1; seed <= 25; seed++) {
        const { folder, defects } = await generate(template, seed);
        assert.ok(defects.length >= 6 && defects.length <= 8, `${defects.length} defects`);
        assert.equal(new Set(defects.map(({ id }) => id)).size, defects.length);
        for (const defect of defects) {
          seen.add(defect.id);
          assert.match(
            (await lineOf(folder, defect))!,
            signs[defect.id]!,
            `${template} ${seed} ${defect.id}`,
          );
          const sound = await readFile(path.join(careful.workDir, 'app', defect.file), 'utf8');
          assert.doesNotMatch(sound, signs[defect.id]!, `${defect.id} in the careful app`);
        }
        assert.ok(defects.some(({ id }) => id === 'update-not-stored'));
      }
    }
    assert.deepEqual([...seen].sort(), Object.keys(signs).sort());
  });

  it('leaves no mark of the seeding in the app', async () => {
    const { folder, defects } = await generate('notes', 5);
    for (const { file } of defects) {
      const content = await readFile(path.join(folder, file), 'utf8');
      assert.doesNotMatch(content, /\p{Cc}(?<!\n)|CWE|defect|flaw/iu);
    }
  });
});
