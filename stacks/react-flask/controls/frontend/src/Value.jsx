/** A value as text for people. */
export function textOf(field, value, names) {
  if (field.options !== null) return names.get(field.key)?.get(String(value)) ?? String(value);
  if (field.kind === 'datetime')
    return new Date(value).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  if (field.kind === 'date')
    return new Date(`${value}T00:00`).toLocaleDateString([], { dateStyle: 'medium' });
  if (field.kind === 'number') return value.toLocaleString([], { minimumFractionDigits: 2 });
  if (field.kind === 'choice') return String(value).replaceAll('_', ' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A value; addresses are links. */
export function Value({ field, value, names }) {
  const text = textOf(field, value, names);
  if (field.kind !== 'url' || !/^https?:/.test(text)) return text;
  return (
    <a className="link break-all" href={text} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  );
}
