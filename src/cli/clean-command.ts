import pc from 'picocolors';
import { isChosen, sizeText, totalBytes } from '../engine/domain/clean-up.ts';
import type { CleanUpItem, CleanUpOutcome } from '../engine/domain/clean-up.ts';
import { InputError } from '../engine/domain/errors.ts';
import type { Engine } from '../engine/engine-api.ts';
import { ask, isSomebodyThere } from './ask.ts';
import { exitStatus } from './exit-status.ts';
import { hasState, withState } from './open-engine.ts';
import type { CommonOptions } from './open-engine.ts';
import { printJson } from './print-json.ts';
import { readSettings } from './settings-file.ts';

export interface CleanOptions extends CommonOptions {
  all?: boolean;
  yes?: boolean;
  json?: boolean;
}

type Cleaner = Pick<Engine, 'cleanUpOffer' | 'cleanUp'>;

/** `assay clean [--all] [--yes] [--json]`. @returns the exit status: 1 when something chosen is still there */
export async function cleanCommand(options: CleanOptions): Promise<number> {
  if (!hasState(options)) return clean(await cleanerWithoutState(), options);
  return withState(options, 'none', (engine) => clean(engine, options));
}

/** Of a state folder that is gone, containers may still be there. */
async function cleanerWithoutState(): Promise<Cleaner> {
  const { cleaningWithoutState } = await import('../engine/engine.lazy.ts');
  const cleaning = await cleaningWithoutState(readSettings());
  return { cleanUpOffer: () => cleaning.offer(), cleanUp: (chosen) => cleaning.cleanUp(chosen) };
}

async function clean(engine: Cleaner, options: CleanOptions): Promise<number> {
  const items = await engine.cleanUpOffer();
  const chosen = items.filter((item) => options.all || isChosen(item));
  if (!options.json) tell(items, chosen);
  const wanted = await isWanted(chosen, options);
  const outcome = wanted ? await engine.cleanUp(chosen.map(({ id }) => id)) : null;
  if (options.json) {
    printJson({ items: items.map((item) => ({ ...item, chosen: chosen.includes(item) })), outcome });
  } else if (outcome) tellOutcome(outcome);
  return outcome === null || outcome.failures.length === 0 ? exitStatus.completed : exitStatus.incomplete;
}

async function isWanted(chosen: readonly CleanUpItem[], options: CleanOptions): Promise<boolean> {
  if (options.yes) return true;
  if (chosen.length === 0 || options.json) return false;
  if (isSomebodyThere()) return ask('Remove it?', new AbortController().signal);
  throw InputError.of('--yes', 'nobody is there to be asked, so nothing was removed: --yes removes it');
}

function tell(items: readonly CleanUpItem[], chosen: readonly CleanUpItem[]): void {
  if (items.length === 0) {
    process.stdout.write('Assay has left nothing in the container engine that is not in use.\n');
    return;
  }
  const rest = items.filter((item) => !chosen.includes(item));
  if (chosen.length > 0) {
    process.stdout.write(`To be removed, ${sizeText(totalBytes(chosen))}:\n${lines(chosen)}`);
  }
  if (rest.length > 0)
    process.stdout.write(pc.dim(`Left as they are; --all takes them, too:\n${lines(rest)}`));
}

const lines = (items: readonly CleanUpItem[]): string =>
  items.map((item) => `  ${sizeText(item.bytes).padStart(12)}  ${item.what}${remark(item)}\n`).join('');

function remark({ of, kept }: CleanUpItem): string {
  const remarks = [
    ...(kept ? ['kept to be looked at'] : []),
    ...(of === 'other' ? ['of another state folder, whose Assay may be using it'] : []),
  ];
  return remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
}

function tellOutcome({ removed, freedBytes, failures }: CleanUpOutcome): void {
  process.stdout.write(`${removed.length} removed, ${sizeText(freedBytes)} freed.\n`);
  for (const failure of failures) process.stderr.write(`${failure}\n`);
}
