import { useState } from 'react';
import { call, valueOf } from './api.js';
import { config } from './config.js';

/** The title first, long text after it, times last. */
function rank(field) {
  if (field.kind === 'text' && !field.long) return 0;
  if (field.long) return 1;
  return field.kind === 'datetime' ? 9 : 5;
}

function Value({ field, value }) {
  if (field.kind === 'url' && /^https?:/.test(value)) {
    return (
      <a className="break-all text-indigo-700 underline dark:text-indigo-300" href={value} target="_blank" rel="noopener noreferrer">
        {value}
      </a>
    );
  }
  if (field.kind === 'datetime') return new Date(value).toLocaleString();
  if (field.kind === 'number') return value.toLocaleString(undefined, { minimumFractionDigits: 2 });
  if (field.kind === 'integer') return `${value} ${field.label.toLowerCase()}`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function Fact({ field, item }) {
  const value = valueOf(item, field.key);
  if (value === '' || value === false) return null;
  const chip =
    'rounded-full bg-indigo-50 px-2.5 py-0.5 text-xs font-medium text-indigo-800 dark:bg-indigo-950 dark:text-indigo-200';
  if (field.kind === 'boolean') return <span className={chip}>{field.label}</span>;
  if (field.kind === 'choice') return <span className={chip}>{value.replaceAll('_', ' ')}</span>;
  if (field.kind === 'list') {
    return value.map((entry) => (
      <span key={entry} className={chip}>
        {entry}
      </span>
    ));
  }
  const style = field.long ? 'basis-full whitespace-pre-wrap break-words text-slate-900 dark:text-slate-100' : '';
  return (
    <span className={style} title={field.label}>
      <Value field={field} value={value} />
    </span>
  );
}

/** One item, and what can be done with it. */
export function Card({ item, onEdit, onChanged }) {
  const [message, setMessage] = useState('');
  const id = valueOf(item, config.id);
  const shown = config.fields.filter((field) => valueOf(item, field.key) !== null).sort((a, b) => rank(a) - rank(b));
  const [first, ...others] = shown;

  async function act({ method, path }) {
    try {
      await call(method, path, id);
      setMessage('');
      await onChanged();
    } catch (error) {
      setMessage(error.message);
    }
  }

  return (
    <li className="panel flex flex-wrap items-start justify-between gap-3 p-4">
      <div className="min-w-0 flex-1 basis-64">
        <h3 className="font-semibold break-words">
          {first ? <Value field={first} value={valueOf(item, first.key)} /> : `${config.what} ${id}`}
        </h3>
        <div className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm text-slate-600 dark:text-slate-400">
          {others.map((field) => (
            <Fact key={field.key} field={field} item={item} />
          ))}
        </div>
        <p className="problem mt-1 empty:hidden" role="alert">
          {message}
        </p>
      </div>
      <div className="flex flex-wrap gap-1.5">
        {config.actions.map((action) => (
          <button
            key={action.path}
            type="button"
            className="button"
            aria-pressed={action.flag === null ? undefined : valueOf(item, action.flag) === true}
            onClick={() => act(action)}
          >
            {action.label}
          </button>
        ))}
        {config.update && (
          <button type="button" className="button" onClick={onEdit}>
            Edit
          </button>
        )}
        {config.remove && (
          <button type="button" className="button danger" onClick={() => act(config.remove)}>
            Delete
          </button>
        )}
      </div>
    </li>
  );
}
