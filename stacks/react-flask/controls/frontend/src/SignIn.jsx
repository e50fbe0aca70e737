import { useState } from 'react';
import { call, findValue, keepToken } from './api.js';
import { page } from './config.js';
import { Form } from './Form.jsx';

const labelOf = (key) => {
  const words = key.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function fieldsOf(account, isNew) {
  const keys = isNew
    ? account.registerKeys
    : [account.nameKey, account.passwordKey].map((key) => ({ key, kind: 'text' }));
  return keys.map(({ key, kind }) => ({
    ...{ key, label: labelOf(key), required: true, choices: [], long: false },
    kind: key === account.passwordKey ? 'password' : kind,
  }));
}

/** Signs in, or makes an account first. */
export function SignIn({ onSignedIn }) {
  const { account } = page;
  const [isNew, setNew] = useState(false);

  async function submit(values) {
    if (isNew) await call('POST', account.register, '', values);
    const sent = [account.nameKey, account.passwordKey].map((key) => [key, findValue(values, key)]);
    const answer = await call('POST', account.login, '', Object.fromEntries(sent));
    keepToken(findValue(answer, account.tokenKey));
    onSignedIn();
  }

  return (
    <div className="mx-auto mt-8 grid max-w-sm gap-3">
      <Form
        key={String(isNew)}
        title={isNew ? 'Create an account' : 'Sign in'}
        fields={fieldsOf(account, isNew)}
        action={isNew ? 'Create account' : 'Sign in'}
        onSubmit={submit}
        takesFocus
      />
      {account.register && (
        <button type="button" className="button justify-self-start" onClick={() => setNew(!isNew)}>
          {isNew ? 'I have an account' : 'Create an account instead'}
        </button>
      )}
    </div>
  );
}
