/** Lower-case words of a name in any case: `createdAt`, `created_at` and `Created at` are the same. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

export function plural(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

export function singular(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/** Whether two names mean the same thing, whatever their case and number. */
export function sameName(a: string, b: string): boolean {
  const key = (name: string) => wordsOf(name).map(singular).join('_');
  return key(a) === key(b) && key(a) !== '';
}

/** `pin` and `pinned`, `archive` and `is_archived`, `visit` and `visits`, `cancel` and `cancelled`. */
export function sharesStem(verb: string, name: string): boolean {
  const stem = (word: string) =>
    singular(word)
      .replace(/(ed|en|d|e)$/, '')
      .replace(/([^aeiou])\1$/, '$1');
  const stems = wordsOf(name).map(stem);
  return wordsOf(verb).some((word) => stem(word).length >= 2 && stems.includes(stem(word)));
}

/** `created_at` → `createdAt`; never empty, never starting with a digit. */
export function camelCase(name: string): string {
  const [first, ...rest] = wordsOf(name);
  if (first === undefined) return 'item';
  const joined = first + rest.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return /^[a-z]/.test(joined) ? joined.slice(0, 40) : `n${joined.slice(0, 39)}`;
}

export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel[0]!.toUpperCase() + camel.slice(1);
}

/** Gives out names that are letters, digits and underscores only, each once whatever its case. */
export class NameSpace {
  readonly #taken: Set<string>;

  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set([...reserved].map((name) => name.toLowerCase()));
  }

  /** @param wish any text; it is kept when it is a plain name that is still free */
  take(wish: string, otherwise: string): string {
    const base = /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(wish) ? wish : otherwise;
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base}_${number}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

/** Words that cannot name a variable in a module, and those the emitted code uses itself. */
export const reservedNames = (
  'arguments await break case catch class const constructor continue database debugger default delete do else enum ' +
  'eval export extends false filter finally for function if implements import in instanceof interface let new null ' +
  'package private protected public request response return router row rows static store super switch this throw ' +
  'true try typeof undefined values var void while with yield express helmet app found sums count idof uuidof httperror'
).split(' ');
