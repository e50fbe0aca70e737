import { element, valueOf } from './page.js';

/**
 * An item of a collection as a card. `tools`: `childrenOf` a collection, `open` one of them, `edit` the item, `act`
 * on it.
 */
export function showItem(item, collection, tools) {
  const shown = collection.fields.filter((field) => valueOf(item, field.key) !== null);
  const [first, ...others] = [...shown].sort((a, b) => rank(a) - rank(b));
  const name = first === undefined ? String(valueOf(item, collection.id)) : showValue(first, item);
  const title = element('h2', {}, name);
  const facts = element('div', { className: 'facts' }, ...others.flatMap((field) => showFact(field, item)));
  const actions = element('div', { className: 'actions' }, ...buttonsOf(item, collection, title, tools));
  return element('li', { className: 'card' }, element('div', { className: 'body' }, title, facts), actions);
}

/** The title first, long text after it, ids and times last. */
function rank(field) {
  if (field.kind === 'text' && !field.long && field.options === null) return 0;
  if (field.kind === 'email') return 0.5;
  if (field.long) return 1;
  if (/(^|_)id$/.test(field.key)) return 8;
  return field.kind === 'datetime' ? 9 : 5;
}

function showFact(field, item) {
  const value = valueOf(item, field.key);
  if (value === '' || value === false) return [];
  if (field.kind === 'boolean') return [element('span', { className: 'badge' }, field.label)];
  if (field.kind === 'choice') return [element('span', { className: 'badge' }, value.replaceAll('_', ' '))];
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
  if (/(^|_)id$/.test(field.key)) return `${field.label} ${value}`;
  if (field.kind === 'integer') return `${value} ${field.label.toLowerCase()}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function buttonsOf(item, collection, title, tools) {
  const id = valueOf(item, collection.id);
  const acting = (label, { method, path }) => {
    const key = `${id} ${label}`;
    const made = button(label, title.textContent, () => {
      made.disabled = true;
      void tools.act(method, path, id, key);
    });
    made.dataset.key = key;
    return made;
  };
  const children = tools
    .childrenOf(collection)
    .map((child) => button(child.title, title.textContent, () => tools.open(child, item, title.textContent)));
  const usable = collection.actions.filter(
    ({ unless }) => unless === null || valueOf(item, unless.key) !== unless.value,
  );
  const actions = usable.map((action) => {
    const made = acting(action.label, action);
    if (action.flag !== null) made.setAttribute('aria-pressed', String(valueOf(item, action.flag)));
    return made;
  });
  const edit = collection.update ? [button('Edit', title.textContent, () => tools.edit(item))] : [];
  const remove = collection.remove ? [acting('Delete', collection.remove)] : [];
  for (const made of remove) made.className = 'danger';
  return [...children, ...actions, ...edit, ...remove];
}

/** `of`: the item's name, for those who hear the button and do not see where it is. */
function button(label, of, act) {
  const made = element('button', { type: 'button' }, label);
  made.setAttribute('aria-label', `${label}: ${of}`);
  made.addEventListener('click', act);
  return made;
}
