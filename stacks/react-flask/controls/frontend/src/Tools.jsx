import { config } from './config.js';

/** Search and filter of the list. */
export function Tools({ search, onSearch, filter, onFilter, values }) {
  if (!config.search && !config.filter) return null;
  return (
    <form className="mb-4 flex flex-wrap gap-3" role="search" onSubmit={(event) => event.preventDefault()}>
      {config.search && (
        <input
          className="input flex-1 basis-56"
          type="search"
          aria-label="Search"
          placeholder="Search"
          autoComplete="off"
          value={search}
          onChange={(event) => onSearch(event.target.value)}
        />
      )}
      {config.filter && (
        <select
          className="input w-auto!"
          aria-label={config.filter.label}
          value={filter}
          onChange={(event) => onFilter(event.target.value)}
        >
          <option value="">{`Every ${config.filter.label.toLowerCase()}`}</option>
          {values.map((value) => (
            <option key={value}>{value}</option>
          ))}
        </select>
      )}
    </form>
  );
}
