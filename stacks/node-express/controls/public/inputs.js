import { element, valueOf } from './page.js';

/** A labelled control for a field, with a place for what is wrong with it. `names`: id → name of what it refers to. */
export function createInput(field, id, names = new Map()) {
  const control = createControl(field, names);
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-problem`);
  if (field.kind !== 'boolean') control.setAttribute('aria-required', String(field.required));
  const label = element('label', { htmlFor: id }, field.label);
  if (field.required && field.kind !== 'boolean') {
    const mark = element('span', {}, ' *');
    mark.setAttribute('aria-hidden', 'true');
    label.append(mark);
  }
  const problem = element('span', { id: `${id}-problem`, className: 'problem' });
  const kind = field.kind === 'boolean' ? 'row flag' : 'row';
  const parts = field.kind === 'boolean' ? [control, label] : [label, control];

  return {
    field,
    row: element('div', { className: kind }, ...parts, problem),
    complain(text) {
      problem.textContent = text;
      control.setAttribute('aria-invalid', String(text !== ''));
    },
    focus: () => control.focus(),
    reset(item) {
      const typed = typedOf(field, item);
      if (field.kind === 'boolean') control.checked = typed;
      else control.value = typed;
    },
    read: () => valueToSend(field, control),
  };
}

/** What a control starts with. `item` is null for a new one. */
function typedOf(field, item) {
  const value = item === null ? field.initial : valueOf(item, field.key);
  if (field.kind === 'boolean') return value === true;
  if (field.kind === 'list') return (value ?? []).join(', ');
  if (field.kind === 'date' && item === null && field.required) return localTime(Date.now()).slice(0, 10);
  if (value === null) return field.kind === 'choice' && field.required ? (field.choices.at(0) ?? '') : '';
  return field.kind === 'datetime' ? localTime(value) : String(value);
}

/** undefined: nothing is sent. */
function valueToSend(field, control) {
  if (field.kind === 'boolean') return control.checked;
  const text = field.secret ? control.value : control.value.trim();
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

/** As an input for a local time has it; the API speaks of UTC. */
function localTime(value) {
  const time = new Date(value);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function createControl(field, names) {
  const isReference = field.options !== null;
  if (isReference || field.kind === 'choice') {
    const choices = isReference
      ? [...names]
      : field.choices.map((choice) => [choice, choice.replaceAll('_', ' ')]);
    if (isReference || !field.required) choices.unshift(['', field.required ? 'Choose …' : 'None']);
    return element('select', {}, ...choices.map(([value, text]) => element('option', { value }, text)));
  }
  if (field.long) return element('textarea', { rows: 4 });
  const autocomplete = field.autocomplete ?? (field.secret ? 'new-password' : 'off');
  const input = element('input', { type: inputType(field), autocomplete });
  if (field.kind === 'number') input.step = 'any';
  if (field.kind === 'list') input.placeholder = 'separated by commas';
  return input;
}

function inputType({ kind, secret }) {
  if (secret) return 'password';
  if (kind === 'boolean') return 'checkbox';
  if (kind === 'integer' || kind === 'number') return 'number';
  if (kind === 'datetime') return 'datetime-local';
  return kind === 'date' || kind === 'url' || kind === 'email' ? kind : 'text';
}
