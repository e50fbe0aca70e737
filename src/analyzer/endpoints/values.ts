import { isGivenKey } from './fields.ts';
import type { FieldRule } from './fields.ts';
import { isObject } from './items.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { JsonObject } from './items.ts';

const words = [
  ...['kestrel', 'juniper', 'lantern', 'marble', 'nutmeg', 'orchid', 'pepper', 'quartz', 'ribbon', 'saffron'],
  ...['thistle', 'umbrella', 'velvet', 'walnut', 'yarrow', 'zephyr', 'anchor', 'bramble', 'cobalt', 'dahlia'],
];
const prose =
  /^(title|name|body|text|content|description|comment|message|note|notes|label|subject|question|answer|summary|bio|author|reason|headline|caption|full_?name|display_?name)$/i;
const dayMs = 86_400_000;

/** Values after the examples of a template, each set unlike the others; the same for the same seed. */
export class ValueSource {
  readonly #words: string[];

  /** @param seed any text: whose words come in which order */
  constructor(seed: string) {
    const random = randomFrom(seed);
    this.#words = [...words];
    for (let index = this.#words.length - 1; index > 0; index--) {
      const other = Math.floor(random() * (index + 1));
      [this.#words[index], this.#words[other]] = [this.#words[other]!, this.#words[index]!];
    }
  }

  /** A word that is in all texts of a set and in no other set. */
  word(variant: number): string {
    const round = Math.floor(variant / this.#words.length);
    return (
      this.#words[variant % this.#words.length]! +
      (round > 0 ? 'abcdefghijklmnopqrstuvwxyz'[round % 26]! : '')
    );
  }

  /**
   * The example with its values varied as far as they safely can be.
   * @param shiftDays how far dates of one variant are from those of the one before
   */
  vary(
    example: JsonObject,
    fields: ReadonlyMap<string, FieldRule>,
    variant: number,
    shiftDays = 1,
  ): JsonObject {
    const sizes = Object.values(example).map((value) => bytesIn(value)?.length);
    return Object.fromEntries(
      Object.entries(example).map(([key, value]) => {
        const field = fields.get(key);
        // How many bytes there are stays as it is, as their number does.
        const isSize = typeof value === 'number' && sizes.includes(value) && hasBytes(fields);
        return [key, field && !isSize ? this.#varyValue(value, field, variant, shiftDays) : value];
      }),
    );
  }

  #varyValue(value: unknown, field: FieldRule, variant: number, shiftDays: number): unknown {
    if (field.references !== null || (field.isKey && !isGivenKey(field)) || value === null) return value;
    switch (field.kind) {
      case 'text':
        return typeof value === 'string' ? this.#varyText(value, field, variant) : value;
      case 'email':
        return typeof value === 'string' ? `${this.word(variant)}.${value}` : value;
      case 'url':
        return typeof value === 'string' ? varyUrl(value, this.word(variant), field.max) : value;
      case 'integer':
      case 'number':
        return typeof value === 'number' ? varyNumber(value, field, variant) : value;
      case 'boolean':
        return typeof value === 'boolean' ? (variant % 2 === 0 ? value : !value) : value;
      case 'date':
      case 'datetime':
        return typeof value === 'string' ? shiftDate(value, variant * shiftDays) : value;
      case 'choice': {
        const at = field.choices.findIndex((choice) => choice === value);
        return at === -1 ? value : field.choices[(at + variant) % field.choices.length]!;
      }
      case 'list':
        return this.#varyList(value, field, variant);
      case 'bytes':
        return varyBytes(value, variant);
      case 'json':
        return value;
    }
  }

  #varyText(value: string, field: FieldRule, variant: number): string {
    const word = this.word(variant);
    const max = field.max ?? 10_000;
    if (/\s/.test(value) || prose.test(field.key) || field.writeOnly) {
      if (word.length > max) return field.unique ? word.slice(0, max) : value;
      const joint = /\s/.test(value) || !/^[a-z0-9_.-]+$/.test(value) ? ' ' : '';
      const room = max - word.length - joint.length;
      return room > 0 ? `${value.slice(0, room)}${joint}${word}` : word;
    }
    if (!field.unique) return value;
    // A code keeps its form.
    if (/\d/.test(value)) return varyDigits(value, variant);
    if (/^[A-Z]+$/.test(value)) return (word.toUpperCase() + value).slice(0, Math.max(value.length, 3));
    return value.length + word.length <= max ? value + word : word.slice(0, max);
  }

  #varyList(value: unknown, field: FieldRule, variant: number): unknown {
    const isPlain = (entry: unknown) => typeof entry === 'string' && /^[a-z][a-z ]*$/i.test(entry);
    const word = this.word(variant);
    if (!Array.isArray(value) || value.length === 0 || !value.every(isPlain)) return value;
    if (word.length > (field.itemMax ?? 100)) return value;
    return [...(value as string[]).slice(0, -1), word];
  }
}

