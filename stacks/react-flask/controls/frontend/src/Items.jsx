import { useCallback, useEffect, useRef, useState } from 'react';
import { call, listIn, valueOf } from './api.js';
import { Card } from './Card.jsx';
import { config } from './config.js';
import { Form } from './Form.jsx';
import { Summary } from './Summary.jsx';
import { Tools } from './Tools.jsx';

const editable = config.fields.filter((field) => field.editable && field.kind !== 'json');
const namesIn = (groups) =>
  groups.map((group) => (typeof group === 'string' ? group : String(Object.values(group)[0])));

/** The list, the form beside it, and the figures above. */
export function Items({ onSignedOut }) {
  const [shown, setShown] = useState({ rows: [], summary: null, values: config.filter?.choices ?? [] });
  const [search, setSearch] = useState('');
  const [filter, setFilter] = useState('');
  const [editing, setEditing] = useState(null);
  const [message, setMessage] = useState('Loading …');
  const turn = useRef(0);

  /** Shows what the server has now; an answer that was overtaken by a newer one is dropped. */
  const refresh = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const isSearch = search.trim() !== '' && config.search !== null;
    const query = new URLSearchParams();
    if (isSearch) query.set(config.search.parameter, search.trim());
    if (filter !== '') query.set(config.filter.parameter, filter);
    const path = isSearch ? config.search.path : config.list;
    try {
      const [answer, summary, groups] = await Promise.all([
        path === null ? [] : call('GET', `${path}?${query}`),
        config.summary === null ? null : call('GET', config.summary),
        config.filter?.values ? call('GET', config.filter.values) : null,
      ]);
      if (own !== turn.current) return;
      const rows = listIn(answer);
      const values = groups === null ? (config.filter?.choices ?? []) : namesIn(listIn(groups));
      setShown({ rows, summary, values });
      setMessage(rows.length > 0 ? '' : isSearch || filter !== '' ? 'Nothing found.' : 'Nothing here yet.');
    } catch (error) {
      if (own !== turn.current) return;
      if (error.status === 401) onSignedOut();
      else setMessage(error.message);
    }
  }, [search, filter, onSignedOut]);

  useEffect(() => {
    void refresh();
  }, [refresh]);

  async function save(values) {
    const target = editing === null ? config.create : config.update;
    await call(target.method, target.path, editing === null ? '' : valueOf(editing, config.id), values);
    setEditing(null);
    await refresh();
  }

  const hasForm = editing !== null || (config.create !== null && editable.length > 0);
  return (
    <>
      <Summary answer={shown.summary} />
      <main className={`mt-6 grid items-start gap-6 ${hasForm ? 'md:grid-cols-[20rem_1fr]' : ''}`}>
        {hasForm && (
          <Form
            key={editing === null ? 'new' : String(valueOf(editing, config.id))}
            title={`${editing === null ? 'New' : 'Edit'} ${config.what}`}
            fields={editable}
            item={editing}
            action={editing === null ? 'Add' : 'Save'}
            onSubmit={save}
            onCancel={editing === null ? null : () => setEditing(null)}
            takesFocus={editing !== null}
          />
        )}
        <section aria-label="List">
          <Tools search={search} onSearch={setSearch} filter={filter} onFilter={setFilter} values={shown.values} />
          <ul className="grid gap-3">
            {shown.rows.map((item) => (
              <Card
                key={String(valueOf(item, config.id))}
                item={item}
                onEdit={() => setEditing(item)}
                onChanged={refresh}
              />
            ))}
          </ul>
          <p className="py-8 text-center text-slate-600 empty:hidden dark:text-slate-400" role="status">
            {message}
          </p>
        </section>
      </main>
    </>
  );
}
