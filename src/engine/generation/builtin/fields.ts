import { wordsOf } from './naming.ts';

export type FieldKind =
  | 'id'
  | 'uuid'
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'url'
  | 'email'
  | 'choice'
  | 'list'
  | 'json';

export interface Field {
  /** As in the template: the name in requests and answers. */
  key: string;
  /** The same as a safe name, for columns and variables. */
  column: string;
  kind: FieldKind;
  required: boolean;
  /** The server sets it; what a client sends for it is ignored. */
  readOnly: boolean;
  unique: boolean;
  /** Characters of a text, value of a number. */
  min: number | null;
  /** Characters of a text, value of a number, entries of a list. */
  max: number | null;
  /** Characters of each entry of a list. */
  itemMax: number;
  choices: string[];
  /** As it is stored; null: none. */
  initial: string | number | null;
}

/** Reads one field of a data model: a name and a phrase such as `string (required, max 200 chars)`. */
export function readField(key: string, column: string, phrase: string): Field {
  const text = phrase.toLowerCase();
  const choices = readChoices(phrase);
  const kind = readKind(key, text, choices);
  const isId = kind === 'id' || kind === 'uuid';
  const itemMax = numberAfter(/max\w*\s*(?:of\s*)?(\d+)\s*(?:char\w*|letters)?\s*each/, text);
  return {
    key,
    column,
    kind,
    required: /\brequired\b|\bnot null\b/.test(text) && !isId,
    readOnly:
      isId ||
      /\bauto\b|auto[- ]|read[- ]?only|server|generated|computed/.test(text) ||
      (kind === 'datetime' && /^(created|updated|modified)/.test(wordsOf(key)[0] ?? '')),
    unique: /\bunique\b/.test(text) && !isId,
    min:
      numberAfter(/\bmin\w*\s*(?:length\s*)?[:=]?\s*(-?\d+(?:\.\d+)?)/, text) ??
      (/\bpositive\b/.test(text) ? 0 : null),
    max: numberAfter(/\bmax\w*\s*(?:length\s*)?[:=]?\s*(-?\d+(?:\.\d+)?)(?!\s*(?:char\w*\s*)?each)/, text),
    itemMax: itemMax ?? 100,
    choices,
    initial: readInitial(kind, text, choices),
  };
}

function readKind(key: string, text: string, choices: string[]): FieldKind {
  const type = text.split('(')[0]!;
  if (/primary key|\bpk\b/.test(text) || wordsOf(key).join('') === 'id') {
    return /uuid|guid|string|text/.test(type) ? 'uuid' : 'id';
  }
  if (/\b(list|array|tags)\b|\[\]/.test(type)) return 'list';
  if (choices.length > 0) return 'choice';
  if (/bool/.test(type)) return 'boolean';
  if (/date-?time|timestamp/.test(type)) return 'datetime';
  if (/\bdate\b/.test(type)) return 'date';
  if (/\b(int|integer|bigint|serial)\b|foreign key/.test(type)) return 'integer';
  if (/\b(number|float|decimal|double|real|numeric|money|currency)\b/.test(type)) return 'number';
  if (/\b(json|object|map)\b/.test(type)) return 'json';
  if (/\b(url|uri|link)\b/.test(text)) return 'url';
  return /\be-?mail\b/.test(text) ? 'email' : 'text';
}

/** `one of: a, b, c`, `enum: a | b`, `enum(a, b)` */
function readChoices(phrase: string): string[] {
  const match = /(?:one of|enum|choices?|values)\s*[:(=]?\s*([^)]*)/i.exec(phrase);
  if (!match) return [];
  return match[1]!
    .split(/[,|/]|\bor\b/)
    .map((choice) => choice.trim().replace(/^["']|["']$/g, ''))
    .filter(
      (choice) => choice !== '' && choice.length <= 60 && !/^(required|default\b.*|optional)$/i.test(choice),
    );
}

function readInitial(kind: FieldKind, text: string, choices: string[]): string | number | null {
  const given = /default\s*[:=]?\s*["']?([^"',)]*)/.exec(text)?.[1]?.trim();
  switch (kind) {
    case 'boolean':
      return given === 'true' || given === '1' ? 1 : 0;
    case 'integer':
    case 'number':
      return given !== undefined && given !== '' && Number.isFinite(Number(given)) ? Number(given) : null;
    case 'choice':
      return choices.find((choice) => choice.toLowerCase() === given) ?? null;
    case 'list':
      return '[]';
    case 'text':
      return given ?? '';
    case 'id':
    case 'uuid':
    case 'date':
    case 'datetime':
    case 'url':
    case 'email':
    case 'json':
      return null;
  }
}

function numberAfter(pattern: RegExp, text: string): number | null {
  const match = pattern.exec(text);
  return match ? Number(match[1]) : null;
}
