const inputTypes = { integer: 'number', number: 'number', date: 'date', url: 'url', email: 'email' };

/** What a form starts with: texts as they are typed, and flags. */
export function initialText(field, value) {
  if (field.kind === 'boolean') return value === true;
  if (field.kind === 'list') return (value ?? []).join(', ');
  if (field.kind === 'choice') return value ?? field.choices.at(0) ?? '';
  return value === null ? '' : String(value);
}

/** What is sent for what was typed; undefined: nothing. */
export function valueToSend(field, typed) {
  if (field.kind === 'boolean') return typed;
  const text = field.kind === 'password' ? typed : typed.trim();
  if (field.kind === 'list') {
    return text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== '');
  }
  if (field.kind === 'text') return text;
  if (text === '') return undefined;
  return field.kind === 'integer' || field.kind === 'number' ? Number(text) : text;
}

/** One row of a form: label, control, and what is wrong. */
export function Field({ field, value, problem, onChange }) {
  const id = `field-${field.key}`;
  const described = {
    id,
    'aria-describedby': `${id}-problem`,
    'aria-invalid': problem !== '',
    'aria-required': field.required,
  };
  const label = (
    <label className="text-sm font-medium" htmlFor={id}>
      {field.label}
      {field.required && <span aria-hidden="true"> *</span>}
    </label>
  );
  const message = (
    <span className="problem" id={`${id}-problem`}>
      {problem}
    </span>
  );
  if (field.kind === 'boolean') {
    return (
      <div className="flex flex-wrap items-center gap-2">
        <input
          {...described}
          type="checkbox"
          className="size-4 accent-indigo-700"
          checked={value}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
        {message}
      </div>
    );
  }
  return (
    <div className="grid gap-1">
      {label}
      <Control field={field} described={described} value={value} onChange={(event) => onChange(event.target.value)} />
      {message}
    </div>
  );
}

function Control({ field, described, value, onChange }) {
  if (field.kind === 'choice') {
    return (
      <select {...described} className="input" value={value} onChange={onChange}>
        {field.choices.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </select>
    );
  }
  if (field.long) return <textarea {...described} className="input" rows={4} value={value} onChange={onChange} />;
  return (
    <input
      {...described}
      className="input"
      type={field.kind === 'password' ? 'password' : (inputTypes[field.kind] ?? 'text')}
      step={field.kind === 'number' ? 'any' : undefined}
      placeholder={field.kind === 'list' ? 'separated by commas' : undefined}
      autoComplete="off"
      value={value}
      onChange={onChange}
    />
  );
}
