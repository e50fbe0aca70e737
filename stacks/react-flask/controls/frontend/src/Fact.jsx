import { Value } from './Value.jsx';

/** A field of an item: flags and choices as badges, the rest with its name. */
export function Fact({ field, value, names }) {
  if (value === false) return null;
  if (field.kind === 'boolean') return <span className="badge">{field.label}</span>;
  if (field.kind === 'choice') {
    return (
      <span className="badge">
        <span className="sr-only">{`${field.label}: `}</span>
        <Value field={field} value={value} names={names} />
      </span>
    );
  }
  if (field.kind === 'list') {
    return value.map((entry) => (
      <span key={entry} className="badge">
        {entry}
      </span>
    ));
  }
  if (field.long) {
    return (
      <p className="basis-full text-base wrap-anywhere whitespace-pre-wrap">
        <Value field={field} value={value} names={names} />
      </p>
    );
  }
  return (
    <span className="min-w-0 wrap-anywhere">
      <span className="quiet">{`${field.label} `}</span>
      <Value field={field} value={value} names={names} />
    </span>
  );
}
