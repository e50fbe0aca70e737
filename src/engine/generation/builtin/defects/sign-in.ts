import type { TriggerStep } from '../../ground-truth.ts';
import type { Accounts } from '../accounts.ts';
import { isObject, rowIn } from '../examples.ts';
import type { ExampleObject } from '../examples.ts';

/** What has to be asked before others may be, and what those then carry. */
export interface Calls {
  steps: TriggerStep[];
  headers: Record<string, string>;
}

/** Makes an account and logs in; in an app that was just started it is an administrator. */
export interface SignIn extends Calls {
  /** Under which name the account's id is kept; null: no answer shows it. */
  id: string | null;
}

/** @returns null when clients make no accounts */
export function signIn({ access, entity }: Accounts): SignIn | null {
  const { register, login, tokenKey, nameKey, passwordKey } = access;
  if (register === null || !isObject(register.request)) return null;
  const account: ExampleObject = { ...register.request };
  for (const [key, value] of Object.entries(account)) {
    if (typeof value === 'string' && value.includes('@')) account[key] = '{{nonce}}@example.com';
    else if (key === nameKey || /name|handle|login/i.test(key)) account[key] = 'u{{nonce}}';
  }
  const { [nameKey]: name, [passwordKey]: password } = account;
  if (name === undefined || password === undefined) return null;
  const isShown = rowIn(register.response, entity)?.[entity.id.key] !== undefined;
  const keep = isShown ? { keep: { account: keptValue(entity.id.key) } } : {};
  return {
    id: isShown ? 'account' : null,
    steps: [
      { method: 'POST', path: register.path, json: account, ...keep },
      {
        ...{ method: 'POST', path: login.path, json: { [nameKey]: name, [passwordKey]: password } },
        keep: { token: `"${tokenKey}":"([^"]+)` },
      },
    ],
    headers: { authorization: 'Bearer {{token}}' },
  };
}

/** The value of a key that is a number or plain words. */
export function keptValue(key: string): string {
  return `"${key.replace(/[^\w-]/g, '\\$&')}":"?([\\w-]+)`;
}
