import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { testEngine } from '../support/docker/engine.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { killCycles } from './cycles/kill-cycles.ts';

const kills = 3;

describe('a process whose apps are in containers and that is killed', function () {
  this.timeout(300_000);
  const folder = temporaryFolder();
  const seed = Number(process.env['ASSAY_CYCLES_SEED'] ?? randomInt(2 ** 31));

  it(`does all work in the end and leaves nothing, ${kills} times (ASSAY_CYCLES_SEED=${seed} repeats it)`, async () => {
    const { client } = await testEngine();
    const lines: string[] = [];
    const say = (line: string) => void lines.push(line);
    const summary = await killCycles({ client, folder: folder(), kills, seed, say });
    assert.equal(summary.kills, kills, lines.join('\n'));
  });
});
