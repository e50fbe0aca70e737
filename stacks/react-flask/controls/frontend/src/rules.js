import { valueOf } from './api.js';
import { config } from './config.js';

const administrator = 'admin';

export function isAdministrator(account) {
  return account !== null && valueOf(account, config.account.role) === administrator;
}

/** Whether who is signed in may call it at all. */
export function mayCall(call, account) {
  if (call === null) return false;
  if (call.need === 'anyone') return true;
  return call.need === 'signed-in' ? account !== null : isAdministrator(account);
}

/** Whether it may be called for this item: many things can be done with one's own only. */
export function mayChange(call, item, account) {
  if (!mayCall(call, account)) return false;
  if (call.own === null || (call.own.administratorsToo && isAdministrator(account))) return true;
  const id = valueOf(account, config.account.id);
  return id === null || valueOf(item, call.own.key) === id;
}

/** Whether an action makes sense for what the item is now. */
export function isUsable({ unless }, item) {
  if (unless === null) return true;
  const value = valueOf(item, unless.key);
  return value !== unless.value && (unless.from === null || unless.from.includes(value));
}

/** Whether a collection is shown; who is not signed in yet sees what he would have. */
export function isVisible({ list, create }, account) {
  return [list, create].some(
    (call) => mayCall(call, account) || (account === null && call?.need === 'signed-in'),
  );
}

export const collectionOf = (key) => config.collections.find((collection) => collection.key === key);
