import { config } from './config.js';
import { createForm } from './form.js';
import { call, element, findIn, isSignedIn, keepToken, valueOf } from './page.js';
import { isAdministrator } from './rules.js';

const noNames = new Map();

/**
 * Who is signed in, with the forms to sign in and to register in `section`. `changed` is called with the account,
 * null when nobody is signed in, and whether that has just happened in a form; `opened` and `closed` when a form is shown and when it
 * was left; `isNeeded` says whether there is nothing to see without an account.
 */
export function createAccount({ bar, section, changed, opened, closed, isNeeded }) {
  const { login, register, logout, me, signIn, signUp, token, name, password } = config.account;

  function showBar(account) {
    const parts = [];
    if (account !== null) {
      const role = isAdministrator(account) ? ' (administrator)' : '';
      const words = `${String(valueOf(account, name) ?? '')}${role}`;
      parts.push(
        element('span', { className: 'quiet' }, words),
        button('Sign out', () => void leave()),
      );
    } else {
      parts.push(button('Sign in', () => openForm(false)));
      if (register !== null) parts.push(button('Register', () => openForm(true)));
    }
    bar.hidden = false;
    bar.replaceChildren(...parts);
  }

  async function leave() {
    if (logout !== null) await call(logout).catch(() => null);
    keepToken(null);
    show(null);
  }

  function show(account, isNew = false) {
    section.hidden = true;
    section.replaceChildren();
    showBar(account);
    changed(account, isNew);
  }

  /** `answer`: that of the login, when it has just been. */
  async function enter(answer) {
    if (answer !== null) keepToken(String(findIn(answer, token)));
    show(accountIn(me === null ? answer : await call(me)), answer !== null);
  }

  /** The account itself, or what an answer wraps it in. */
  function accountIn(answer) {
    if (valueOf(answer, name) !== null) return answer;
    const inner = Object.values(answer ?? {}).find((value) => valueOf(value, name) !== null);
    return inner ?? answer ?? {};
  }

  function openForm(isNew) {
    const fields = (isNew ? [...signUp, ...signIn] : signIn).map((field) => ({
      ...field,
      autocomplete: autocompleteOf(field, isNew),
    }));
    const close = () => {
      section.hidden = true;
      closed();
    };
    const action = isNew ? 'Create account' : 'Sign in';
    const send = (values) => submit(values, isNew);
    const cancel = isNeeded() ? null : close;
    const { form, focus } = createForm({ fields, names: noNames, action, send, cancel });
    const heading = element('h2', { id: 'sign-in-title' }, isNew ? 'Create an account' : 'Sign in');
    const words = element('span', {}, isNew ? 'You have an account? ' : 'You have no account yet? ');
    const other = button(isNew ? 'Sign in' : 'Create one', () => openForm(!isNew));
    other.className = 'link';
    const choice = element('p', { className: 'quiet', hidden: register === null }, words, other);
    section.replaceChildren(heading, form, choice);
    section.hidden = false;
    opened();
    focus();
  }

  function autocompleteOf({ key, kind, secret }, isNew) {
    if (secret) return isNew ? 'new-password' : 'current-password';
    if (kind === 'email') return 'email';
    return key === name ? 'username' : 'off';
  }

  async function submit(values, isNew) {
    if (isNew) await call(register, [null], { body: values });
    const known = [name, password].map((key) => [key, valueOf(values, key) ?? '']);
    await enter(await call(login, [null], { body: Object.fromEntries(known) }));
  }

  return {
    async start() {
      if (isSignedIn()) await enter(null).catch(() => this.forget());
      else show(null);
    },
    ask: () => openForm(false),
    /** The server does not know the session any more. */
    forget() {
      keepToken(null);
      show(null);
    },
  };
}

function button(text, act) {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', act);
  return made;
}
