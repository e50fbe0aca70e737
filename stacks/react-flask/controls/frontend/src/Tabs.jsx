/** The ways to the collections that are in no other. */
export function Tabs({ collections, place, onGo }) {
  if (collections.length < 2) return null;
  const here = place.parents.at(0)?.key ?? place.collection?.key;
  return (
    <nav className="mt-6 border-b border-slate-200 dark:border-slate-800" aria-label="Sections">
      <ul className="-mb-px flex flex-wrap gap-x-6">
        {collections.map(({ key, title }) => (
          <li key={key}>
            <button
              type="button"
              className="tab"
              aria-current={key === here ? 'page' : undefined}
              onClick={() => onGo(key, [])}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
