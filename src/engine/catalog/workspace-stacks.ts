import { access } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../domain/errors.ts';
import { schemaProblems } from '../domain/json-document.ts';
import { stackSchema } from '../domain/stack.ts';
import type { InstalledStack } from './catalog.ts';
import { ChangedFiles } from './changed-files.ts';
import type { FileReading } from './changed-files.ts';
import { problemAt } from './read-template.ts';
import { namesIn } from './workspace-templates.ts';

const maxStackBytes = 1024 * 1024;

/** The stacks of a workspace: `<name>/stack.json` in a folder of the state folder, laid out like those that ship. */
export class WorkspaceStacks {
  readonly #folder: string;
  readonly #files = new ChangedFiles(maxStackBytes, (document): InstalledStack => {
    const dir = path.dirname(document.file);
    const parsed = stackSchema.safeParse(document.value);
    if (!parsed.success) throw schemaProblems(document, [], parsed.error);
    if (parsed.data.name === path.basename(dir)) return { ...parsed.data, dir };
    const message = `the name is "${parsed.data.name}"; its folder must be called so too`;
    throw new InputError([problemAt(document, ['name'], message)]);
  });

  constructor(folder: string) {
    this.#folder = folder;
  }

  fileOf(name: string): string {
    return path.join(this.#folder, name, 'stack.json');
  }

  /** By the names of their folders, which are the names of those that can be used. Files beside them are left alone. */
  async read(): Promise<Map<string, FileReading<InstalledStack>>> {
    const names = await namesIn(this.#folder, (entry) => entry.isDirectory());
    const readings = await this.#files.readAll(names.map((name) => this.fileOf(name)));
    const whole = await Promise.all(readings.map(withAllParts));
    return new Map(names.map((name, index) => [name, whole[index]!]));
  }
}

/** What no app can be asked for without. */
async function withAllParts(reading: FileReading<InstalledStack>): Promise<FileReading<InstalledStack>> {
  if (!reading.ok) return reading;
  const { dir } = reading.value;
  for (const part of ['prompts/system.md', 'prompts/user.md', 'scaffold']) {
    try {
      await access(path.join(dir, part));
    } catch {
      return { ok: false, problems: InputError.of(dir, `the stack has no ${part}`).problems };
    }
  }
  return reading;
}
