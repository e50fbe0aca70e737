import { element, valueOf } from './page.js';
import { collectionOf, isUsable, isVisible, mayChange } from './rules.js';

/**
 * An item of a collection as a card. `tools`: the `account`, the `names` of what it refers to, and what its buttons
 * do: `open` a collection in it, `edit`, `remove`, `act`.
 */
export function showItem(item, collection, tools) {
  const { owner, list, fields } = collection;
  // Whose it is goes without saying where all are one's own.
  const shown = fields
    .filter(({ shown: isShown, key }) => isShown && (key !== owner || list?.own === null))
    .filter(({ key }) => ![null, ''].includes(valueOf(item, key)))
    .sort((a, b) => rank(a, owner) - rank(b, owner));
  const first = shown.find(
    ({ kind, options }) => ['text', 'email', 'url'].includes(kind) && options === null,
  );
  const id = valueOf(item, collection.id);
  const title = first
    ? textOf(first, valueOf(item, first.key), tools.names)
    : `${collection.what[0].toUpperCase()}${collection.what.slice(1)} ${id}`;
  const name = first?.kind === 'url' ? showValue(first, item, tools.names) : title;
  // What is longer to read comes right after the title.
  const others = shown.filter((field) => field !== first).sort((a, b) => Number(b.long) - Number(a.long));
  const facts = others.flatMap((field) => showFact(field, item, tools.names));
  return element(
    'li',
    { className: 'card' },
    element('h3', { className: first?.long ? 'long' : '' }, name),
    element('div', { className: 'facts' }, ...facts),
    element('div', { className: 'actions' }, ...buttonsOf(item, collection, title, tools)),
  );
}

/** The title first, long text after it, ids and times last. */
function rank({ kind, long, options, key }, owner) {
  if (key === owner) return 10;
  if (kind === 'text' && !long && options === null) return 0;
  if (kind === 'email') return 0.5;
  if (long) return 1;
  if (options !== null) return 4;
  return kind === 'datetime' ? 9 : 5;
}

function showFact(field, item, names) {
  const value = valueOf(item, field.key);
  if (value === false) return [];
  if (field.kind === 'boolean') return [element('span', { className: 'badge' }, field.label)];
  if (field.kind === 'list') return value.map((entry) => element('span', { className: 'badge' }, entry));
  const shown = showValue(field, item, names);
  if (field.long) return [element('p', { className: 'long' }, shown)];
  const isChoice = field.kind === 'choice';
  const label = element('span', { className: isChoice ? 'unseen' : 'quiet' }, `${field.label} `);
  return [element('span', { className: isChoice ? 'badge' : 'fact' }, label, element('span', {}, shown))];
}

/** A text, or a link where it is an address. */
function showValue(field, item, names) {
  const text = textOf(field, valueOf(item, field.key), names);
  if (field.kind !== 'url' || !/^https?:/.test(text)) return text;
  return element('a', { href: text, target: '_blank', rel: 'noopener noreferrer' }, text);
}

function textOf(field, value, names) {
  if (field.options !== null) return names.get(field.key)?.get(String(value)) ?? String(value);
  if (field.kind === 'datetime') {
    return new Date(value).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  }
  if (field.kind === 'date') {
    return new Date(`${value}T00:00`).toLocaleDateString([], { dateStyle: 'medium' });
  }
  if (field.kind === 'number') return value.toLocaleString([], { minimumFractionDigits: 2 });
  if (field.kind === 'choice') return String(value).replaceAll('_', ' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function buttonsOf(item, collection, title, tools) {
  const id = valueOf(item, collection.id);
  const { account } = tools;
  /** Its name says of what, for those who hear the button and do not see where it is. */
  const button = (label, act) => {
    const made = element('button', { type: 'button' }, label);
    made.setAttribute('aria-label', `${label}: ${title}`);
    made.dataset.key = `${id} ${label}`;
    made.addEventListener('click', act);
    return made;
  };
  const fieldsOf = (isMeant) => collection.fields.filter(isMeant);
  const children = collection.children.map(collectionOf).filter((child) => isVisible(child, account));
  const opening = children.map((child) => button(child.title, () => tools.open(child, item, title)));
  for (const made of opening) made.className = 'opening';
  const usable = collection.actions.filter((one) => mayChange(one, item, account) && isUsable(one, item));
  const acting = usable.map((action) => {
    const made = button(action.label, () => {
      if (action.fields.length === 0) void tools.act(item, action, made.dataset.key);
      else
        tools.edit(
          item,
          action,
          fieldsOf(({ key }) => action.fields.includes(key)),
        );
    });
    if (action.flag !== null) made.setAttribute('aria-pressed', String(valueOf(item, action.flag) === true));
    return made;
  });
  const edit = button('Edit', () =>
    tools.edit(
      item,
      collection.update,
      fieldsOf(({ update }) => update),
    ),
  );
  const remove = button('Delete', () => tools.remove(item, title));
  remove.className = 'danger';
  return [
    ...opening,
    ...acting,
    ...(mayChange(collection.update, item, account) ? [edit] : []),
    ...(mayChange(collection.remove, item, account) ? [remove] : []),
  ];
}
