import type { Shown } from '../defect-kind.ts';
import type { Source } from '../maker.ts';

/** @param product an expression that no calculator takes, of which 1337 comes when it is run */
export function calculatedCode({ path, send }: Source, product: string): Shown {
  return {
    use: { ...send('7 * 6'), expect: { status: 200, body: '42' } },
    trigger: {
      text: `${path} with the expression ${product} answers 1337`,
      steps: [{ ...send(product), expect: { status: 200, body: '1337' } }],
    },
  };
}

/** A template that greets by name, and one that does more. */
export interface Templates {
  /** Of it comes `Hello you`. */
  proper: string;
  attack: string;
  /** What comes of the attack. */
  shown: string;
}

/** @param pattern what the answer has in it */
export function renderedCode(
  { path, send }: Source,
  { proper, attack, shown }: Templates,
  pattern = shown,
): Shown {
  return {
    use: { ...send(proper), expect: { status: 200, body: 'Hello you' } },
    trigger: {
      text: `${path} with the template ${attack} answers ${shown}`,
      steps: [{ ...send(attack), expect: { status: 200, body: pattern } }],
    },
  };
}

/**
 * @param proper a stored view that is sorted by its title
 * @param attack one of which 1337 comes when it is run
 */
export function revivedCode(path: string, proper: string, attack: string): Shown {
  const ask = { method: 'POST' as const, path };
  return {
    use: { ...ask, json: { view: proper }, expect: { status: 200, body: 'title' } },
    trigger: {
      text: `POST ${path} with ${attack}: it is run, and answers 1337`,
      steps: [{ ...ask, json: { view: attack }, expect: { status: 200, body: '\\b1337\\b' } }],
    },
  };
}
