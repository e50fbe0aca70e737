import { InputError } from '../engine/domain/errors.ts';
import type { InputProblem } from '../engine/domain/errors.ts';
import type { Engine } from '../engine/engine-api.ts';
import { exitStatus } from './exit-status.ts';
import { findFiles, readText } from './import-files.ts';
import type { FoundFile } from './import-files.ts';
import { readTemplates } from './import-templates.ts';
import { verdictLines } from './import-verdict.ts';
import type { ImportVerdict } from './import-verdict.ts';
import { openCliEngine, stderrLog } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';
import { printJson } from './print-json.ts';

type ImportOptions = CommonOptions & { json?: boolean };

/** So many templates are written at once; each waits for the disk. */
const together = 16;

/** `assay import PATH...`: files, or all `*.json` of a folder. @returns the exit status: 2 when one was refused */
export async function importCommand(paths: readonly string[], options: ImportOptions): Promise<number> {
  const found = await findFiles(paths);
  const nothing = found.every(({ problems }) => problems.length > 0);
  if (nothing && !options.json) throw new InputError(found.flatMap(({ problems }) => problems));
  const verdicts: ImportVerdict[] = [];
  const print = printTogether();
  for await (const verdict of nothing ? found.map(refusal) : importAll(found, options)) {
    verdicts.push(verdict);
    if (!options.json) print(`${verdictLines(verdict).join('\n')}\n`);
  }
  if (options.json) printJson({ files: verdicts });
  const refused = verdicts.some(({ outcome }) => outcome === 'refused');
  return refused ? exitStatus.badInput : exitStatus.completed;
}

/** In the order of the files. Records go one after the other: the second of two equal ones is the one that is found. */
async function* importAll(
  found: readonly FoundFile[],
  options: ImportOptions,
): AsyncGenerator<ImportVerdict> {
  const good = found.filter(({ problems }) => problems.length === 0).map(({ file }) => file);
  const templates = readTemplates(good);
  const { engine } = await openCliEngine(options, 'none', stderrLog(options));
  try {
    let records: Promise<unknown> = Promise.resolve();
    const start = (one: FoundFile): Promise<ImportVerdict> => {
      const { file, problems } = one;
      if (problems.length > 0) return Promise.resolve(refusal(one));
      const template = templates.get(file);
      if (template?.problem) return Promise.resolve(refusal({ file, problems: [template.problem] }));
      if (template) return importOne(engine, file, template.text);
      const verdict = records.then(() => importOne(engine, file, null));
      records = verdict;
      return verdict;
    };
    const started: Promise<ImportVerdict>[] = [];
    for (let index = 0; index < found.length; index++) {
      while (started.length < Math.min(found.length, index + together)) {
        const verdict = start(found[started.length]!);
        // Whoever comes first is told; the others must not end the process.
        verdict.catch(() => {});
        started.push(verdict);
      }
      yield await started[index]!;
    }
  } finally {
    await engine.shutdown(0);
  }
}

/** @param known the file's text, where it was read already */
async function importOne(engine: Engine, file: string, known: string | null): Promise<ImportVerdict> {
  try {
    const text = known ?? readText(file);
    return { file, ...(await engine.importFile({ file, text })) };
  } catch (error) {
    if (!InputError.is(error)) throw error;
    return refusal({ file, problems: error.problems });
  }
}

function refusal({ file, problems }: { file: string; problems: readonly InputProblem[] }): ImportVerdict {
  return { file, outcome: 'refused', problems };
}

/** What is told within one turn of the event loop goes out as one: a write of its own for each line costs as much as an import. */
function printTogether(): (text: string) => void {
  let waiting = '';
  return (text) => {
    if (waiting === '') {
      setImmediate(() => {
        process.stdout.write(waiting);
        waiting = '';
      });
    }
    waiting += text;
  };
}
