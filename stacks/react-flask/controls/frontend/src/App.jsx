import { useCallback, useEffect, useState } from 'react';
import { call, isSignedIn, keepToken } from './api.js';
import { page } from './config.js';
import { Items } from './Items.jsx';
import { SignIn } from './SignIn.jsx';

export default function App() {
  const [isIn, setIn] = useState(isSignedIn());
  const [asksToSignIn, setAsks] = useState(false);

  useEffect(() => {
    document.title = page.name;
  }, []);

  const signedOut = useCallback(() => {
    keepToken(null);
    setIn(false);
    setAsks(true);
  }, []);

  async function signOut() {
    try {
      if (page.account.logout) await call(page.account.logout.method, page.account.logout.path);
    } finally {
      signedOut();
    }
  }

  function signedIn() {
    setIn(true);
    setAsks(false);
  }

  return (
    <div className="mx-auto max-w-6xl px-5 py-10">
      <header className="flex flex-wrap items-start justify-between gap-4">
        <div>
          <h1 className="text-3xl font-bold tracking-tight">{page.name}</h1>
          <p className="mt-1 max-w-prose text-slate-600 dark:text-slate-400">{page.description}</p>
        </div>
        {page.account && (
          <button type="button" className="button" onClick={isIn ? signOut : () => setAsks(!asksToSignIn)}>
            {isIn ? 'Sign out' : asksToSignIn ? 'Back to the list' : 'Sign in'}
          </button>
        )}
      </header>
      {asksToSignIn ? (
        <main>
          <SignIn onSignedIn={signedIn} />
        </main>
      ) : (
        <Items onSignedOut={signedOut} />
      )}
    </div>
  );
}
