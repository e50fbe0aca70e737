import { useCallback, useEffect, useState } from 'react';
import { call, findIn, hasToken, keepToken, valueOf } from './api.js';
import { config } from './config.js';

/** The account itself, or what an answer wraps it in. */
function accountIn(answer) {
  if (valueOf(answer, config.account.name) !== null) return answer;
  const inner = Object.values(answer ?? {}).find((value) => valueOf(value, config.account.name) !== null);
  return inner ?? answer ?? {};
}

/** Who is signed in; null: nobody, undefined: it is not known yet. */
export function useAccount() {
  const [account, setAccount] = useState(() => (hasToken() ? undefined : null));

  const leave = useCallback(() => {
    keepToken(null);
    setAccount(null);
  }, []);

  /** `answer`: that of the login, when it has just been. */
  const enter = useCallback(async (answer) => {
    const { me, token } = config.account;
    if (answer !== null) keepToken(String(findIn(answer, token)));
    setAccount(accountIn(me === null ? answer : await call(me)));
  }, []);

  useEffect(() => {
    if (account === undefined) void enter(null).catch(leave);
  }, [account, enter, leave]);

  async function signOut() {
    if (config.account.logout) await call(config.account.logout).catch(() => null);
    leave();
  }

  return { account, enter, leave, signOut };
}
