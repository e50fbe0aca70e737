import { createInput } from './inputs.js';
import { element } from './page.js';

let forms = 0;

/**
 * A form of fields. `item` fills it; `send` gets what is to be sent, and throws what is wrong, by field where it is
 * known.
 */
export function createForm({ fields, item = null, names, action, send, cancel }) {
  forms += 1;
  const idOf = (index) => `form-${forms}-field-${index}`;
  const inputs = fields.map((field, index) => createInput(field, idOf(index), names.get(field.key)));
  const problem = element('p', { className: 'problem' });
  problem.setAttribute('role', 'alert');
  const save = element('button', { type: 'submit', className: 'primary' }, action);
  const leave = element('button', { type: 'button', hidden: cancel === null }, 'Cancel');
  const actions = element('div', { className: 'actions' }, save, leave);
  const form = element('form', { noValidate: true }, ...inputs.map(({ row }) => row), problem, actions);
  let isBusy = false;
  for (const input of inputs) input.reset(item);

  function complain(error) {
    const problems = new Map(Object.entries(error.fields ?? {}));
    for (const input of inputs) input.complain(problems.get(input.field.key) ?? '');
    const first = inputs.find((input) => problems.has(input.field.key));
    problem.textContent = messageOf(error, inputs, problems);
    first?.focus();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    problem.textContent = '';
    for (const input of inputs) input.complain('');
    const values = inputs.map((input) => [input.field.key, input.read()]);
    send(Object.fromEntries(values.filter(([, value]) => value !== undefined)))
      .catch(complain)
      .finally(() => {
        isBusy = false;
      });
  });
  if (cancel !== null) leave.addEventListener('click', cancel);
  return { form, focus: () => inputs.at(0)?.focus() };
}

/** What is wrong with no field in particular, or with one that the form does not have. */
function messageOf(error, inputs, problems) {
  const others = [...problems].filter(([name]) => !inputs.some(({ field }) => field.key === name));
  if (others.length === 0) return problems.size > 0 ? '' : error.message;
  return others.map(([name, words]) => `${name}: ${words}`).join(' ');
}
