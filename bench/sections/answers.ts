import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCatalog } from '../../src/engine/catalog/catalog.ts';
import { formatAnswer } from '../../src/engine/generation/answers/answer-format.ts';
import { joinContinuation } from '../../src/engine/generation/answers/join-continuation.ts';
import { readAnswer } from '../../src/engine/generation/answers/read-answer.ts';
import { writeApp } from '../../src/engine/generation/app-folder.ts';
import { compileApp } from '../../src/engine/generation/builtin/compile.ts';
import { readFolder } from '../../src/engine/generation/folders.ts';
import { checkFiles } from '../../src/engine/generation/repair/check-files.ts';
import { repairFiles } from '../../src/engine/generation/repair/repair-files.ts';
import type { RepairTarget } from '../../src/engine/generation/repair/repair-rule.ts';
import { projectRoot } from '../../test/support/project.ts';
import { milliseconds, rowsTable } from '../support/report.ts';
import type { Row } from '../support/report.ts';
import { withScratch } from '../support/scratch.ts';
import type { Section } from '../support/section.ts';
import { median, quantile } from '../support/statistics.ts';

const rounds = 30;
const answerBytes = 500_000;
const files = 20;

export const answers: Section = {
  name: 'answers',
  title: `Answers of ${answerBytes / 1000} kB in ${files} files`,
  run: () =>
    withScratch(async (folder) => {
      const { target, text, json, long } = await material();
      const options = { writable: target.stack.writable, finishReason: 'stop' } as const;
      const signal = new AbortController().signal;
      let written = 0;
      const readAndWrite = async () => {
        const { files: read } = readAnswer(text, options);
        const contents = [...read].map(
          ([name, content]) => [name, { content: Buffer.from(content), origin: 'model' }] as const,
        );
        await writeApp(path.join(folder, String(written++)), new Map(contents), signal);
      };
      const cut = Math.floor(text.length / 2);
      const whole = await measure(readAndWrite);
      const rows: Row[] = [
        { name: 'read', value: median(await measure(() => readAnswer(text, options))), show: milliseconds },
        {
          name: 'read as JSON',
          value: median(await measure(() => readAnswer(json, options))),
          show: milliseconds,
        },
        {
          name: 'read and write, all of it durable',
          value: median(whole),
          show: milliseconds,
          bar: { kind: 'below', value: 50 },
        },
        { name: 'read and write, p90', value: quantile(whole, 0.9), show: milliseconds },
        {
          name: 'join with its continuation',
          value: median(await measure(() => joinContinuation(text.slice(0, cut), text.slice(cut)))),
          show: milliseconds,
        },
        {
          name: 'apply the repair rules',
          value: median(await measure(() => repairFiles(long, target, { mode: 'deterministic' }))),
          show: milliseconds,
        },
        {
          name: 'check without running',
          value: median(await measure(() => checkFiles(long, target.scaffold, target.stack))),
          show: milliseconds,
        },
      ];
      return rowsTable('median', rows);
    }),
};

/** An answer of the size that is promised, made of what the baseline writes. */
async function material() {
  const { templates, stacks } = await loadCatalog(projectRoot);
  const stack = stacks.get('node-express')!;
  const controls = await texts(path.join(stack.dir, 'controls'));
  const app = [...compileApp([...templates.values()][0]!, controls).files];
  const target: RepairTarget = { stack, scaffold: await texts(path.join(stack.dir, 'scaffold')) };
  const long = new Map<string, string>();
  for (let index = 0; index < files; index++) {
    const [name, content] = app[index % app.length]!;
    const { dir, ext, name: base } = path.posix.parse(name);
    const parts = ext === '.js' ? functions(answerBytes / files - content.length) : '';
    const copies = ext === '.js' ? 1 : Math.ceil(answerBytes / files / content.length);
    long.set(`${dir}/${base}-${index}${ext}`, content.repeat(copies) + parts);
  }
  const json = JSON.stringify({ files: [...long].map(([name, content]) => ({ path: name, content })) });
  return { target, long, json, text: formatAnswer(long) };
}

function functions(bytes: number): string {
  let text = '';
  for (let index = 0; text.length < bytes; index++) {
    text += `\nexport function part${index}(first, second) {\n  if (first < second) return [first, second].map((one) => one * 2);\n`;
    text += `  return { first, second, sum: first + second, text: \`\${first} and \${second}\` };\n}\n`;
  }
  return text;
}

async function texts(folder: string): Promise<Map<string, string>> {
  const names = await readFolder(folder);
  const read = names.map(async (name): Promise<[string, string]> => [
    name,
    await readFile(path.join(folder, name), 'utf8'),
  ]);
  return new Map(await Promise.all(read));
}

/** Milliseconds of each round, the first ones left out. */
async function measure(run: () => unknown): Promise<number[]> {
  const took: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const startedAt = performance.now();
    await run();
    if (round >= 0) took.push(performance.now() - startedAt);
  }
  return took;
}
