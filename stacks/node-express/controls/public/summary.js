import { call, element } from './page.js';

/** Shows the figures of a summary, and those of its groups; `path` is null when there is none. */
export async function showSummary(place, path) {
  const figures = path === null ? [] : Object.entries(await call('GET', path)).flatMap(figuresOf);
  place.hidden = figures.length === 0;
  place.replaceChildren(
    ...figures.map(([name, value]) =>
      element('div', {}, element('dt', {}, String(name)), element('dd', {}, showFigure(value))),
    ),
  );
}

function figuresOf([name, value]) {
  if (typeof value === 'number') return [[name.replaceAll('_', ' '), value]];
  if (Array.isArray(value)) {
    return value.map((group) => Object.values(group)).filter((group) => typeof group.at(1) === 'number');
  }
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(figuresOf) : [];
}

function showFigure(value) {
  return value.toLocaleString(undefined, { minimumFractionDigits: Number.isInteger(value) ? 0 : 2 });
}
