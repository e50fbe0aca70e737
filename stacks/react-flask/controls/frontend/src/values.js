import { valueOf } from './api.js';

/** As an input for a local time has it; the API speaks of UTC. */
function localTime(value) {
  const time = new Date(value);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** What an input starts with: a text as it is typed, or a flag. `item` is null for a new one. */
export function typedOf(field, item) {
  const value = item === null ? field.initial : valueOf(item, field.key);
  if (field.kind === 'boolean') return value === true;
  if (field.kind === 'list') return (value ?? []).join(', ');
  if (field.kind === 'date' && item === null && field.required) return localTime(Date.now()).slice(0, 10);
  if (value === null) return field.kind === 'choice' && field.required ? (field.choices.at(0) ?? '') : '';
  return field.kind === 'datetime' ? localTime(value) : String(value);
}

/** What is sent for what was typed; undefined: nothing. */
export function valueToSend(field, typed) {
  if (field.kind === 'boolean') return typed;
  const text = field.secret ? typed : typed.trim();
  if (field.kind === 'list') {
    return text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  }
  const isPlain = field.kind === 'text' && field.options === null && !field.secret;
  if (isPlain) return text;
  if (text === '') return undefined;
  if (field.kind === 'datetime') return new Date(text).toISOString();
  return field.kind === 'integer' || field.kind === 'number' ? Number(text) : text;
}
