import { useCallback, useEffect, useRef, useState } from 'react';
import { Account } from './Account.jsx';
import { Collection } from './Collection.jsx';
import { config } from './config.js';
import { collectionOf, isVisible, mayCall } from './rules.js';
import { SignIn } from './SignIn.jsx';
import { Tabs } from './Tabs.jsx';
import { Trail } from './Trail.jsx';
import { useAccount } from './useAccount.js';

const roots = config.collections.filter(({ isRoot }) => isRoot);
const first = {
  collection: roots.find((collection) => isVisible(collection, null)) ?? roots.at(0),
  parents: [],
};

export default function App() {
  const { account, enter, leave, signOut } = useAccount();
  const [place, setPlace] = useState(first);
  const [form, setForm] = useState(null);
  const heading = useRef(null);
  const hasMoved = useRef(false);

  useEffect(() => {
    document.title = config.name;
  }, []);

  useEffect(() => {
    if (!hasMoved.current || heading.current === null) return;
    heading.current.focus();
    hasMoved.current = false;
  }, [place, form, account]);

  /** Shows a collection; `parents` lead to it, each with its row, its title and its collection's key. */
  const go = useCallback((key, parents) => {
    setPlace({ collection: collectionOf(key), parents });
    setForm(null);
    hasMoved.current = true;
  }, []);

  async function signedIn(answer) {
    hasMoved.current = true;
    await enter(answer);
    setForm(null);
  }

  async function left() {
    await signOut();
    setForm(null);
    setPlace(first);
  }

  if (account === undefined) return <p className="p-10 text-center">Loading …</p>;
  const { collection, parents } = place;
  const isOpen = collection !== undefined && isVisible(collection, account);
  const needsAccount =
    isOpen && account === null && ![collection.list, collection.create].some((one) => mayCall(one, null));
  const shownForm = form ?? (needsAccount ? 'sign-in' : null);
  return (
    <div className="mx-auto max-w-5xl px-4 py-8 sm:px-6 sm:py-12">
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h1 className="text-3xl font-bold tracking-tight wrap-anywhere">{config.name}</h1>
          <p className="quiet mt-1 max-w-prose wrap-anywhere">{config.description}</p>
        </div>
        {config.account && <Account account={account} onForm={setForm} onSignOut={left} />}
      </header>
      <Tabs collections={roots.filter((one) => isVisible(one, account))} place={place} onGo={go} />
      <main className="mt-6">
        {shownForm !== null ? (
          <SignIn
            key={shownForm}
            isNew={shownForm === 'register'}
            onForm={setForm}
            onSignedIn={signedIn}
            onCancel={needsAccount ? null : () => setForm(null)}
          />
        ) : isOpen ? (
          <>
            <Trail place={place} onGo={go} />
            <Collection
              key={JSON.stringify([collection.key, parents.map(({ title }) => title), account !== null])}
              {...{ collection, parents, account, heading }}
              onGo={go}
              onSignedOut={leave}
            />
          </>
        ) : (
          <p className="quiet py-10 text-center">There is nothing to show here.</p>
        )}
      </main>
    </div>
  );
}
