import { config } from './config.js';
import { call, element, valueOf } from './page.js';

/** The form that creates an item, or changes the one it was given. */
export function createEditor(section, changed) {
  const heading = element('h2', { id: 'editor-title' });
  const form = element('form', { noValidate: true });
  const save = element('button', { type: 'submit', className: 'primary' });
  const cancel = element('button', { type: 'button' }, 'Cancel');
  const inputs = config.fields.filter((field) => field.editable && field.kind !== 'json').map(createInput);
  let editing = null;

  form.append(...inputs.map(({ row }) => row), element('div', { className: 'actions' }, save, cancel));
  section.append(heading, form);

  function show(item) {
    editing = item;
    heading.textContent = `${item === null ? 'New' : 'Edit'} ${config.what}`;
    save.textContent = item === null ? 'Add' : 'Save';
    cancel.hidden = item === null;
    section.hidden = item === null && config.create === null;
    for (const input of inputs) input.reset(item);
  }

  async function submit() {
    const target = editing === null ? config.create : config.update;
    const id = editing === null ? '' : valueOf(editing, config.id);
    const values = inputs.map((input) => [input.field.key, input.read()]);
    const sent = Object.fromEntries(values.filter(([, value]) => value !== undefined));
    save.disabled = true;
    try {
      await call(target.method, target.path, id, sent);
      show(null);
      await changed();
    } catch (error) {
      const problems = new Map(Object.entries(error.fields ?? {}));
      for (const input of inputs) input.complain(problems.get(input.field.key) ?? '');
      const other = problems.size === 0 ? error.message : '';
      inputs.at(0)?.complain(other || (problems.get(inputs.at(0).field.key) ?? ''));
      inputs.find((input) => problems.has(input.field.key))?.focus();
    } finally {
      save.disabled = false;
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void submit();
  });
  cancel.addEventListener('click', () => show(null));
  show(null);

  return {
    edit(item) {
      show(item);
      inputs.at(0)?.focus();
    },
  };
}

function createInput(field) {
  const id = `field-${field.key}`;
  const control = createControl(field);
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
      if (field.kind === 'text') return text;
      if (text === '') return undefined;
      return field.kind === 'integer' || field.kind === 'number' ? Number(text) : text;
    },
  };
}

function createControl(field) {
  if (field.kind === 'choice') {
    return element(
      'select',
      {},
      ...field.choices.map((choice) => element('option', { value: choice }, choice)),
    );
  }
  if (field.long) return element('textarea', { rows: 4 });
  const input = element('input', { type: inputType(field), autocomplete: 'off' });
  if (field.kind === 'number') input.step = 'any';
  if (field.kind === 'list') input.placeholder = 'separated by commas';
  return input;
}

function inputType({ kind }) {
  if (kind === 'boolean') return 'checkbox';
  if (kind === 'integer' || kind === 'number') return 'number';
  return kind === 'date' || kind === 'url' || kind === 'email' ? kind : 'text';
}
