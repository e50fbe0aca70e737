import { element } from './page.js';

/** How many rows there are; null: the answer does not say, and this is a part of them. */
export function totalIn(answer, rows, { pages }) {
  const total = Array.isArray(answer) ? null : (answer?.total ?? answer?.count ?? null);
  if (typeof total === 'number') return total;
  return pages === null ? rows.length : null;
}

/** The way through the pages of a list; `turn` is called with the page to show. */
export function showPages(place, { pages }, { page, rows, total }, turn) {
  const isLast = total === null ? rows.length < (pages?.rows ?? 0) : page * (pages?.rows ?? 0) >= total;
  const button = (text, step, isEnd) => {
    const made = element('button', { type: 'button', disabled: isEnd }, text);
    made.addEventListener('click', () => turn(page + step));
    return made;
  };
  const words =
    total === null ? `Page ${page}` : `Page ${page} of ${Math.max(1, Math.ceil(total / (pages?.rows ?? 1)))}`;
  place.hidden = pages === null || (page === 1 && isLast);
  place.replaceChildren(
    button('Previous', -1, page === 1),
    element('span', { className: 'quiet' }, words),
    button('Next', 1, isLast),
  );
}
