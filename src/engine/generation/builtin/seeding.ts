import { groundTruthSchema } from '../ground-truth.ts';
import type { Defect } from '../ground-truth.ts';
import type { CompiledApp } from './compile.ts';
import type { DefectForm, DefectKind, Edit, Placed, StackDefects } from './defects/defect-kind.ts';
import { flawEnd, flawStart } from './defects/maker.ts';
import type { Maker, Taken } from './defects/maker.ts';
import { seededRandom, shuffled } from './random.ts';

export interface SeededApp {
  files: Map<string, string>;
  /** The kinds and forms that found a place, in the order in which they were put there. */
  placed: (Placed & { kind: DefectKind; form: DefectForm })[];
  /** Where they are now, by file and line; empty in the careful app. */
  defects: Defect[];
}

export interface SeedOptions<M extends Maker> {
  /** All that was added without what is wrong with it: the same app as it should have been written. */
  careful?: boolean;
  /** Which kinds there are to choose from, the first ones first. */
  kinds?: readonly DefectKind<M>[];
}

/**
 * Puts five to eight known defects into a copy of the app, chosen by the seed: one or two that make an
 * endpoint do something else than it says, the others weaknesses.
 */
export function seedDefects<M extends Maker>(
  { functional, weaknesses, accounts = [], createMaker }: StackDefects<M>,
  app: CompiledApp,
  seed: number,
  options: SeedOptions<M> = {},
): SeededApp {
  const random = seededRandom(seed);
  const { careful = false, kinds } = options;
  const total = 5 + Math.floor(random() * 4);
  const taken: Taken = { names: new Set(), paths: [] };
  const files = new Map(app.files);
  const placed: SeededApp['placed'] = [];

  const seedUpTo = (count: number, choice: readonly DefectKind<M>[]) => {
    for (const kind of choice) {
      if (placed.length >= count) return;
      for (const form of shuffled(kind.forms, random)) {
        // Of its own: what one form draws changes nothing in the next.
        const own = seededRandom(Math.floor(random() * 2 ** 32));
        const make = createMaker({ app, random: own, taken, careful });
        const found = form.place(app, make);
        if (!found || !applyEdits(files, found.edits, placed.length)) continue;
        placed.push({ ...found, kind, form });
        break;
      }
    }
  };
  if (kinds) seedUpTo(kinds.length, kinds);
  else {
    seedUpTo(total > 6 ? 2 : 1, shuffled(functional, random));
    if (app.accounts) seedUpTo(placed.length + 1, shuffled(accounts, random));
    seedUpTo(total, shuffled(weaknesses, random));
  }
  return { files, placed, defects: locate(files, placed) };
}

/** All of them or, when one finds no place, none. */
function applyEdits(files: Map<string, string>, edits: readonly Edit[], index: number): boolean {
  const changed = new Map<string, string>();
  for (const { file, change } of edits) {
    const content = change(changed.get(file) ?? files.get(file) ?? null);
    if (content === null) return false;
    changed.set(file, content);
  }
  for (const [file, content] of changed) {
    files.set(
      file,
      content
        .replaceAll(flawStart, `${startOf}${index}${startOf}`)
        .replaceAll(flawEnd, `${endOf}${index}${endOf}`),
    );
  }
  return true;
}

/** Around the number of the defect that starts or ends there. */
const startOf = '\u0003';
const endOf = '\u0004';

/** Takes the marks out again; where they stood are the defects. */
function locate(files: Map<string, string>, placed: SeededApp['placed']): Defect[] {
  const defects: Defect[] = [];
  for (const [file, content] of files) {
    let text = content;
    for (;;) {
      const start = new RegExp(`${startOf}(\\d+)${startOf}`).exec(text);
      if (!start) break;
      const { kind, form, trigger, breaks = [], loosens = [] } = placed[Number(start[1])]!;
      text = text.replace(start[0], '');
      const endMark = `${endOf}${start[1]}${endOf}`;
      const end = text.indexOf(endMark);
      text = text.replace(endMark, '');
      const { id, cwe, description } = kind;
      const line = lineAt(text, start.index);
      const place = { file, line, endLine: lineAt(text, end) };
      defects.push({ id, form: form.id, cwe, ...place, description, breaks, loosens, trigger });
    }
    files.set(file, text);
  }
  // In the schema's order of keys, as it is when it is read again.
  return groundTruthSchema.parse(defects);
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
