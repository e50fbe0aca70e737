import { useState } from 'react';
import { valueOf } from './api.js';
import { collectionOf, isUsable, isVisible, mayChange } from './rules.js';
import { Fact } from './Fact.jsx';
import { Value, textOf } from './Value.jsx';

/** The title first, long text after it, ids and times last. */
function rank({ kind, long, options, key }, owner) {
  if (key === owner) return 10;
  if (kind === 'text' && !long && options === null) return 0;
  if (kind === 'email') return 0.5;
  if (long) return 1;
  if (options !== null) return 4;
  return kind === 'datetime' ? 9 : 5;
}

/** One item, and what can be done with it. */
export function Card({ item, collection, tools }) {
  const [problem, setProblem] = useState('');
  const { account, names } = tools;
  const { owner, list, fields } = collection;
  // Whose it is goes without saying where all are one's own.
  const shown = fields
    .filter(({ shown: isShown, key }) => isShown && (key !== owner || list?.own === null))
    .filter(({ key }) => ![null, ''].includes(valueOf(item, key)))
    .sort((a, b) => rank(a, owner) - rank(b, owner));
  const isTitle = ({ kind, options }) => ['text', 'email', 'url'].includes(kind) && options === null;
  const first = shown.find(isTitle);
  // What is longer to read comes right after the title.
  const others = shown.filter((field) => field !== first).sort((a, b) => Number(b.long) - Number(a.long));
  const id = valueOf(item, collection.id);
  const title = first
    ? textOf(first, valueOf(item, first.key), names)
    : `${collection.what[0].toUpperCase()}${collection.what.slice(1)} ${id}`;
  const children = collection.children.map(collectionOf).filter((child) => isVisible(child, account));
  const actions = collection.actions.filter((one) => mayChange(one, item, account) && isUsable(one, item));
  const named = (label) => ({ type: 'button', className: 'button', 'aria-label': `${label}: ${title}` });

  async function act(action) {
    if (action.fields.length > 0) {
      tools.edit(
        item,
        action,
        fields.filter(({ key }) => action.fields.includes(key)),
      );
      return;
    }
    try {
      await tools.act(item, action);
      setProblem('');
    } catch (error) {
      setProblem(error.message);
    }
  }

  return (
    <li className="panel p-4 sm:p-5">
      <h3 className={`wrap-anywhere ${first?.long ? 'whitespace-pre-wrap' : 'font-semibold'}`}>
        {first ? <Value field={first} value={valueOf(item, first.key)} names={names} /> : title}
      </h3>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1.5 text-sm">
        {others.map((field) => (
          <Fact key={field.key} field={field} value={valueOf(item, field.key)} names={names} />
        ))}
      </div>
      <p className="problem mt-2 empty:hidden" role="alert">
        {problem}
      </p>
      <div className="mt-3 flex flex-wrap gap-2 empty:hidden">
        {children.map((child) => (
          <button key={child.key} {...named(child.title)} onClick={() => tools.open(child.key, item, title)}>
            {child.title}
            <span aria-hidden="true"> ›</span>
          </button>
        ))}
        {actions.map((action) => (
          <button
            key={action.label}
            {...named(action.label)}
            aria-pressed={action.flag === null ? undefined : valueOf(item, action.flag) === true}
            onClick={() => act(action)}
          >
            {action.label}
          </button>
        ))}
        {mayChange(collection.update, item, account) && (
          <button
            {...named('Edit')}
            onClick={() =>
              tools.edit(
                item,
                collection.update,
                fields.filter(({ update }) => update),
              )
            }
          >
            Edit
          </button>
        )}
        {mayChange(collection.remove, item, account) && (
          <button {...named('Delete')} className="button danger" onClick={() => tools.remove(item, title)}>
            Delete
          </button>
        )}
      </div>
    </li>
  );
}
