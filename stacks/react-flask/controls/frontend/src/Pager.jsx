/** The way through the pages of a list. */
export function Pager({ pages, asked: { page }, found: { rows, total, isLoading }, onAsk }) {
  if (pages === null || isLoading) return null;
  const isLast = total === null ? rows.length < pages.rows : page * pages.rows >= total;
  if (page === 1 && isLast) return null;
  return (
    <nav className="mt-5 flex flex-wrap items-center justify-center gap-4" aria-label="Pages">
      <button
        type="button"
        className="button"
        disabled={page === 1}
        onClick={() => onAsk({ page: page - 1 })}
      >
        Previous
      </button>
      <span className="quiet text-sm tabular-nums">
        {total === null ? `Page ${page}` : `Page ${page} of ${Math.max(1, Math.ceil(total / pages.rows))}`}
      </span>
      <button type="button" className="button" disabled={isLast} onClick={() => onAsk({ page: page + 1 })}>
        Next
      </button>
    </nav>
  );
}
