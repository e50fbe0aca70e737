import path from 'node:path';
import { InputError, formatProblem } from '../domain/errors.ts';
import type { InputProblem } from '../domain/errors.ts';
import type { Log } from '../domain/log.ts';
import type { KnownNames } from '../domain/pipeline-file.ts';
import type { Template } from '../domain/template.ts';
import { loadCatalog } from './catalog.ts';
import type { Catalog, InstalledStack } from './catalog.ts';
import type { FileReading } from './changed-files.ts';
import { WorkspaceStacks } from './workspace-stacks.ts';
import { WorkspaceTemplates } from './workspace-templates.ts';
import type { KeptTemplate } from './workspace-templates.ts';

/** Where a state folder is, and its folder for files that are being made. */
export interface WorkspaceFolder {
  root: string;
  incoming: string;
}

/** What ships with Assay and what the workspace adds, as it was when it was last read. */
export class WorkspaceCatalog implements Catalog {
  readonly #shipped: Catalog;
  readonly #own: { templates: WorkspaceTemplates; stacks: WorkspaceStacks };
  readonly #log: Log;
  #templates: Map<string, Template>;
  #stacks: ReadonlyMap<string, InstalledStack>;
  /** By `template NAME` or `stack NAME`. */
  #unusable: ReadonlyMap<string, string> = new Map();
  #told: ReadonlySet<string> = new Set();
  #reading: Promise<void> = Promise.resolve();

  private constructor(shipped: Catalog, { root, incoming }: WorkspaceFolder, log: Log) {
    this.#shipped = shipped;
    this.#templates = new Map(shipped.templates);
    this.#stacks = shipped.stacks;
    this.#log = log;
    this.#own = {
      templates: new WorkspaceTemplates(path.join(root, 'templates'), incoming),
      stacks: new WorkspaceStacks(path.join(root, 'stacks')),
    };
  }

  /**
   * What is wrong with the workspace's own is logged, and the rest is used.
   * @param root absolute folder of what ships with Assay, which has to be whole
   * @throws InputError when it is not
   */
  static async open(root: string, folder: WorkspaceFolder, log: Log): Promise<WorkspaceCatalog> {
    const catalog = new WorkspaceCatalog(await loadCatalog(root), folder, log);
    await catalog.refresh();
    return catalog;
  }

  get templates(): ReadonlyMap<string, Template> {
    return this.#templates;
  }
  get stacks(): ReadonlyMap<string, InstalledStack> {
    return this.#stacks;
  }

  knownNames(providers: readonly string[]): KnownNames {
    return {
      ...this.#shipped.knownNames(providers),
      templates: new Set(this.#templates.keys()),
      stacks: new Set(this.#stacks.keys()),
      unusable: this.#unusable,
    };
  }

  /** Reads again what has changed in the workspace. When it returns, all is as it was after the call or later. */
  refresh(): Promise<void> {
    const reading = this.#reading.then(() => this.#read());
    this.#reading = reading.catch(() => {});
    return reading;
  }

  /**
   * Adds a template to the workspace, durably; from then on pipelines know it.
   * @returns `shipped`: its slug is of one that ships with Assay, and nothing was done
   * @throws InputError when it cannot be written
   */
  async keep(template: Template): Promise<{ kept: KeptTemplate | 'shipped'; file: string }> {
    const { templates } = this.#own;
    const ships = this.#shipped.templates.has(template.slug);
    const kept = ships ? 'shipped' : await templates.keep(template);
    if (kept === 'imported' || kept === 'replaced') this.#templates.set(template.slug, template);
    return { kept, file: templates.fileOf(template.slug) };
  }

  async #read(): Promise<void> {
    const problems: InputProblem[] = [];
    const unusable = new Map<string, string>();
    const united = async <T>(
      what: 'template' | 'stack',
      shipped: ReadonlyMap<string, T>,
      own: { read(): Promise<Map<string, FileReading<T>>> },
    ): Promise<Map<string, T>> => {
      const all = new Map(shipped);
      for (const [name, reading] of await orProblems(own.read(), problems)) {
        if (shipped.has(name)) {
          problems.push(shadowed(what, name));
        } else if (reading.ok) {
          all.set(name, reading.value);
        } else {
          problems.push(...reading.problems);
          unusable.set(`${what} ${name}`, reading.problems.map(formatProblem).join('; '));
        }
      }
      return all;
    };
    const shadowed = (what: 'template' | 'stack', name: string): InputProblem => ({
      file: what === 'template' ? this.#own.templates.fileOf(name) : this.#own.stacks.fileOf(name),
      ...{ line: null, column: null },
      message: `a ${what} called "${name}" ships with Assay, and is used; give this one another name`,
    });
    const templates = await united('template', this.#shipped.templates, this.#own.templates);
    const stacks = await united('stack', this.#shipped.stacks, this.#own.stacks);
    this.#templates = templates;
    this.#stacks = stacks;
    this.#unusable = unusable;
    this.#tell(problems);
  }

  /** Each problem once, for as long as it is there. */
  #tell(problems: readonly InputProblem[]): void {
    const texts = new Set(problems.map(formatProblem));
    for (const text of texts) if (!this.#told.has(text)) this.#log.warn('INIT', null, `Not used: ${text}`);
    this.#told = texts;
  }
}

/** A folder that cannot be read holds nothing. */
async function orProblems<T>(
  reading: Promise<Map<string, T>>,
  problems: InputProblem[],
): Promise<Map<string, T>> {
  try {
    return await reading;
  } catch (error) {
    if (!InputError.is(error)) throw error;
    problems.push(...error.problems);
    return new Map();
  }
}
