function figuresOf(answer) {
  return Object.entries(answer ?? {}).flatMap(([name, value]) => {
    if (typeof value === 'number') return [[name.replaceAll('_', ' '), value]];
    if (!Array.isArray(value)) return [];
    return value.map((group) => Object.values(group)).filter((group) => group.length > 1);
  });
}

/** The figures of a summary. */
export function Summary({ answer }) {
  const figures = figuresOf(answer);
  if (figures.length === 0) return null;
  return (
    <dl className="mt-5 flex flex-wrap gap-3">
      {figures.map(([name, value]) => (
        <div key={name} className="panel min-w-28 px-4 py-2.5">
          <dt className="text-xs text-slate-600 first-letter:uppercase dark:text-slate-400">{name}</dt>
          <dd className="text-xl font-semibold tabular-nums">
            {value?.toLocaleString(undefined, { minimumFractionDigits: Number.isInteger(value) ? 0 : 2 })}
          </dd>
        </div>
      ))}
    </dl>
  );
}
