import { wordsOf } from '../naming.ts';

/** `created_at` → `Created at` */
export function label(name: string): string {
  const words = wordsOf(name)
    .map((word) => (word === 'url' || word === 'id' ? word.toUpperCase() : word))
    .join(' ');
  return words === '' ? name : words[0]!.toUpperCase() + words.slice(1);
}
