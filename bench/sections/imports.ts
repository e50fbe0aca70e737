import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { defaultCacheDir } from '../../src/engine/processes/installation.ts';
import { openEngine } from '../../src/engine/shared-engine.ts';
import { projectRoot } from '../../test/support/project.ts';
import { runCli } from '../../test/support/run-cli.ts';
import { smallTemplate } from '../../test/unit/catalog/templates.ts';
import { milliseconds, rowsTable } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section } from '../support/section.ts';
import { median } from '../support/statistics.ts';
import { timed } from '../support/timed.ts';

const count = 1_000;
const checks = 15;
/** Of requirements in each template, which makes it as large as those that ship. */
const requirements = 40;

export const imports: Section = {
  name: 'imports',
  title: `Importing ${count} templates of 5 kB with the command line, and a workspace that has them`,
  run: () =>
    withScratch(async (folder) => {
      const names = await writeTemplates(path.join(folder, 'given'));
      const importAll = () => timed(async () => expectStatus(await runCli(folder, 'import', 'given')));
      const first = await importAll();
      const again = await importAll();
      const [opening, check] = await measureEngine(path.join(folder, '.assay'), names);
      return rowsTable('', [
        {
          name: 'import them, the start of the process included',
          value: first,
          show: milliseconds,
          bar: { kind: 'below', value: 2_000 },
        },
        { name: 'import them again', value: again, show: milliseconds },
        { name: 'open the engine', value: opening!, show: milliseconds },
        { name: 'check a pipeline file, median', value: check!, show: milliseconds },
      ]);
    }),
};

async function writeTemplates(folder: string): Promise<string[]> {
  await mkdir(folder);
  const slugs = Array.from({ length: count }, (_, index) => `template-${index}`);
  const sentence = 'Answer 400 with a message for each field that is missing, too long or of another type.';
  for (const slug of slugs) {
    const template = { ...smallTemplate, slug, backend_requirements: Array(requirements).fill(sentence) };
    await writeFile(path.join(folder, `${slug}.json`), JSON.stringify(template, null, 2));
  }
  return slugs;
}

async function measureEngine(stateDir: string, slugs: readonly string[]): Promise<number[]> {
  const installation = {
    root: projectRoot,
    node: process.execPath,
    nodeEnv: {},
    cacheDir: defaultCacheDir(),
  };
  const startedAt = performance.now();
  const engine = await openEngine({ stateDir, installation, settings: {}, log: () => {}, schedule: 'none' });
  const opening = performance.now() - startedAt;
  try {
    const file = { name: 'T', models: ['builtin/baseline'], templates: slugs, stack: 'node-express' };
    const text = JSON.stringify(file);
    const took: number[] = [];
    for (let round = 0; round < checks; round++) {
      took.push(
        await timed(async () => {
          const problems = await engine.check(text, path.join(stateDir, 'p.assay.json'));
          if (problems.length > 0) throw new Error(problems[0]!.message);
        }),
      );
    }
    return [opening, median(took)];
  } finally {
    await engine.shutdown(0);
  }
}

function expectStatus({ status, stderr }: { status: number | null; stderr: string }): void {
  if (status !== 0) throw new Error(`The import ended with ${status}: ${stderr}`);
}
