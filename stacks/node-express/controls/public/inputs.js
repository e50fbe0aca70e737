import { call, element, listIn, valueOf } from './page.js';

/** A labelled control for a field, with a place for what is wrong with it. */
export function createInput(field, prefix) {
  const id = `${prefix}-${field.key}`;
  const control = createControl(field);
  let wanted = '';
  control.id = id;
  control.setAttribute('aria-describedby', `${id}-problem`);
  const label = element('label', { htmlFor: id }, field.required ? `${field.label} *` : field.label);
  const problem = element('span', { id: `${id}-problem`, className: 'problem' });
  const row = element(
    'div',
    { className: field.kind === 'boolean' ? 'row flag' : 'row' },
    label,
    control,
    problem,
  );

  function complain(text) {
    problem.textContent = text;
    control.setAttribute('aria-invalid', String(text !== ''));
  }

  if (field.options !== null) {
    void fillOptions(control, field).then(() => {
      control.value = wanted;
    });
  }

  return {
    field,
    row,
    complain,
    focus: () => control.focus(),
    reset(item) {
      complain('');
      const value = item === null ? null : valueOf(item, field.key);
      if (field.kind === 'boolean') control.checked = value === true;
      else if (field.kind === 'list') control.value = (value ?? []).join(', ');
      else if (field.kind === 'date' && item === null) control.value = new Date().toISOString().slice(0, 10);
      else if (field.options !== null) {
        wanted = String(value ?? '');
        control.value = wanted;
      } else if (field.kind === 'datetime') control.value = localTime(value);
      else if (field.kind === 'choice') control.value = value ?? field.choices.at(0);
      else control.value = value ?? '';
    },
    read() {
      if (field.kind === 'boolean') return control.checked;
      const text = control.value.trim();
      if (field.kind === 'list') {
        return text
          .split(',')
          .map((entry) => entry.trim())
          .filter((entry) => entry !== '');
      }
      if (field.secret || field.options !== null) {
        if (text === '') return undefined;
        return field.kind === 'integer' ? Number(text) : control.value;
      }
      if (field.kind === 'text') return text;
      if (text === '') return undefined;
      if (field.kind === 'datetime') return new Date(text).toISOString();
      return field.kind === 'integer' || field.kind === 'number' ? Number(text) : text;
    },
  };
}

/** The rows that the field can refer to, by their names. */
async function fillOptions(select, { options, required }) {
  const rows = await call('GET', options.path).then(listIn, () => []);
  const none = element('option', { value: '' }, required ? 'Choose…' : 'None');
  const others = rows.map((row) => {
    const id = String(valueOf(row, options.id));
    return element('option', { value: id }, String(valueOf(row, options.text) ?? id));
  });
  select.replaceChildren(none, ...others);
}

/** As an input for a local time has it; the API speaks of UTC. */
function localTime(value) {
  if (value === null) return '';
  const time = new Date(value);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function createControl(field) {
  if (field.options !== null) return element('select', {});
  if (field.kind === 'choice') {
    return element(
      'select',
      {},
      ...field.choices.map((choice) => element('option', { value: choice }, choice)),
    );
  }
  if (field.long) return element('textarea', { rows: 4 });
  const input = element('input', { type: inputType(field), autocomplete: field.secret ? 'new-password' : 'off' });
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
