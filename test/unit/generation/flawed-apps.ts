import path from 'node:path';
import type { AppInstance, AppRuntime } from '../../../src/engine/domain/executors.ts';
import { writeApp } from '../../../src/engine/generation/app-folder.ts';
import type { AppFile } from '../../../src/engine/generation/app-folder.ts';
import { readControls } from '../../../src/engine/generation/builtin/controls.ts';
import type { SeededApp } from '../../../src/engine/generation/builtin/seeding.ts';
import { readScaffold } from '../../../src/engine/generation/scaffold.ts';
import { createBench, freely } from './apps.ts';
import type { Bench } from './apps.ts';
import { processRuntime } from './running.ts';

/** Where the apps of a suite are, what they are made with and what runs them. */
export interface AppPlace {
  bench: Bench;
  runtime: AppRuntime;
  /** Of node-express. */
  controls: Map<string, string>;
}

/** For the calling suite: it is there when the suite's tests run. */
export function appPlace(): AppPlace {
  const place = {} as AppPlace;
  before(async () => {
    place.bench = await createBench();
    place.runtime = processRuntime(place.bench);
    place.controls = await readControls(place.bench.catalog.stacks.get('node-express')!.dir);
  });
  after(() => place.bench.remove());
  return place;
}

let apps = 0;

/** Starts an app of these files and the scaffold, under the permission model. */
export async function startFiles(
  { bench, runtime }: AppPlace,
  files: ReadonlyMap<string, string>,
): Promise<AppInstance> {
  const all = new Map<string, AppFile>();
  const scaffold = await readScaffold(bench.catalog.stacks.get('node-express')!);
  for (const [name, content] of scaffold) all.set(name, { content, origin: 'scaffold' });
  for (const [name, content] of files) all.set(name, { content: Buffer.from(content), origin: 'model' });
  const number = ++apps;
  const sourceDir = path.join(bench.folder, `flawed-${number}`);
  const manifest = await writeApp(sourceDir, all, freely().signal);
  const app = { model: 'builtin/flawed', number };
  const request = { app, revision: 1, stack: 'node-express', sourceDir, manifest, startTimeoutMs: 30_000 };
  return runtime.start(request, freely().signal);
}

/** The same, for as long as it is used. */
export async function withFiles<T>(
  place: AppPlace,
  files: ReadonlyMap<string, string>,
  use: (app: AppInstance) => Promise<T>,
): Promise<T> {
  const app = await startFiles(place, files);
  try {
    return await use(app);
  } finally {
    await app.stop();
  }
}

/**
 * Holds the places of a ground truth against what differs from the careful app.
 * @returns what is not right about them
 */
export function wrongPlaces(flawed: SeededApp, careful: SeededApp): string[] {
  const wrong: string[] = [];
  for (const [file, content] of flawed.files) {
    const soundLines = careful.files.get(file)?.split('\n') ?? [];
    const sound = new Set(soundLines);
    const lines = content.split('\n');
    const defects = flawed.defects.filter((defect) => defect.file === file);
    lines.forEach((line, index) => {
      const isNamed = defects.some((defect) => defect.line <= index + 1 && index + 1 <= defect.endLine);
      if (!isNamed && !sound.has(line) && !/^(?:import|from) /.test(line))
        wrong.push(`${file}:${index + 1} is not named: ${line}`);
    });
    for (const { id, form, line, endLine } of defects) {
      const range = lines.slice(line - 1, endLine);
      if (endLine < line || range.length !== endLine - line + 1)
        wrong.push(`${file}:${line}-${endLine} of ${id} is not there`);
      // What lacks a check is in the careful app as well, after the check.
      const before = (all: readonly string[], index: number) =>
        all.slice(Math.max(0, index - 5), index).join();
      const comesAfterTheSame = soundLines.some(
        (text, index) => text === range[0] && before(soundLines, index) === before(lines, line - 1),
      );
      if (range.every((text) => sound.has(text)) && comesAfterTheSame)
        wrong.push(`${file}:${line}-${endLine} of ${id}/${form} is in the careful app, too`);
    }
  }
  return wrong;
}
