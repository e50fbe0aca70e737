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
  /** Never in an answer, as a password. */
  writeOnly: boolean;
  /** Name of the entity whose id the value is, as the phrase has it. */
  references: string | null;
  /** Must be more than zero. */
  positive: boolean;
  /** Characters of a text, value of a number, entries of a list. */
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
  const references = /\breferences\s+([\w-]+)/i.exec(phrase)?.[1] ?? null;
  const choices = readChoices(phrase);
  const text = (choices.length > 0 ? phrase.replace(choicePart, wordsInChoices) : phrase)
    .replace(/\breferences\s+[\w-]+/i, '')
    .toLowerCase();
  const kind = readKind(key, text, choices);
  const isId = kind === 'id' || kind === 'uuid';
  const itemMax = numberAfter(/max\w*\s*(?:of\s*)?(\d+)\s*(?:char\w*|letters)?\s*each/, text);
  const unique = /\bunique\b/.test(text) && !isId;
  const initial = readInitial(kind, phrase, choices);
  return {
    key,
    column,
    kind,
    // What has a default need not be sent.
    required: /\brequired\b|\bnot null\b/.test(text) && !/\bdefaults?\b/.test(text) && !isId,
    readOnly:
      isId ||
      setByServer.test(text) ||
      (kind === 'datetime' && /^(created|updated|modified)/.test(wordsOf(key)[0] ?? '')),
    unique,
    writeOnly: /write[- ]?only/.test(text) && !isId,
    references: isId ? null : references,
    positive: /\bpositive\b/.test(text),
    min: numberAfter(/\bmin\w*\s*(?:length\s*)?[:=]?\s*(-?\d+(?:\.\d+)?)/, text),
    max: numberAfter(/\bmax\w*\s*(?:length\s*)?[:=]?\s*(-?\d+(?:\.\d+)?)(?!\s*(?:char\w*\s*)?each)/, text),
    itemMax: itemMax ?? 100,
    choices,
    // Two records that say nothing are not the same one, and nothing is not an id.
    initial: initial === '' && (unique || references !== null) ? null : initial,
  };
}

/** Whether a field can be what clients call a record by: a text that is the primary key, and not the server's own. */
export function mayBeGiven(phrase: string): boolean {
  const text = phrase.toLowerCase();
  return /\b(string|text)\b/.test(text.split('(')[0]!) && keyWords.test(text) && !setByServer.test(text);
}

/** The primary key of records that clients name themselves. */
export function readGivenKey(key: string, column: string, phrase: string): Field {
  const field = readField(key, column, phrase);
  return { ...field, kind: 'text', required: true, readOnly: false, unique: true, initial: null };
}

const keyWords = /primary key|\bpk\b/;
const setByServer =
  /\bauto\b|auto[- ]|read[- ]?only|server[- ]?(set|side)|by (the )?server|generated|computed/;

/** What clients may send of these fields, and what a search looks through. */
export function groupFields(fields: readonly Field[]): { writable: Field[]; searchable: Field[] } {
  const searched = (field: Field) =>
    ['text', 'url', 'email'].includes(field.kind) && !field.writeOnly && field.references === null;
  return { writable: fields.filter((field) => !field.readOnly), searchable: fields.filter(searched) };
}

function readKind(key: string, text: string, choices: string[]): FieldKind {
  const type = text.split('(')[0]!;
  if (keyWords.test(text) || wordsOf(key).join('') === 'id') {
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

const choicePart = /(?:one of|enum|choices?|values)\s*[:(=]?\s*([^)]*)/i;
const fieldWord =
  /^(required|optional|unique|auto|(server|read|write)[- ]?(set|only)|not null|(default|max|min|references)\b.*)$/i;

/** `one of: a, b, c`, `enum: a | b`, `enum(a, b)`; the words of a phrase that follow are not among them. */
function readChoices(phrase: string): string[] {
  return partsOfChoices(phrase).filter(
    (choice) => choice !== '' && choice.length <= 60 && !fieldWord.test(choice),
  );
}

function wordsInChoices(part: string): string {
  return partsOfChoices(part)
    .filter((word) => fieldWord.test(word))
    .join(', ');
}

function partsOfChoices(phrase: string): string[] {
  const list = choicePart.exec(phrase)?.[1] ?? '';
  return list.split(/[,;|/]|\bor\b/).map((choice) => choice.trim().replace(/^["']|["']$/g, ''));
}

function readInitial(kind: FieldKind, phrase: string, choices: string[]): string | number | null {
  const given = /\bdefaults?(?: to)?\s*[:=]?\s*["']?([^"',)]*)/i.exec(phrase)?.[1]?.trim();
  switch (kind) {
    case 'boolean':
      return /^(true|1|yes)$/i.test(given ?? '') ? 1 : 0;
    case 'integer':
    case 'number':
      return given !== undefined && given !== '' && Number.isFinite(Number(given)) ? Number(given) : null;
    case 'choice':
      return choices.find((choice) => choice.toLowerCase() === given?.toLowerCase()) ?? choices[0] ?? null;
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
