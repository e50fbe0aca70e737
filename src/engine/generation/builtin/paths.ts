import { NameSpace } from './naming.ts';

export interface EndpointPath {
  /** In Express's notation, with names that are plain identifiers. */
  route: string;
  parameters: { name: string; text: string }[];
  /** Each fixed word with the parameter that comes right after it. */
  steps: PathStep[];
  /** What follows the last parameter, as in `pin` of `/notes/:id/pin`. */
  verb: string | null;
  /** The fixed segments without `api`, `admin` and version. */
  words: string[];
  /** Sorts fixed segments before parameters at the same place. */
  order: string;
}

export interface PathStep {
  /** null: two parameters in a row. */
  word: string | null;
  parameter: { name: string; text: string } | null;
}

/** Reads a template's path: segments that are fixed or, with a colon, parameters. */
export function readPath(path: string): EndpointPath {
  const names = new NameSpace(['constructor']);
  const parameters: EndpointPath['parameters'] = [];
  const words: string[] = [];
  const steps: PathStep[] = [];
  const route: string[] = [];
  const order: string[] = [];
  let verb: string | null = null;
  for (const segment of path.split('/').slice(1)) {
    if (segment.length > 1 && segment.startsWith(':')) {
      const text = segment.slice(1);
      const name = names.take(text, 'value');
      const parameter = { name, text };
      parameters.push(parameter);
      const step = steps.at(-1);
      if (step?.parameter === null) step.parameter = parameter;
      else steps.push({ word: null, parameter });
      route.push(`:${name}`);
      order.push('1');
      verb = null;
      continue;
    }
    // A colon elsewhere is an ordinary character of the path.
    route.push(segment.replaceAll(':', '\\:'));
    order.push(`0${segment}`);
    if (/^(api|admin|v\d+|)$/i.test(segment)) continue;
    words.push(segment.toLowerCase());
    steps.push({ word: segment.toLowerCase(), parameter: null });
    if (parameters.length > 0) verb = segment.toLowerCase();
  }
  return { route: `/${route.join('/')}`, parameters, steps, verb, words, order: order.join('/') };
}
