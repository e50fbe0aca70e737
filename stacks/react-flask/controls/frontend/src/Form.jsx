import { useEffect, useRef, useState } from 'react';
import { valueOf } from './api.js';
import { Field, initialText, valueToSend } from './Field.jsx';

function textsOf(fields, item) {
  return fields.map((field) => initialText(field, item === null ? null : valueOf(item, field.key)));
}

/**
 * A form of fields. `item` fills it; `onSubmit` gets what is to be sent, and throws what is wrong, by field where it
 * is known.
 */
export function Form({ title, fields, item = null, action, onSubmit, onCancel = null, takesFocus = false }) {
  const [texts, setTexts] = useState(() => textsOf(fields, item));
  const [problems, setProblems] = useState(new Map());
  const [message, setMessage] = useState('');
  const [isBusy, setBusy] = useState(false);
  const form = useRef(null);

  useEffect(() => {
    if (takesFocus) form.current.querySelector('input, select, textarea')?.focus();
  }, [takesFocus]);

  async function submit(event) {
    event.preventDefault();
    const values = fields.map((field, index) => [field.key, valueToSend(field, texts[index])]);
    setBusy(true);
    try {
      await onSubmit(Object.fromEntries(values.filter(([, value]) => value !== undefined)));
      setProblems(new Map());
      setMessage('');
      setTexts(textsOf(fields, item));
    } catch (error) {
      const found = new Map(Object.entries(error.fields ?? {}));
      setProblems(found);
      setMessage(fields.some(({ key }) => found.has(key)) ? '' : error.message);
      const first = fields.find(({ key }) => found.has(key));
      if (first) document.getElementById(`field-${first.key}`)?.focus();
    } finally {
      setBusy(false);
    }
  }

  return (
    <section className="panel p-5" aria-labelledby="form-title">
      <h2 id="form-title" className="mb-4 text-lg font-semibold">
        {title}
      </h2>
      <form ref={form} className="grid gap-4" noValidate onSubmit={submit}>
        {fields.map((field, index) => (
          <Field
            key={field.key}
            field={field}
            value={texts[index]}
            problem={problems.get(field.key) ?? ''}
            onChange={(value) => setTexts(texts.with(index, value))}
          />
        ))}
        <p className="problem empty:hidden" role="alert">
          {message}
        </p>
        <div className="flex gap-2">
          <button className="button primary" disabled={isBusy}>
            {action}
          </button>
          {onCancel && (
            <button type="button" className="button" onClick={onCancel}>
              Cancel
            </button>
          )}
        </div>
      </form>
    </section>
  );
}
