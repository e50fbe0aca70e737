import { call, valueOf } from './api.js';
import { config } from './config.js';
import { Form } from './Form.jsx';

const noNames = new Map();

function autoComplete({ kind, key, secret }, isNew) {
  if (secret) return isNew ? 'new-password' : 'current-password';
  if (kind === 'email') return 'email';
  return key === config.account.name ? 'username' : 'off';
}

/** Signs in, or makes an account and signs in with it. */
export function SignIn({ isNew, onForm, onSignedIn, onCancel }) {
  const { login, register, signIn, signUp, name, password } = config.account;
  const fields = (isNew ? [...signUp, ...signIn] : signIn).map((field) => ({
    ...field,
    autoComplete: autoComplete(field, isNew),
  }));

  async function submit(values) {
    if (isNew) await call(register, [null], { body: values });
    const known = [name, password].map((key) => [key, valueOf(values, key) ?? '']);
    await onSignedIn(await call(login, [null], { body: Object.fromEntries(known) }));
  }

  return (
    <section className="panel mx-auto max-w-md p-6" aria-labelledby="sign-in-title">
      <h2 id="sign-in-title" className="mb-4 text-lg font-semibold">
        {isNew ? 'Create an account' : 'Sign in'}
      </h2>
      <Form
        fields={fields}
        names={noNames}
        action={isNew ? 'Create account' : 'Sign in'}
        onSubmit={submit}
        onCancel={onCancel}
      />
      {register && (
        <p className="quiet mt-5 border-t border-slate-200 pt-4 text-sm dark:border-slate-800">
          {isNew ? 'You have an account? ' : 'You have no account yet? '}
          <button type="button" className="link" onClick={() => onForm(isNew ? 'sign-in' : 'register')}>
            {isNew ? 'Sign in' : 'Create one'}
          </button>
        </p>
      )}
    </section>
  );
}
