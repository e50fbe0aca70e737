import { useEffect, useId, useRef, useState } from 'react';
import { Field } from './Field.jsx';
import { typedOf, valueToSend } from './values.js';

/** What is wrong with no field in particular, or with one that the form does not have. */
function messageOf(error, fields, found) {
  const others = [...found].filter(([name]) => !fields.some(({ key }) => key === name));
  if (others.length === 0) return found.size > 0 ? '' : error.message;
  return others.map(([name, words]) => `${name}: ${words}`).join(' ');
}

/**
 * A form of fields. `item` fills it; `onSubmit` gets what is to be sent, and throws what is wrong, by field where it
 * is known.
 */
export function Form({ fields, item = null, names, action, onSubmit, onCancel = null }) {
  const [typed, setTyped] = useState(() => fields.map((field) => typedOf(field, item)));
  const [problems, setProblems] = useState(new Map());
  const [message, setMessage] = useState('');
  const [isBusy, setBusy] = useState(false);
  const form = useRef(null);
  const id = useId();

  useEffect(() => {
    form.current.querySelector('input, select, textarea')?.focus();
  }, []);

  async function submit(event) {
    event.preventDefault();
    if (isBusy) return;
    const values = fields.map((field, index) => [field.key, valueToSend(field, typed[index])]);
    setBusy(true);
    setProblems(new Map());
    setMessage('');
    try {
      await onSubmit(Object.fromEntries(values.filter(([, value]) => value !== undefined)));
    } catch (error) {
      const found = new Map(Object.entries(error.fields ?? {}));
      const first = fields.findIndex(({ key }) => found.has(key));
      setProblems(found);
      setMessage(messageOf(error, fields, found));
      form.current?.querySelectorAll('input, select, textarea')[first]?.focus();
    } finally {
      setBusy(false);
    }
  }

  return (
    <form ref={form} className="grid gap-4" noValidate onSubmit={submit}>
      {fields.map((field, index) => (
        <Field
          key={field.key}
          id={`${id}${index}`}
          field={field}
          names={names.get(field.key) ?? null}
          value={typed[index]}
          problem={problems.get(field.key) ?? ''}
          onChange={(value) => setTyped(typed.with(index, value))}
        />
      ))}
      <p className="problem empty:hidden" role="alert">
        {message}
      </p>
      <div className="flex flex-wrap gap-2">
        <button className="button primary" aria-busy={isBusy}>
          {action}
        </button>
        {onCancel && (
          <button type="button" className="button" onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
    </form>
  );
}
