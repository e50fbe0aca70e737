import { call, element, listIn } from './page.js';

/** What a list starts with being asked for. */
export const firstAsked = { search: '', filters: {}, sort: '', isReversed: false, page: 1 };

/** What a list is asked for: words, filters, order, page. */
export function queryOf({ search, filters, pages }, asked) {
  const query = new URLSearchParams();
  if (asked.search !== '') query.set(search.parameter, asked.search);
  for (const { parameter } of filters) {
    const value = new Map(Object.entries(asked.filters)).get(parameter) ?? '';
    if (value !== '') query.set(parameter, value);
  }
  if (asked.sort !== '') {
    query.set('sort', asked.sort);
    query.set('order', asked.isReversed ? 'desc' : 'asc');
  }
  if (pages !== null) {
    if (pages.size !== null) query.set(pages.size, pages.rows);
    query.set(pages.place, pages.place === 'page' ? asked.page : (asked.page - 1) * pages.rows);
  }
  return query;
}

/** Search, filters and order of a list; `ask` is called with what has changed. */
export function showTools(place, { search, filters, sorting }, names, ask) {
  const parts = [];
  if (search !== null) parts.push(searchBox(ask));
  const chosen = {};
  for (const filter of filters) {
    const all = ['', `${filter.label}: any`];
    const select = selectOf(filter.label, [all, ...choicesOf(filter, names)], (value) => {
      Object.assign(chosen, { [filter.parameter]: value });
      ask({ filters: { ...chosen } });
    });
    if (filter.values !== null) void addValues(select, filter.values);
    parts.push(select);
  }
  if (sorting.length > 0) parts.push(...orderOf(sorting, ask));
  place.hidden = parts.length === 0;
  place.replaceChildren(...parts);
}

function searchBox(ask) {
  const box = element('input', { type: 'search', placeholder: 'Search', autocomplete: 'off' });
  box.setAttribute('aria-label', 'Search');
  box.addEventListener('input', () => ask({ search: box.value.trim() }));
  return box;
}

function selectOf(label, choices, choose) {
  const options = choices.map(([value, text]) => element('option', { value }, text));
  const select = element('select', {}, ...options);
  select.setAttribute('aria-label', label);
  select.addEventListener('change', () => choose(select.value));
  return select;
}

function choicesOf({ kind, label, choices, field }, names) {
  if (kind === 'boolean') {
    return [
      ['true', label],
      ['false', `Not ${label.toLowerCase()}`],
    ];
  }
  if (kind === 'choice') return choices.map((choice) => [choice, choice.replaceAll('_', ' ')]);
  return [...(names.get(field) ?? [])];
}

async function addValues(select, path) {
  const groups = await call({ path }).then(listIn, () => []);
  const values = groups.map((group) => (typeof group === 'string' ? group : String(Object.values(group)[0])));
  select.append(...values.map((value) => element('option', { value }, value)));
}

function orderOf(sorting, ask) {
  const reverse = element('button', { type: 'button', hidden: true }, 'Descending');
  let isReversed = false;
  const show = () => reverse.setAttribute('aria-pressed', String(isReversed));
  reverse.addEventListener('click', () => {
    isReversed = !isReversed;
    show();
    ask({ isReversed });
  });
  show();
  const choices = sorting.map(({ key, label }) => [key, `By ${label.toLowerCase()}`]);
  const select = selectOf('Sort by', [['', 'Usual order'], ...choices], (sort) => {
    reverse.hidden = sort === '';
    ask({ sort });
  });
  return [select, reverse];
}
