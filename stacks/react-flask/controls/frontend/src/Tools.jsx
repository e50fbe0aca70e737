import { useEffect, useState } from 'react';
import { call, listIn, valueOf } from './api.js';

const namesIn = (groups) =>
  groups.map((group) => (typeof group === 'string' ? group : String(Object.values(group)[0])));
const asChoices = (values) => values.map((value) => [value, value.replaceAll('_', ' ')]);

/** Search, filters and order of a list. */
export function Tools({ collection: { search, filters, sorting }, asked, names, onAsk }) {
  if (search === null && filters.length === 0 && sorting.length === 0) return null;
  return (
    <form className="mt-4 flex flex-wrap gap-3" role="search" onSubmit={(event) => event.preventDefault()}>
      {search && (
        <input
          className="input min-w-0 flex-1 basis-56"
          type="search"
          aria-label="Search"
          placeholder="Search"
          autoComplete="off"
          value={asked.typed ?? ''}
          onChange={({ target }) => onAsk({ typed: target.value, search: target.value.trim() })}
        />
      )}
      {filters.map((filter) => (
        <Filter
          key={filter.parameter}
          filter={filter}
          names={names}
          value={valueOf(asked.filters, filter.parameter) ?? ''}
          onChange={(value) => onAsk({ filters: { ...asked.filters, [filter.parameter]: value } })}
        />
      ))}
      {sorting.length > 0 && <Order sorting={sorting} asked={asked} onAsk={onAsk} />}
    </form>
  );
}

function Filter({ filter, names, value, onChange }) {
  const [values, setValues] = useState([]);
  useEffect(() => {
    if (filter.values === null) return;
    const set = (answer) => setValues(asChoices(namesIn(listIn(answer))));
    void call({ path: filter.values }).then(set, () => null);
  }, [filter]);
  const flags = [
    ['true', filter.label],
    ['false', `Not ${filter.label.toLowerCase()}`],
  ];
  const referred = names.get(filter.field) ?? new Map();
  const choices =
    filter.kind === 'boolean'
      ? flags
      : [...referred, ...asChoices(filter.kind === 'choice' ? filter.choices : []), ...values];
  return (
    <select
      className="input w-auto! max-w-full"
      aria-label={filter.label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="">{`${filter.label}: any`}</option>
      {choices.map(([id, text]) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  );
}

function Order({ sorting, asked, onAsk }) {
  return (
    <div className="flex gap-2">
      <select
        className="input w-auto! min-w-0"
        aria-label="Sort by"
        value={asked.sort}
        onChange={({ target }) => onAsk({ sort: target.value })}
      >
        <option value="">Usual order</option>
        {sorting.map(({ key, label }) => (
          <option key={key} value={key}>{`By ${label.toLowerCase()}`}</option>
        ))}
      </select>
      {asked.sort !== '' && (
        <button
          type="button"
          className="button"
          aria-pressed={asked.isReversed}
          onClick={() => onAsk({ isReversed: !asked.isReversed })}
        >
          Descending
        </button>
      )}
    </div>
  );
}
