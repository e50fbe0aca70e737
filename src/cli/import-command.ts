import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import pc from 'picocolors';
import { InputError, formatProblem } from '../engine/domain/errors.ts';
import type { InputProblem } from '../engine/domain/errors.ts';
import type { ImportOutcome } from '../engine/domain/import-records.ts';
import type { Engine } from '../engine/engine-api.ts';
import { exitStatus } from './exit-status.ts';
import { openCliEngine, stderrLog } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';

/** What became of one file. */
type Verdict = { file: string } & (ImportOutcome | { outcome: 'refused'; problems: readonly InputProblem[] });

/** `assay import PATH...`: files, or all `*.json` of a folder. @returns the exit status: 2 when one was refused */
export async function importCommand(
  paths: readonly string[],
  options: CommonOptions & { json?: boolean },
): Promise<number> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const { engine } = await openCliEngine(options, 'none', stderrLog(options));
  const verdicts: Verdict[] = [];
  try {
    for (const file of files) {
      const verdict = await importOne(engine, file);
      verdicts.push(verdict);
      if (!options.json) process.stdout.write(`${verdictLines(verdict).join('\n')}\n`);
    }
  } finally {
    await engine.shutdown(0);
  }
  if (options.json) process.stdout.write(`${JSON.stringify({ files: verdicts }, null, 2)}\n`);
  const refused = verdicts.some(({ outcome }) => outcome === 'refused');
  return refused ? exitStatus.badInput : exitStatus.completed;
}

/** @throws InputError when nothing is there, or a folder has none */
async function filesOf(given: string): Promise<string[]> {
  const file = path.resolve(given);
  try {
    if (!(await stat(file)).isDirectory()) return [file];
    const found = (await readdir(file)).filter((name) => name.endsWith('.json')).sort();
    if (found.length === 0) throw InputError.of(file, 'the folder has no *.json file to import');
    return found.map((name) => path.join(file, name));
  } catch (error) {
    if (InputError.is(error)) throw error;
    throw InputError.of(file, whyNotRead(error));
  }
}

async function importOne(engine: Engine, file: string): Promise<Verdict> {
  try {
    return { file, ...(await engine.importFile({ file, text: await readText(file) })) };
  } catch (error) {
    if (!InputError.is(error)) throw error;
    return { file, outcome: 'refused', problems: error.problems };
  }
}

async function readText(file: string): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw InputError.of(file, whyNotRead(error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw InputError.of(file, 'is not text in UTF-8');
  }
}

function whyNotRead(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'there is no such file or folder' : `cannot be read (${code ?? message})`;
}

function verdictLines(verdict: Verdict): string[] {
  if (verdict.outcome === 'refused') {
    return verdict.problems.map((problem) => `${pc.red('✗')} ${formatProblem(problem)}`);
  }
  const { pipeline, notes, outcome, file } = verdict;
  const { generation, analysis } = pipeline;
  const how = outcome === 'found' ? `was imported before, from ${pipeline.file}` : 'imported';
  return [
    `${pc.green('✓')} ${file}: ${pc.bold(pipeline.name)} ${how} (${pipeline.id}): ` +
      `${generation.completed}/${generation.total} generated, ${analysis.completed}/${analysis.total} analysed`,
    ...notes.map((note) => `  ${pc.dim('·')} ${note}`),
  ];
}
