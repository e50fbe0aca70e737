import { complain } from './editor.js';
import { createInput } from './inputs.js';
import { call, element, isSignedIn, keepToken, valueOf } from './page.js';

/**
 * Who is signed in, with the forms to sign in and to register. `changed` is called with the account, null when
 * nobody is signed in.
 */
export function createAccount({ bar, section, settings, changed }) {
  const { login, register, logout, me } = settings;
  let account = null;

  function showBar() {
    const name = account === null ? '' : String(valueOf(account, settings.name) ?? 'you');
    const button = element('button', { type: 'button' }, account === null ? 'Sign in' : 'Sign out');
    button.addEventListener('click', () => {
      if (account === null) openForm('');
      else void leave();
    });
    bar.hidden = false;
    bar.replaceChildren(...(name === '' ? [] : [element('span', {}, `Signed in as ${name}`)]), button);
  }

  async function leave() {
    if (logout !== null) await call(logout.method, logout.path).catch(() => null);
    await enter(null);
  }

  async function enter(token) {
    keepToken(token);
    account = null;
    if (isSignedIn()) {
      account = me === null ? {} : await call('GET', me).then(accountIn, () => null);
      if (account === null) keepToken(null);
    }
    section.hidden = true;
    showBar();
    changed(account);
  }

  /** The account itself, or what an answer wraps it in. */
  function accountIn(answer) {
    const inner = Object.values(answer).find((value) => typeof value === 'object' && value !== null);
    return valueOf(answer, settings.name) === null && inner !== undefined ? inner : answer;
  }

  /** `words`: why it is open. */
  function openForm(words, isNew = false) {
    const heading = element('h2', { id: 'sign-in-title' }, isNew ? 'New account' : 'Sign in');
    const fields = isNew ? [...settings.signIn, ...settings.signUp] : settings.signIn;
    const inputs = fields.map((field) => createInput(field, 'account'));
    for (const input of inputs) input.reset(null);
    const problem = element('p', { className: 'problem' }, words);
    problem.setAttribute('role', 'alert');
    const send = element('button', { type: 'submit', className: 'primary' }, isNew ? 'Register' : 'Sign in');
    const other = element('button', { type: 'button' }, isNew ? 'I have an account' : 'Make an account');
    const cancel = element('button', { type: 'button' }, 'Cancel');
    other.hidden = register === null;
    const actions = element('div', { className: 'actions' }, send, other, cancel);
    const form = element('form', { noValidate: true }, ...inputs.map(({ row }) => row), problem, actions);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void submit(inputs, problem, isNew);
    });
    other.addEventListener('click', () => openForm('', !isNew));
    cancel.addEventListener('click', () => {
      section.hidden = true;
    });
    section.replaceChildren(heading, form);
    section.hidden = false;
    inputs.at(0)?.focus();
  }

  async function submit(inputs, problem, isNew) {
    const values = inputs.map((input) => [input.field.key, input.read()]);
    const sent = new Map(values.filter(([, value]) => value !== undefined));
    try {
      if (isNew) await call(register.method, register.path, Object.fromEntries(sent));
      const known = [settings.name, settings.password].map((key) => [key, sent.get(key)]);
      const answer = await call(login.method, login.path, Object.fromEntries(known));
      await enter(valueOf(answer, settings.token));
    } catch (error) {
      complain(inputs, problem, error);
    }
  }

  showBar();
  return {
    start: () => enter(sessionStorage.getItem('token')),
    ask: (words) => openForm(words),
  };
}
