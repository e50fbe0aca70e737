import type { CompiledApp } from '../compile.ts';
import { randomText } from '../random.ts';
import type { TriggerStep } from '../../ground-truth.ts';

/** Around the code that is the defect. They cannot come from a template: they are escaped on their way into code. */
export const flawStart = '\u0001';
export const flawEnd = '\u0002';

/** Names and paths that were given out in one app. */
export interface Taken {
  names: Set<string>;
  paths: string[];
}

/** A value that a client sends, in one of several ways. */
export interface Source {
  /** Of the router. */
  method: 'get' | 'post';
  path: string;
  /** Expression that reads it. */
  read: string;
  /** The request that sends a value. */
  send(value: string): TriggerStep;
}

/** @param read expression that reads the parameter */
export function querySource(path: string, parameter: string, read: string): Source {
  return {
    method: 'get',
    path,
    read,
    send: (value) => ({ method: 'GET', path, query: { [parameter]: value } }),
  };
}

/** @param read expression that reads the key */
export function bodySource(path: string, key: string, read: string): Source {
  return { method: 'post', path, read, send: (value) => ({ method: 'POST', path, json: { [key]: value } }) };
}

/** Where the modules of a stack's apps are, and how their names end. */
export interface ModulePlace {
  folder: string;
  extension: string;
}

export interface MakerOptions {
  app: CompiledApp;
  random: () => number;
  taken: Taken;
  careful: boolean;
}

/** Makes the code of one defect: all that may differ between apps comes from here, and so from the seed. */
export abstract class Maker {
  /** The same code without the defect is wanted. */
  readonly careful: boolean;
  readonly #app: CompiledApp;
  readonly #random: () => number;
  readonly #taken: Taken;

  constructor({ app, random, taken, careful }: MakerOptions) {
    this.careful = careful;
    this.#app = app;
    this.#random = random;
    this.#taken = taken;
  }

  protected abstract readonly modules: ModulePlace;

  pick<T>(...options: [T, ...T[]]): T {
    return options[Math.floor(this.#random() * options.length)]!;
  }

  /** @param good what stands there in the careful app */
  flaw(bad: string, good: string): string {
    return this.careful ? good : `${flawStart}${bad}${flawEnd}`;
  }

  /** What differs between the flawed and the careful app without being the defect, as imports. */
  either<T>(bad: T, good: T): T {
    return this.careful ? good : bad;
  }

  secret(length = 32): string {
    return randomText(length, this.#random);
  }

  /** A number that no answer holds by chance. */
  number(): number {
    return 1_000_003 + Math.floor(this.#random() * 8_000_000);
  }

  /** An identifier that nothing else in the app has. */
  name(...wishes: [string, ...string[]]): string {
    const wish = this.pick(...wishes);
    for (let number = 1; ; number++) {
      const name = number === 1 ? wish : `${wish}${number}`;
      if (this.#taken.names.has(name) || this.#isUsed(name)) continue;
      this.#taken.names.add(name);
      return name;
    }
  }

  /** A path that no endpoint of the app answers, nor any below it. It may end in parameters. */
  path(...wishes: [string, ...string[]]): string {
    const wish = this.pick(...wishes);
    const prefixes = ['', '/api/extras', '/api/more', '/api/tools'];
    const candidates = prefixes.map((prefix) => (prefix === '' ? wish : prefix + wish.replace(/^\/api/, '')));
    const [parameters = ''] = /(?:\/:\w+)*$/.exec(wish) ?? [];
    const free =
      candidates.find((path) => !this.#isAnswered(path)) ?? `/api/x${this.secret(12)}${parameters}`;
    this.#taken.paths.push(free);
    return free;
  }

  #isUsed(name: string): boolean {
    const whole = new RegExp(`\\b${name}\\b`);
    const { folder, extension } = this.modules;
    if (this.#app.files.has(`${folder}${name}${extension}`)) return true;
    return [...this.#app.files].some(([file, content]) => file.startsWith(folder) && whole.test(content));
  }

  #isAnswered(path: string): boolean {
    const routes = this.#app.operations.map((operation) => operation.path.route);
    return [...routes, ...this.#taken.paths].some((route) => startsAlike(route, path));
  }
}

/** Whether one of two routes could answer the other or what is below it. */
function startsAlike(a: string, b: string): boolean {
  const [first, second] = [a, b].map((route) => route.toLowerCase().split('/').slice(1)) as [
    string[],
    string[],
  ];
  const shorter = Math.min(first.length, second.length);
  return first
    .slice(0, shorter)
    .every(
      (segment, index) =>
        [segment, second[index]!].some((s) => s.startsWith(':')) || segment === second[index],
    );
}

export function indent(code: string, by = '  '): string {
  return code
    .split('\n')
    .map((line) => (line.trim() === '' ? line.trim() : by + line))
    .join('\n');
}

/** Text as it stands in a pattern. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