/**
 * The fields whose values a request may vary: choices and flags of a change say what it is about, and the
 * amount of a transfer is limited by what there is.
 * @param isCareful only what must not come twice
 */
export function variedFields({ entity, role }: PlannedEndpoint, isCareful: boolean): Map<string, FieldRule> {
  const isVaried = ({ key, kind, unique }: FieldRule) => {
    if (key === entity?.transfer?.amount) return false;
    const isTime = key === entity?.overlap?.start || key === entity?.overlap?.end;
    if (isCareful) return unique || isTime;
    return role !== 'update' || (kind !== 'choice' && kind !== 'boolean');
  };
  return new Map([...(entity?.fields ?? [])].filter(([, field]) => isVaried(field)));
}

function hasBytes(fields: ReadonlyMap<string, FieldRule>): boolean {
  return [...fields.values()].some(({ kind }) => kind === 'bytes');
}

/** What a text is in base64, when it is just that; null: it is something else. */
export function bytesIn(value: unknown): Buffer | null {
  if (typeof value !== 'string' || value.length < 4) return null;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : null;
}

/** As many other bytes, among them such as stand in no text. */
function varyBytes(value: unknown, variant: number): unknown {
  const bytes = bytesIn(value);
  const other = bytes?.map((byte, index) => (index === 0 ? 0xff : byte ^ (variant * 37 + index * 89)));
  return other ? Buffer.from(other).toString('base64') : value;
}

function varyUrl(value: string, word: string, max: number | null): string {
  const varied = `${value}${value.includes('?') ? '&' : '?'}v=${word}`;
  return max !== null && varied.length > max ? value : varied;
}

function varyNumber(value: number, field: FieldRule, variant: number): number {
  const varied = Math.round((value + variant) * 100) / 100;
  if (field.max === null || varied <= field.max) return varied;
  const span = Math.floor(field.max - (field.min ?? Math.min(1, field.max))) + 1;
  return span > 1 ? (field.min ?? Math.min(1, field.max)) + ((Math.floor(value) + variant) % span) : value;
}

function varyDigits(value: string, variant: number): string {
  const digits = value.replace(/\D/g, '');
  const next = String((Number(digits) + variant) % 10 ** digits.length).padStart(digits.length, '0');
  let at = 0;
  return value.replace(/\d/g, () => next[at++]!);
}

/** Keeps the form of the text; times are UTC. */
export function shiftDate(value: string, days: number): string {
  const time = Date.parse(value);
  if (Number.isNaN(time)) return value;
  const shifted = new Date(time + days * dayMs).toISOString();
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return shifted.slice(0, 10);
  if (/\.\d+Z$/.test(value)) return shifted;
  return /Z$/.test(value) ? shifted.replace(/\.\d+Z$/, 'Z') : shifted;
}

/** All texts in a value, joined: what a search may look through. */
export function textsIn(value: unknown): string {
  if (typeof value === 'string') return value.toLowerCase();
  if (Array.isArray(value)) return value.map(textsIn).join('\n');
  return isObject(value) ? Object.values(value).map(textsIn).join('\n') : '';
}

/** Mulberry32 over the text's FNV-1a hash. */
function randomFrom(text: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) state = Math.imul(state ^ byte, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
