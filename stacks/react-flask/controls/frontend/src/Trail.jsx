/** What leads to a collection inside of another, and the way back. */
export function Trail({ place: { collection, parents }, onGo }) {
  if (parents.length === 0) return null;
  const steps = parents.flatMap(({ key, row, title, collectionTitle }, index) => [
    { text: collectionTitle, go: () => onGo(key, parents.slice(0, index)), name: `${key} ${row === null}` },
    { text: title, go: null, name: `${key} item` },
  ]);
  return (
    <nav className="mb-3 text-sm" aria-label="Where you are">
      <ol className="quiet flex flex-wrap items-center gap-x-2">
        {steps.map(({ text, go, name }) => (
          <li key={name} className="flex min-w-0 items-center gap-2 wrap-anywhere">
            {go === null ? (
              text
            ) : (
              <button type="button" className="link" onClick={go}>
                {text}
              </button>
            )}
            <span aria-hidden="true">›</span>
          </li>
        ))}
        <li aria-current="page">{collection.title}</li>
      </ol>
    </nav>
  );
}
