import { useEffect, useRef, useState } from 'react';
import { call, valueOf } from './api.js';
import { Card } from './Card.jsx';
import { Confirmation } from './Confirmation.jsx';
import { Dialog } from './Dialog.jsx';
import { Form } from './Form.jsx';
import { Pager } from './Pager.jsx';
import { mayCall } from './rules.js';
import { Summary } from './Summary.jsx';
import { Tools } from './Tools.jsx';
import { useNames } from './useNames.js';
import { useRows } from './useRows.js';

const firstAsked = { search: '', filters: {}, sort: '', isReversed: false, page: 1 };

function wordsFor({ isLoading, error, rows, total }, { what, things, list }, asked, isListed) {
  if (isLoading) return 'Loading …';
  if (error !== null || list === null) return '';
  if (!isListed) return 'Only administrators see this list.';
  if (rows.length > 0) return total === null ? '' : `${total} ${total === 1 ? what : things}`;
  const isLimited = asked.search !== '' || Object.values(asked.filters).some((value) => value !== '');
  return isLimited ? 'Nothing found.' : 'Nothing here yet.';
}

/** A collection: its figures, its tools, its rows, and the forms for them. */
export function Collection({ collection, parents, account, heading, onGo, onSignedOut }) {
  const [asked, setAsked] = useState(firstAsked);
  const [task, setTask] = useState(null);
  const [notice, setNotice] = useState('');
  const isListed = mayCall(collection.list, account);
  const hasSummary = mayCall(collection.summary, account);
  const found = useRows(collection, parents, asked, { isListed, hasSummary, onSignedOut });
  const names = useNames(collection.fields);
  const rowsAbove = parents.map(({ row }) => row);
  const close = () => setTask(null);
  const hasActed = useRef(false);

  // What had the focus may be gone: nobody has to begin at the top of the page again.
  useEffect(() => {
    if (hasActed.current && document.activeElement === document.body) heading.current?.focus();
    hasActed.current = false;
  }, [found.rows, heading]);

  async function done(words) {
    setNotice(words);
    close();
    hasActed.current = true;
    await found.refresh();
  }

  async function create(values) {
    const { given } = collection.create;
    const value = given === null ? null : valueOf(rowsAbove.at(-1), given.from);
    const body = given === null ? values : { ...values, [given.key]: given.many ? [value] : value };
    await call(collection.create, [...rowsAbove, null], { body });
    await done('Added.');
  }

  async function change(item, target, values) {
    await call(target, [...rowsAbove, item], { body: values });
    await done('Saved.');
  }

  async function remove(item) {
    await call(collection.remove, [...rowsAbove, item]);
    await done('Deleted.');
  }

  function ask(changed) {
    setNotice('');
    setAsked({ ...asked, page: 1, ...changed });
    if (changed.page !== undefined) heading.current?.focus();
  }

  const status = wordsFor(found, collection, asked, isListed);
  const cardTools = {
    names,
    account,
    edit: (item, target, fields) => setTask({ kind: 'edit', item, target, fields }),
    remove: (item, title) => setTask({ kind: 'remove', item, title }),
    open: (key, row, title) =>
      onGo(key, [...parents, { key: collection.key, collectionTitle: collection.title, row, title }]),
    act: async (item, action) => {
      await call(action, [...rowsAbove, item]);
      await done('');
    },
  };
  return (
    <section aria-labelledby="collection-title">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2
          id="collection-title"
          ref={heading}
          tabIndex={-1}
          className="text-xl font-semibold focus:outline-none"
        >
          {collection.title}
        </h2>
        {mayCall(collection.create, account) && (
          <button type="button" className="button primary" onClick={() => setTask({ kind: 'new' })}>
            {`New ${collection.what}`}
          </button>
        )}
      </div>
      <Summary answer={found.summary} />
      {isListed && <Tools collection={collection} asked={asked} names={names} onAsk={ask} />}
      <p role="alert" className="problem my-3 empty:hidden">
        {found.error?.message}
      </p>
      <p role="status" className={`quiet ${found.rows.length > 0 ? 'my-3 text-sm' : 'py-10 text-center'}`}>
        {[notice, status].filter((words) => words !== '').join(' ')}
      </p>
      <ul className="grid grid-cols-1 gap-3" aria-busy={found.isLoading}>
        {found.rows.map((item) => (
          <Card key={String(valueOf(item, collection.id))} {...{ item, collection }} tools={cardTools} />
        ))}
      </ul>
      <Pager pages={collection.pages} asked={asked} found={found} onAsk={ask} />
      {task?.kind === 'new' && (
        <Dialog title={`New ${collection.what}`} onClose={close}>
          <Form
            fields={collection.fields.filter((field) => field.create)}
            action="Add"
            names={names}
            onSubmit={create}
            onCancel={close}
          />
        </Dialog>
      )}
      {task?.kind === 'edit' && (
        <Dialog title={`Edit ${collection.what}`} onClose={close}>
          <Form
            fields={task.fields}
            item={task.item}
            action="Save"
            names={names}
            onSubmit={(values) => change(task.item, task.target, values)}
            onCancel={close}
          />
        </Dialog>
      )}
      {task?.kind === 'remove' && (
        <Confirmation
          title={`Delete ${collection.what}?`}
          words={`“${task.title}” will be gone for good.`}
          action="Delete"
          onConfirm={() => remove(task.item)}
          onCancel={close}
        />
      )}
    </section>
  );
}
