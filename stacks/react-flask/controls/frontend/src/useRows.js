import { useCallback, useEffect, useRef, useState } from 'react';
import { call, listIn, valueOf } from './api.js';

/** What the list is asked for: words, filters, order, page. */
function queryOf({ search, filters, pages }, asked) {
  const query = new URLSearchParams();
  if (asked.search !== '') query.set(search.parameter, asked.search);
  for (const { parameter } of filters) {
    const value = valueOf(asked.filters, parameter);
    if (value !== null && value !== '') query.set(parameter, value);
  }
  if (asked.sort !== '') {
    query.set('sort', asked.sort);
    query.set('order', asked.isReversed ? 'desc' : 'asc');
  }
  if (pages !== null) {
    if (pages.size !== null) query.set(pages.size, pages.rows);
    query.set(pages.place, pages.place === 'page' ? asked.page : (asked.page - 1) * pages.rows);
  }
  return query;
}

function totalOf(answer, rows, { pages }) {
  const total = Array.isArray(answer) ? null : (valueOf(answer, 'total') ?? valueOf(answer, 'count'));
  return typeof total === 'number' ? total : pages === null ? rows.length : null;
}

const nothing = { rows: [], total: null, summary: null, error: null, isLoading: true };

/**
 * What the server has now, and a function that asks it again. An answer that was overtaken by a newer one is
 * dropped. `hasSummary`: whether it may be asked for.
 */
export function useRows(collection, parents, asked, { isListed, hasSummary, onSignedOut }) {
  const [found, setFound] = useState(nothing);
  const turn = useRef(0);

  const refresh = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const rowsAbove = [...parents.map(({ row }) => row), null];
    const source = asked.search === '' ? collection.list : { path: collection.search.path };
    try {
      const [answer, summary] = await Promise.all([
        isListed ? call(source, rowsAbove, { query: queryOf(collection, asked) }) : [],
        hasSummary ? call(collection.summary, rowsAbove) : null,
      ]);
      if (own !== turn.current) return;
      const rows = listIn(answer);
      setFound({ rows, total: totalOf(answer, rows, collection), summary, error: null, isLoading: false });
    } catch (error) {
      if (own !== turn.current) return;
      if (error.status === 401) onSignedOut();
      setFound({ ...nothing, error, isLoading: false });
    }
  }, [collection, parents, asked, isListed, hasSummary, onSignedOut]);

  useEffect(() => {
    void refresh();
  }, [refresh]);

  return { ...found, refresh };
}
