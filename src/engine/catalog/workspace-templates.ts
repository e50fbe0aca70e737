import type { Dirent } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../domain/errors.ts';
import { readJsonDocument } from '../domain/json-document.ts';
import { maxTemplateBytes } from '../domain/template.ts';
import type { Template } from '../domain/template.ts';
import { sharedSync, syncFolder, writeDurably } from '../store/files.ts';
import { ChangedFiles, codeOf } from './changed-files.ts';
import type { FileReading } from './changed-files.ts';
import { problemAt, readTemplate, templateText } from './read-template.ts';

/** What became of a template: it is new, the same was there, or another one was. */
export type KeptTemplate = 'imported' | 'found' | 'replaced';

/** The templates of a workspace: `<slug>.json` in a folder of the state folder. */
export class WorkspaceTemplates {
  readonly #folder: string;
  readonly #workshop: string;
  /** Many are imported at once, into the same folder. */
  readonly #sync = sharedSync();
  readonly #files = new ChangedFiles(maxTemplateBytes, (document) => {
    const { template } = readTemplate(document);
    if (template.slug === path.basename(document.file, '.json')) return template;
    const message = `the slug is "${template.slug}"; name the file ${template.slug}.json`;
    throw new InputError([problemAt(document, ['slug'], message)]);
  });
  #made = Promise.resolve();
  readonly #writing = new Map<string, Promise<unknown>>();

  /** @param workshop folder on the same disk, where files are made that a crash may leave half done */
  constructor(folder: string, workshop: string) {
    this.#folder = folder;
    this.#workshop = workshop;
  }

  fileOf(slug: string): string {
    return path.join(this.#folder, `${slug}.json`);
  }

  /** By the names of the files without `.json`, which are the slugs of those that can be used. */
  async read(): Promise<Map<string, FileReading<Template>>> {
    const names = await namesIn(this.#folder, ({ name }) => name.endsWith('.json'));
    const readings = await this.#files.readAll(names.map((name) => path.join(this.#folder, name)));
    return new Map(names.map((name, index) => [path.basename(name, '.json'), readings[index]!]));
  }

  /**
   * Durably, under its slug.
   * @throws InputError when it cannot be written
   */
  async keep(template: Template): Promise<KeptTemplate> {
    // One after the other where they have the same slug: each finds what the one before has written.
    const before = this.#writing.get(template.slug);
    const keeping = (before ?? Promise.resolve()).then(() => this.#keep(template));
    const settled = keeping.catch(() => {});
    this.#writing.set(template.slug, settled);
    try {
      return await keeping;
    } finally {
      if (this.#writing.get(template.slug) === settled) this.#writing.delete(template.slug);
    }
  }

  async #keep(template: Template): Promise<KeptTemplate> {
    const file = this.fileOf(template.slug);
    const text = templateText(template);
    try {
      const there = await contentOf(file);
      if (there === text) return 'found';
      await this.#write(file, text);
      return there === null ? 'imported' : 'replaced';
    } catch (error) {
      throw InputError.of(file, `cannot be written (${codeOf(error)})`);
    }
  }

  /** With its folder; nobody who finds that there goes on before it is durable. */
  async #write(file: string, text: string): Promise<void> {
    try {
      await writeDurably(file, text, this.#workshop, this.#sync);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const made = await mkdir(this.#folder, { recursive: true });
      if (made !== undefined) this.#made = syncFolder(path.dirname(this.#folder));
      await writeDurably(file, text, this.#workshop, this.#sync);
    }
    await this.#made;
  }
}

/** As a template is kept, when it is one; '' when it is none; null when nothing is there. */
async function contentOf(file: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return templateText(readTemplate(readJsonDocument(file, text)).template);
  } catch (error) {
    if (InputError.is(error)) return '';
    throw error;
  }
}

/**
 * Sorted; empty when there is no such folder.
 * @throws InputError when it cannot be read
 */
export async function namesIn(folder: string, wanted: (entry: Dirent) => boolean): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter(wanted)
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw InputError.of(folder, `cannot be read (${codeOf(error)})`);
  }
}
