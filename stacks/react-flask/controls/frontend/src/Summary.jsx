function figuresOf([name, value]) {
  if (typeof value === 'number') return [[name.replaceAll('_', ' '), value]];
  if (Array.isArray(value)) {
    const groups = value.map((group) => Object.values(Object(group)));
    return groups.filter((group) => typeof group.at(1) === 'number');
  }
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(figuresOf) : [];
}

function shown(value) {
  return value.toLocaleString([], { minimumFractionDigits: Number.isInteger(value) ? 0 : 2 });
}

/** The figures of a summary, and those of its groups. */
export function Summary({ answer }) {
  const figures = Object.entries(answer ?? {}).flatMap(figuresOf);
  if (figures.length === 0) return null;
  return (
    <dl className="mt-4 flex flex-wrap gap-3">
      {figures.map(([name, value], index) => (
        <div key={`${index} ${name}`} className="panel min-w-24 px-4 py-2.5">
          <dt className="quiet text-xs first-letter:uppercase">{String(name)}</dt>
          <dd className="text-xl font-semibold tabular-nums">{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
