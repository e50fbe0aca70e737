import { element } from './page.js';

/**
 * Shows parts in a modal dialog: the browser keeps the focus in it, closes it with Escape, and gives the focus back.
 * @returns a function that closes it
 */
export function openDialog(title, ...parts) {
  const heading = element('h2', { id: 'dialog-title' }, title);
  const dialog = element('dialog', {}, heading, ...parts);
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return () => dialog.close();
}

/** Asks before something is done that cannot be undone. */
export function confirmFirst({ title, words, action, act }) {
  const problem = element('p', { className: 'problem' });
  problem.setAttribute('role', 'alert');
  const cancel = element('button', { type: 'button' }, 'Cancel');
  const confirm = element('button', { type: 'button', className: 'danger filled' }, action);
  const actions = element('div', { className: 'actions end' }, cancel, confirm);
  const close = openDialog(title, element('p', {}, words), problem, actions);
  cancel.addEventListener('click', close);
  confirm.addEventListener('click', () => {
    act(close).catch((error) => problem.replaceChildren(error.message));
  });
}
