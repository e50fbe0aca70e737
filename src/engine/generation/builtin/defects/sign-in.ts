import type { TriggerStep } from '../../ground-truth.ts';
import type { Accounts } from '../accounts.ts';
import { isObject, rowIn, valueIn } from '../examples.ts';
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

/** Another account, and what is sent for it. */
export interface Person {
  /** Names begin with it; none: the account that all is made with. */
  prefix?: string;
  /** Under which name the token is kept. */
  token?: string;
  /** Sent in place of the right password. */
  wrongPassword?: string;
  /** Sent beside the example when the account is made. */
  extra?: ExampleObject;
}

/** @returns null when clients make no accounts */
export function signIn({ access, entity }: Accounts, person: Person = {}): SignIn | null {
  const { register, login, tokenKey, nameKey, passwordKey } = access;
  const { prefix = '', token = 'token', wrongPassword, extra = {} } = person;
  if (register === null || !isObject(register.request)) return null;
  const account: ExampleObject = { ...register.request, ...extra };
  for (const [key, value] of Object.entries(account)) {
    if (typeof value === 'string' && value.includes('@')) account[key] = `${prefix}{{nonce}}@example.com`;
    else if (key === nameKey || /name|handle|login/i.test(key)) account[key] = `${prefix || 'u'}{{nonce}}`;
  }
  const [name, password] = [nameKey, passwordKey].map((key) => valueIn(account, key));
  if (name === undefined || password === undefined) return null;
  const shown = rowIn(register.response, entity);
  const isShown = prefix === '' && shown !== null && valueIn(shown, entity.id.key) !== undefined;
  const keep = isShown ? { keep: { account: keptValue(entity.id.key) } } : {};
  const credentials = { [nameKey]: name, [passwordKey]: wrongPassword ?? password };
  return {
    id: isShown ? 'account' : null,
    steps: [
      { method: 'POST', path: register.path, json: account, ...keep },
      {
        ...{ method: 'POST', path: login.path, json: credentials },
        keep: { [token]: `"${tokenKey}":"([^"]+)` },
      },
    ],
    headers: { authorization: `Bearer {{${token}}}` },
  };
}

/** The value of a key that is a number or plain words. */
export function keptValue(key: string): string {
  return `"${key.replace(/[^\w-]/g, '\\$&')}":"?([\\w-]+)`;
}
