/** Kinds of values that a field's phrase can ask for. `bytes`: as base64; `json`: anything. */
export type FieldKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'email'
  | 'url'
  | 'choice'
  | 'list'
  | 'bytes'
  | 'json';

/** What a data model says of one field, as far as an app can be held to it. */
export interface FieldRule {
  key: string;
  kind: FieldKind;
  isKey: boolean;
  /** A key that clients may give: it is none of the app's own making. */
  mayBeGiven: boolean;
  required: boolean;
  /** The app sets it; what clients send for it is ignored. */
  serverSet: boolean;
  unique: boolean;
  /** Never in an answer. */
  writeOnly: boolean;
  /** Characters of a text, value of a number, entries of a list. */
  min: number | null;
  max: number | null;
  /** Only what is greater than zero is taken. */
  positive: boolean;
  /** Characters of each entry of a list. */
  itemMax: number | null;
  choices: string[];
  /** Name of the entity whose id it holds. */
  references: string | null;
  hasDefault: boolean;
}

/** Reads a phrase of a data model such as `string (required, max 200 chars)`; see docs/template-format.md. */
export function readFieldRule(key: string, phrase: string): FieldRule {
  const text = phrase.toLowerCase();
  const type = text.split('(')[0]!;
  const isKey = /primary key/.test(text) || key.toLowerCase() === 'id';
  const choices = readChoices(phrase);
  const hasDefault = /\bdefaults?\b/.test(text);
  const kind = readKind(type, text, choices);
  return {
    key,
    kind,
    isKey,
    mayBeGiven: /primary key/.test(text) && /\b(string|text)\b/.test(type) && !setByApp.test(text),
    choices,
    // What has a default need not be sent.
    required: /\brequired\b|\bnot null\b/.test(text) && !hasDefault && !isKey,
    serverSet:
      isKey || setByApp.test(text) || (kind === 'datetime' && /^(created|updated|modified)/i.test(key)),
    unique: /\bunique\b/.test(text) && !isKey,
    writeOnly: /write[- ]?only/.test(text),
    min: numberAfter(/\bmin\w*\s*(?:length\s*)?[:=]?\s*(-?\d+(?:\.\d+)?)/, text),
    max: numberAfter(
      /\bmax\w*\s*(?:length\s*)?[:=]?\s*(-?\d+(?:\.\d+)?)(?![\d.]*\s*(?:char\w*\s*|letters\s*)?each)/,
      text,
    ),
    positive: /\bpositive\b/.test(text),
    itemMax: numberAfter(/max\w*\s*(?:of\s*)?(\d+)\s*(?:char\w*|letters)?\s*each/, text),
    references: /\breferences\s+["']?([a-z_][\w-]*)/i.exec(phrase)?.[1] ?? null,
    hasDefault,
  };
}

const setByApp = /\bauto\b|auto[- ]|read[- ]?only|server[- ]?set|\bgenerated\b|\bcomputed\b/;

/** A key that clients give their records: sent when one is made, and the same ever after. */
export function isGivenKey({ isKey, serverSet }: FieldRule): boolean {
  return isKey && !serverSet;
}

function readKind(type: string, text: string, choices: readonly string[]): FieldKind {
  if (/\b(list|array)\b|\[\]/.test(type)) return 'list';
  if (choices.length > 0) return 'choice';
  if (/bool/.test(type)) return 'boolean';
  if (/date-?time|timestamp/.test(type)) return 'datetime';
  if (/\bdate\b/.test(type)) return 'date';
  if (/\b(int|integer|bigint|serial)\b/.test(type)) return 'integer';
  if (/\b(number|float|decimal|double|real|numeric|money|currency)\b/.test(type)) return 'number';
  if (/\b(json|object|map)\b/.test(type)) return 'json';
  if (/\b(url|uri)\b/.test(type)) return 'url';
  if (/\be-?mail\b/.test(type)) return 'email';
  // Types of a data model are words of its author's: only those that are known are held to.
  return /\b(string|text|varchar|char)\b/.test(text) ? 'text' : 'json';
}

function readChoices(phrase: string): string[] {
  const list = /\bone of\s*[:=]?\s*([^)]*)|\benum\s*[:(=]\s*([^)]*)/i.exec(phrase);
  if (!list) return [];
  const words = /^(required|optional|unique|server-set|auto|default\b.*|max\b.*|min\b.*)$/i;
  return (list[1] ?? list[2] ?? '')
    .split(/[,|/;]|\bor\b/)
    .map((choice) => choice.trim().replace(/^["']|["']$/g, ''))
    .filter((choice) => choice !== '' && !words.test(choice));
}

function numberAfter(pattern: RegExp, text: string): number | null {
  const match = pattern.exec(text);
  return match ? Number(match[1]) : null;
}
