import { config } from './config.js';
import { createEditor } from './editor.js';
import { showItem } from './items.js';
import { call, element, fill, listIn, valueOf } from './page.js';
import { showSummary } from './summary.js';

const find = (selector) => document.querySelector(selector);
const items = find('#items');
const empty = find('#empty');
const message = find('#message');
const tools = find('#tools');
const pages = find('#pages');
const pageSize = 20;

/** `parents`: the rows, as id and title, that lead to the collection that is shown. */
const state = { collection: null, parents: [], search: '', filter: '', page: 1, turn: 0, account: null };
let editor = null;
let account = null;

function say(text) {
  message.textContent = text;
}

/** What went wrong; who has to sign in is asked to. */
function report(error) {
  if (error.status === 401 && account !== null) account.ask(error.message);
  else say(error.message);
}

const parentIds = () => state.parents.map(({ id }) => id);
const isAdministrator = () => state.account !== null && valueOf(state.account, config.account.role) === 'admin';
const isAllowed = (thing) => thing !== null && (!thing.administration || isAdministrator());

/** What can be done here by who is signed in. */
function allowed(collection) {
  const rest = (name) => (isAllowed(collection[name]) ? collection[name] : null);
  return {
    ...collection,
    ...{ create: rest('create'), update: rest('update'), remove: rest('remove') },
    actions: collection.actions.filter(isAllowed),
  };
}

/**
 * Shows what the server has now; an answer that was overtaken by a newer one is dropped. The button that
 * was used keeps the focus.
 */
async function refresh(focused) {
  const { collection } = state;
  state.turn += 1;
  const turn = state.turn;
  try {
    const answer = await call('GET', listPath(collection));
    if (turn !== state.turn) return;
    const rows = listIn(answer);
    items.replaceChildren(...rows.map((row) => showItem(row, allowed(collection), itemTools)));
    if (focused !== undefined) focusButton(focused);
    empty.hidden = rows.length > 0;
    empty.textContent = state.search || state.filter ? 'Nothing found.' : 'Nothing here yet.';
    showPages(rows, answer);
    const summary = collection.summary === null ? null : fill(collection.summary, '', parentIds());
    await Promise.all([showSummary(find('#summary'), summary), showFilterValues()]);
  } catch (error) {
    if (turn !== state.turn) return;
    items.replaceChildren();
    empty.hidden = true;
    report(error);
  }
}

function listPath(collection) {
  const searching = state.search !== '' && collection.search !== null;
  const query = new URLSearchParams();
  if (searching) query.set(collection.search.parameter, state.search);
  if (state.filter !== '') query.set(collection.filter.parameter, state.filter);
  if (collection.pages !== null) {
    const { place, size } = collection.pages;
    if (size !== null) query.set(size, pageSize);
    query.set(place, place === 'page' ? state.page : (state.page - 1) * pageSize);
  }
  return `${fill(searching ? collection.search.path : collection.list, '', parentIds())}?${query}`;
}

const itemTools = {
  childrenOf: (collection) =>
    config.collections.filter(({ parent, list }) => parent === collection.key && depthOf(list) === depth() + 1),
  open(collection, item, title) {
    show(collection, [...state.parents, { id: valueOf(item, state.collection.id), title }]);
  },
  edit: (item) => editor.edit(item),
  async act(method, path, id, key) {
    try {
      await call(method, fill(path, id, parentIds()));
      say('');
    } catch (error) {
      report(error);
    }
    await refresh(key);
  },
};

const depth = () => state.parents.length;
const depthOf = (path) => (path.match(/\{\d\}/g) ?? []).length;

function focusButton(key) {
  const button = [...items.querySelectorAll('button')].find((candidate) => candidate.dataset.key === key);
  (button ?? items).focus();
}

function showPages(rows, answer) {
  const total = Array.isArray(answer) ? null : valueOf(answer, 'total');
  const isLast = total === null ? rows.length < pageSize : state.page * pageSize >= total;
  const button = (text, step, isEnd) => {
    const made = element('button', { type: 'button', disabled: isEnd }, text);
    made.addEventListener('click', () => {
      state.page += step;
      void refresh().then(() => items.focus());
    });
    return made;
  };
  pages.hidden = state.collection.pages === null || (state.page === 1 && isLast);
  pages.replaceChildren(
    button('Previous', -1, state.page === 1),
    element('span', {}, `Page ${state.page}`),
    button('Next', 1, isLast),
  );
}

async function showFilterValues() {
  const select = find('#filter');
  if (select === null || state.collection.filter.values === null) return;
  const groups = listIn(await call('GET', state.collection.filter.values));
  const names = groups.map((group) => (typeof group === 'string' ? group : String(Object.values(group)[0])));
  select.replaceChildren(...optionsFor(names));
  select.value = state.filter;
}

function optionsFor(names) {
  const all = element('option', { value: '' }, `Every ${state.collection.filter.label.toLowerCase()}`);
  return [all, ...names.map((name) => element('option', { value: name }, name))];
}

function createTools({ search, filter }) {
  tools.replaceChildren();
  if (search) {
    const box = element('input', { type: 'search', placeholder: 'Search', autocomplete: 'off' });
    box.setAttribute('aria-label', 'Search');
    box.addEventListener('input', () => {
      Object.assign(state, { search: box.value.trim(), page: 1 });
      void refresh();
    });
    tools.append(box);
  }
  if (filter) {
    const select = element('select', { id: 'filter' }, ...optionsFor(filter.choices));
    select.setAttribute('aria-label', filter.label);
    select.addEventListener('change', () => {
      Object.assign(state, { filter: select.value, page: 1 });
      void refresh();
    });
    tools.append(select);
  }
}

/** Shows a collection; `parents` lead to it. */
function show(collection, parents) {
  Object.assign(state, { collection, parents, search: '', filter: '', page: 1 });
  say('');
  createTools(collection);
  editor = createEditor(find('#editor'), allowed(collection), parentIds(), refresh);
  showCollections();
  showPlace();
  void refresh();
}

function showCollections() {
  const shown = config.collections.filter((collection) => collection.parent === null && isAllowed(collection));
  const links = shown.map((collection) => {
    const button = element('button', { type: 'button' }, collection.title);
    const isHere = collection === state.collection;
    if (isHere) button.setAttribute('aria-current', 'page');
    button.addEventListener('click', () => show(collection, []));
    return button;
  });
  find('#collections').hidden = links.length < 2 && state.parents.length === 0;
  find('#collections').replaceChildren(...links);
}

function showPlace() {
  const place = find('#place');
  place.hidden = state.parents.length === 0;
  place.textContent = [...state.parents.map(({ title }) => title), state.collection.title].join(' › ');
}

document.querySelector('#tools').addEventListener('submit', (event) => event.preventDefault());
const first = config.collections.find((collection) => collection.parent === null && !collection.administration);
const start = () => {
  const here = state.collection;
  if (here !== null && isAllowed(here)) show(here, state.parents);
  else if (first !== undefined) show(first, []);
  else say('There is nothing to show here.');
};
if (config.account === null) start();
else {
  const { createAccount } = await import('./account.js');
  account = createAccount({
    ...{ bar: find('#account'), section: find('#sign-in'), settings: config.account },
    changed(who) {
      state.account = who;
      start();
    },
  });
  await account.start();
}
