import type { TemplateEndpoint } from '../../../src/engine/domain/template.ts';
import type { Field } from '../../../src/engine/generation/builtin/fields.ts';

type Json = TemplateEndpoint['request'];

/** What is wrong with an example value, by the phrase of its field. null stands for nothing only where it may. */
export function problemsOfValue(field: Field, value: Json): string[] {
  if (value === null) return field.required ? ['is required'] : [];
  switch (field.kind) {
    case 'id':
    case 'integer':
      return Number.isInteger(value) ? problemsOfSize(field, value as number) : ['is no whole number'];
    case 'number':
      return typeof value === 'number' ? problemsOfSize(field, value) : ['is no number'];
    case 'boolean':
      return typeof value === 'boolean' ? [] : ['is neither true nor false'];
    case 'choice':
      return field.choices.includes(value as string) ? [] : ['is none of the choices'];
    case 'list':
      return problemsOfList(field, value);
    case 'json':
      return [];
    case 'uuid':
    case 'text':
    case 'date':
    case 'datetime':
    case 'url':
    case 'email':
      return typeof value === 'string' ? problemsOfText(field, value) : ['is no text'];
  }
}

const forms: Partial<Record<Field['kind'], RegExp>> = {
  date: /^\d{4}-\d\d-\d\d$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  url: /^https?:\/\/\S+$/,
  email: /^[^@\s]+@[^@\s]+\.[a-z]+$/,
};

function problemsOfText(field: Field, value: string): string[] {
  const form = forms[field.kind];
  const isTime = field.kind === 'date' || field.kind === 'datetime';
  return [
    ...(field.required && value.trim() === '' ? ['is empty'] : []),
    ...(form && !form.test(value) ? [`is no ${field.kind}`] : []),
    // A day that there is: 30 February would come back as another one.
    ...(isTime && !isDay(value) ? ['is a day that there is not'] : []),
    ...problemsOfSize(field, value.length),
  ];
}

function isDay(value: string): boolean {
  const time = new Date(value);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(value.slice(0, 10));
}

function problemsOfSize({ min, max, positive }: Field, size: number): string[] {
  return [
    ...(min !== null && size < min ? [`is under ${min}`] : []),
    ...(max !== null && size > max ? [`is over ${max}`] : []),
    ...(positive && size <= 0 ? ['is not positive'] : []),
  ];
}

function problemsOfList(field: Field, value: Json): string[] {
  if (!Array.isArray(value)) return ['is no list'];
  const isWrong = (entry: Json) => typeof entry !== 'string' || entry === '' || entry.length > field.itemMax;
  return [
    ...(value.some(isWrong) ? ['has an entry that is empty or too long'] : []),
    ...problemsOfSize({ ...field, positive: false }, value.length),
  ];
}
