import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog } from '../../../src/engine/catalog/catalog.ts';
import type { GenerationExecutor } from '../../../src/engine/domain/executors.ts';
import { writeApp } from '../../../src/engine/generation/app-folder.ts';
import { compileApp } from '../../../src/engine/generation/builtin/compile.ts';
import { expressDefects } from '../../../src/engine/generation/builtin/defects/express/express-defects.ts';
import { seedDefects } from '../../../src/engine/generation/builtin/seeding.ts';
import { readFolder } from '../../../src/engine/generation/folders.ts';
import type { BlobStore } from '../../../src/engine/store/blobs.ts';

/** Writes the apps of the control models, as their provider does, and stores each as a blob before. */
export function controlGeneration(catalog: Catalog, blobs: BlobStore): GenerationExecutor {
  return {
    async generate(task, { signal }) {
      const template = catalog.templates.get(task.template)!;
      const folder = path.join(catalog.stacks.get(task.stack)!.dir, 'controls');
      const controls = new Map<string, string>();
      for (const name of await readFolder(folder)) {
        controls.set(name, await readFile(path.join(folder, name), 'utf8'));
      }
      const app = compileApp(template, controls);
      const written =
        task.model === 'builtin/flawed' ? seedDefects(expressDefects, app, task.seed).files : app.files;
      await blobs.put(JSON.stringify([...written]));
      const files = new Map(
        [...written].map(([name, content]) => [
          name,
          { content: Buffer.from(content), origin: 'model' as const },
        ]),
      );
      return {
        manifest: await writeApp(path.join(task.workDir, 'app'), files, signal),
        groundTruthBlob: null,
        remarks: [],
      };
    },
  };
}
