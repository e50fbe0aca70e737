const inputTypes = {
  integer: 'number',
  number: 'number',
  date: 'date',
  datetime: 'datetime-local',
  url: 'url',
  email: 'email',
};

/** One row of a form: label, control, and what is wrong. */
export function Field({ id, field, names, value, problem, onChange }) {
  const described = {
    id,
    'aria-describedby': `${id}-problem`,
    'aria-invalid': problem !== '',
    'aria-required': field.kind === 'boolean' ? undefined : field.required,
  };
  const label = (
    <label className="text-sm font-medium" htmlFor={id}>
      {field.label}
      {field.required && field.kind !== 'boolean' && <span aria-hidden="true"> *</span>}
    </label>
  );
  const message = (
    <span className="problem empty:hidden" id={`${id}-problem`}>
      {problem}
    </span>
  );
  if (field.kind === 'boolean') {
    return (
      <div className="flex flex-wrap items-center gap-2">
        <input
          {...described}
          type="checkbox"
          className="size-4 accent-indigo-700 dark:accent-indigo-300"
          checked={value}
          onChange={({ target }) => onChange(target.checked)}
        />
        {label}
        {message}
      </div>
    );
  }
  return (
    <div className="grid gap-1">
      {label}
      <Control {...{ field, names, described, value }} onChange={({ target }) => onChange(target.value)} />
      {message}
    </div>
  );
}

function Control({ field, names, described, value, onChange }) {
  const isReference = field.options !== null;
  if (isReference || field.kind === 'choice') {
    const choices = isReference
      ? [...(names ?? [])]
      : field.choices.map((choice) => [choice, choice.replaceAll('_', ' ')]);
    const none = field.required ? 'Choose …' : 'None';
    return (
      <select {...described} className="input" value={value} onChange={onChange}>
        {(isReference || value === '') && <option value="">{none}</option>}
        {choices.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    );
  }
  if (field.long)
    return <textarea {...described} className="input" rows={4} value={value} onChange={onChange} />;
  return (
    <input
      {...described}
      className="input"
      type={field.secret ? 'password' : (inputTypes[field.kind] ?? 'text')}
      step={field.kind === 'number' ? 'any' : undefined}
      placeholder={field.kind === 'list' ? 'separated by commas' : undefined}
      autoComplete={field.autoComplete ?? (field.secret ? 'new-password' : 'off')}
      value={value}
      onChange={onChange}
    />
  );
}
