import { config } from './config.js';
import { createEditor } from './editor.js';
import { call, element, listIn, valueOf } from './page.js';

const items = document.querySelector('#items');
const empty = document.querySelector('#empty');
const message = document.querySelector('#message');
const summary = document.querySelector('#summary');
const tools = document.querySelector('#tools');
const editor = createEditor(document.querySelector('#editor'), refresh);

const state = { search: '', filter: '', turn: 0 };

function say(text) {
  message.textContent = text;
}

/**
 * Shows what the server has now; an answer that was overtaken by a newer one is dropped. The button that
 * was used keeps the focus.
 */
async function refresh(focused) {
  state.turn += 1;
  const turn = state.turn;
  try {
    const searching = state.search !== '' && config.search !== null;
    const query = new URLSearchParams();
    if (searching) query.set(config.search.parameter, state.search);
    if (state.filter !== '') query.set(config.filter.parameter, state.filter);
    const answer = await call('GET', `${searching ? config.search.path : config.list}?${query}`);
    if (turn !== state.turn) return;
    const rows = listIn(answer);
    items.replaceChildren(...rows.map(showItem));
    if (focused !== undefined) focusButton(focused);
    empty.hidden = rows.length > 0;
    empty.textContent = state.search || state.filter ? 'Nothing found.' : 'Nothing here yet.';
    await Promise.all([showSummary(), showFilterValues()]);
  } catch (error) {
    say(error.message);
  }
}

function focusButton(key) {
  const button = [...items.querySelectorAll('button')].find((candidate) => candidate.dataset.key === key);
  (button ?? items).focus();
}

function showItem(item) {
  const shown = config.fields.filter((field) => valueOf(item, field.key) !== null);
  const [first, ...others] = [...shown].sort((a, b) => rank(a) - rank(b));
  const title = element('h2', {}, showValue(first, item));
  const facts = element('div', { className: 'facts' }, ...others.flatMap((field) => showFact(field, item)));
  const actions = element('div', { className: 'actions' }, ...buttonsOf(item));
  return element('li', { className: 'card' }, element('div', { className: 'body' }, title, facts), actions);
}

/** The title first, long text after it, times last. */
function rank(field) {
  if (field.kind === 'text' && !field.long) return 0;
  if (field.long) return 1;
  return field.kind === 'datetime' ? 9 : 5;
}

function showFact(field, item) {
  const value = valueOf(item, field.key);
  if (value === '' || value === false) return [];
  if (field.kind === 'boolean') return [element('span', { className: 'badge' }, field.label)];
  if (field.kind === 'list') return value.map((entry) => element('span', { className: 'chip' }, entry));
  const fact = element('span', { className: field.long ? 'long' : 'fact' }, showValue(field, item));
  fact.title = field.label;
  return [fact];
}

function showValue(field, item) {
  const value = valueOf(item, field.key);
  if (field.kind === 'url') {
    const link = element('a', { target: '_blank', rel: 'noopener noreferrer' }, value);
    if (/^https?:/.test(value)) link.href = value;
    return link;
  }
  if (field.kind === 'datetime') return new Date(value).toLocaleString();
  if (field.kind === 'number') return value.toLocaleString(undefined, { minimumFractionDigits: 2 });
  if (field.kind === 'integer') return `${value} ${field.label.toLowerCase()}`;
  return String(value);
}

function buttonsOf(item) {
  const id = valueOf(item, config.id);
  const buttons = config.actions.map((action) => {
    const button = actionButton(action.label, id, () => call(action.method, action.path, id));
    if (action.flag !== null) button.setAttribute('aria-pressed', String(valueOf(item, action.flag)));
    return button;
  });
  if (config.update) {
    const edit = element('button', { type: 'button' }, 'Edit');
    edit.addEventListener('click', () => editor.edit(item));
    buttons.push(edit);
  }
  if (config.remove) {
    const remove = actionButton('Delete', id, () => call(config.remove.method, config.remove.path, id));
    remove.className = 'danger';
    buttons.push(remove);
  }
  return buttons;
}

function actionButton(label, id, act) {
  const button = element('button', { type: 'button' }, label);
  button.dataset.key = `${id} ${label}`;
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await act();
      say('');
    } catch (error) {
      say(error.message);
    }
    await refresh(button.dataset.key);
  });
  return button;
}

async function showSummary() {
  if (config.summary === null) return;
  const figures = Object.entries(await call('GET', config.summary)).flatMap(([name, value]) => {
    if (typeof value === 'number') return [[name.replaceAll('_', ' '), value]];
    if (!Array.isArray(value)) return [];
    return value.map((group) => Object.values(group)).filter((group) => group.length > 1);
  });
  summary.hidden = figures.length === 0;
  summary.replaceChildren(
    ...figures.map(([name, value]) =>
      element('div', {}, element('dt', {}, String(name)), element('dd', {}, showFigure(value))),
    ),
  );
}

function showFigure(value) {
  return value.toLocaleString(undefined, { minimumFractionDigits: Number.isInteger(value) ? 0 : 2 });
}

async function showFilterValues() {
  const select = document.querySelector('#filter');
  if (select === null || config.filter.values === null) return;
  const groups = listIn(await call('GET', config.filter.values));
  const names = groups.map((group) => (typeof group === 'string' ? group : String(Object.values(group)[0])));
  select.replaceChildren(...optionsFor(names));
  select.value = state.filter;
}

function optionsFor(names) {
  const all = element('option', { value: '' }, `Every ${config.filter.label.toLowerCase()}`);
  return [all, ...names.map((name) => element('option', { value: name }, name))];
}

function createTools() {
  tools.addEventListener('submit', (event) => event.preventDefault());
  if (config.search) {
    const box = element('input', { type: 'search', placeholder: 'Search', autocomplete: 'off' });
    box.setAttribute('aria-label', 'Search');
    box.addEventListener('input', () => {
      state.search = box.value.trim();
      void refresh();
    });
    tools.append(box);
  }
  if (config.filter) {
    const select = element('select', { id: 'filter' }, ...optionsFor(config.filter.choices));
    select.setAttribute('aria-label', config.filter.label);
    select.addEventListener('change', () => {
      state.filter = select.value;
      void refresh();
    });
    tools.append(select);
  }
}

createTools();
void refresh();
