import { element } from './page.js';

/** Shows the figures of a summary, and those of its groups; there is none when `answer` is null. */
export function showSummary(place, answer) {
  const figures = Object.entries(answer ?? {}).flatMap(figuresOf);
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
    const groups = value.map((group) => Object.values(Object(group)));
    return groups.filter((group) => typeof group.at(1) === 'number');
  }
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(figuresOf) : [];
}

function showFigure(value) {
  return value.toLocaleString([], { minimumFractionDigits: Number.isInteger(value) ? 0 : 2 });
}
