import { valueOf } from './api.js';
import { config } from './config.js';
import { isAdministrator } from './rules.js';

/** Who is signed in, and the way in and out. */
export function Account({ account, onForm, onSignOut }) {
  if (account === null) {
    return (
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button" onClick={() => onForm('sign-in')}>
          Sign in
        </button>
        {config.account.register && (
          <button type="button" className="button" onClick={() => onForm('register')}>
            Register
          </button>
        )}
      </div>
    );
  }
  const name = valueOf(account, config.account.name);
  return (
    <div className="flex flex-wrap items-center gap-3 text-sm">
      {name !== null && (
        <span className="quiet break-all">
          {String(name)}
          {isAdministrator(account) && ' (administrator)'}
        </span>
      )}
      <button type="button" className="button" onClick={onSignOut}>
        Sign out
      </button>
    </div>
  );
}
