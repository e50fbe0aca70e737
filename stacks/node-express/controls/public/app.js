import { showCollection } from './collection.js';
import { config } from './config.js';
import { showSections, showTrail } from './places.js';
import { isVisible, mayCall } from './rules.js';

const find = (selector) => document.querySelector(selector);
const roots = config.collections.filter(({ isRoot }) => isRoot);

/** `parents`: what leads to the collection, each with its row, its title and its collection. */
const state = { collection: null, parents: [], account: null, shown: null };
let account = null;

/** What went wrong, or null; who has to sign in is asked to. */
function report(error) {
  find('#message').textContent = error?.message ?? '';
  if (error?.status === 401) account?.forget();
}

function go(collection, parents) {
  Object.assign(state, { collection, parents });
  show();
  find('#collection-title').focus();
}

function needsAccount() {
  const { collection, account: who } = state;
  return ![collection?.list, collection?.create].some((one) => mayCall(one ?? null, who));
}

/** Shows the collection, or asks to sign in where there is nothing to see without. */
function show() {
  const { collection, parents } = state;
  const visible = roots.filter((root) => isVisible(root, state.account));
  state.shown?.leave();
  report(null);
  showSections(find('#sections'), visible, parents.at(0)?.collection.key ?? collection.key, go);
  find('#collection').hidden = needsAccount();
  if (needsAccount()) {
    account?.ask();
    return;
  }
  find('#sign-in').hidden = true;
  showTrail(find('#trail'), collection, parents, go);
  state.shown = showCollection({ collection, parents, account: state.account, go, report });
}

/** Shows what was shown before, if there is a right to it still. */
function start(who, isNew = false) {
  state.account = who;
  const isOpen = state.collection !== null && isVisible(state.collection, who);
  const first = roots.find((root) => isVisible(root, who));
  if (!isOpen || who === null) Object.assign(state, { collection: first ?? null, parents: [] });
  if (state.collection === null) find('#message').textContent = 'There is nothing to show here.';
  else show();
  if (isNew) find('#collection-title').focus();
}

find('#tools').addEventListener('submit', (event) => event.preventDefault());
if (config.account === null) start(null);
else {
  const { createAccount } = await import('./account.js');
  account = createAccount({
    ...{ bar: find('#account'), section: find('#sign-in') },
    changed: start,
    isNeeded: needsAccount,
    opened() {
      find('#collection').hidden = true;
    },
    closed() {
      find('#collection').hidden = false;
      find('#collection-title').focus();
    },
  });
  await account.start();
}
