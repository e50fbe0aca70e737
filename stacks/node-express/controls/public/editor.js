import { createInput } from './inputs.js';
import { call, element, fill, valueOf } from './page.js';

/**
 * The form that creates an item of a collection, or changes the one it was given. `parents`: the ids of what the
 * collection is in.
 */
export function createEditor(section, collection, parents, changed) {
  const heading = element('h2', { id: 'editor-title' });
  const form = element('form', { noValidate: true });
  const save = element('button', { type: 'submit', className: 'primary' });
  const cancel = element('button', { type: 'button' }, 'Cancel');
  const problem = element('p', { className: 'problem' });
  problem.setAttribute('role', 'alert');
  const editable = collection.fields.filter((field) => field.editable && field.kind !== 'json');
  const inputs = editable.map((field) => createInput(field, 'field'));
  let editing = null;

  form.append(...inputs.map(({ row }) => row), problem, element('div', { className: 'actions' }, save, cancel));
  section.replaceChildren(heading, form);

  function show(item) {
    editing = item;
    heading.textContent = `${item === null ? 'New' : 'Edit'} ${collection.what}`;
    save.textContent = item === null ? 'Add' : 'Save';
    cancel.hidden = item === null;
    section.hidden = item === null && collection.create === null;
    problem.textContent = '';
    for (const input of inputs) input.reset(item);
  }

  async function submit() {
    const target = editing === null ? collection.create : collection.update;
    const id = editing === null ? '' : valueOf(editing, collection.id);
    const values = inputs.map((input) => [input.field.key, input.read()]);
    const sent = Object.fromEntries(values.filter(([, value]) => value !== undefined));
    save.disabled = true;
    try {
      await call(target.method, fill(target.path, id, parents), sent);
      show(null);
      await changed();
    } catch (error) {
      complain(inputs, problem, error);
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

/** Says at each field what is wrong with it, and below them what is wrong with none in particular. */
export function complain(inputs, place, error) {
  const problems = new Map(Object.entries(error.fields ?? {}));
  for (const input of inputs) input.complain(problems.get(input.field.key) ?? '');
  const first = inputs.find((input) => problems.has(input.field.key));
  place.textContent = first === undefined ? error.message : '';
  first?.focus();
}
