import { confirmFirst, openDialog } from './dialog.js';
import { createForm } from './form.js';
import { showItem } from './items.js';
import { call, element, listIn, readNames, valueOf } from './page.js';
import { showPages, totalIn } from './pages.js';
import { mayCall } from './rules.js';
import { showSummary } from './summary.js';
import { firstAsked, queryOf, showTools } from './tools.js';

const find = (selector) => document.querySelector(selector);
const items = find('#items');
const heading = find('#collection-title');

/**
 * Shows a collection. `parents` lead to it, each with its row, its title and its collection; `go` shows another one,
 * `report` gets what keeps this one from being shown.
 */
export function showCollection({ collection, parents, account, go, report }) {
  const isListed = mayCall(collection.list, account);
  const rowsAbove = parents.map(({ row }) => row);
  let asked = firstAsked;
  let names = new Map();
  let turn = 0;
  let isGone = false;

  heading.textContent = collection.title;
  items.replaceChildren();
  find('#summary').hidden = true;
  find('#tools').hidden = true;
  find('#pages').hidden = true;
  say('Loading …', true);
  showNew();

  function say(text, isEmpty) {
    const status = find('#status');
    status.textContent = text;
    status.className = isEmpty ? 'quiet empty' : 'quiet';
  }

  function showNew() {
    const button = element('button', { type: 'button', className: 'primary' }, `New ${collection.what}`);
    button.addEventListener('click', openNew);
    find('#new').replaceChildren(...(mayCall(collection.create, account) ? [button] : []));
  }

  /**
   * Shows what the server has now; an answer that was overtaken by a newer one is dropped. The button that was used
   * keeps the focus.
   */
  async function refresh(notice = '', focused = null) {
    turn += 1;
    const own = turn;
    const rows = [...rowsAbove, null];
    const source = asked.search === '' ? collection.list : { path: collection.search.path };
    const hasSummary = mayCall(collection.summary, account);
    try {
      const [answer, summary] = await Promise.all([
        isListed ? call(source, rows, { query: queryOf(collection, asked) }) : [],
        hasSummary ? call(collection.summary, rows) : null,
      ]);
      if (own !== turn || isGone) return;
      show(answer, summary, notice);
      if (focused !== null) focusButton(focused);
    } catch (error) {
      if (own !== turn || isGone) return;
      items.replaceChildren();
      say('', true);
      report(error);
    }
  }

  function show(answer, summary, notice) {
    const rows = listIn(answer);
    const total = totalIn(answer, rows, collection);
    report(null);
    items.replaceChildren(...rows.map((row) => showItem(row, collection, { ...itemTools, names })));
    showSummary(find('#summary'), summary);
    showPages(find('#pages'), collection, { page: asked.page, rows, total }, (page) => {
      ask({ page });
      heading.focus();
    });
    const words = [notice, wordsFor(rows, total)].filter((text) => text !== '');
    say(words.join(' '), rows.length === 0);
  }

  function wordsFor(rows, total) {
    if (collection.list === null) return '';
    if (!isListed) return 'Only administrators see this list.';
    const { what, things } = collection;
    if (rows.length > 0) return total === null ? '' : `${total} ${total === 1 ? what : things}`;
    const isLimited = asked.search !== '' || Object.values(asked.filters).some((value) => value !== '');
    return isLimited ? 'Nothing found.' : 'Nothing here yet.';
  }

  function ask(changed) {
    asked = { ...asked, page: 1, ...changed };
    void refresh();
  }

  function focusButton(key) {
    const button = [...items.querySelectorAll('button')].find((candidate) => candidate.dataset.key === key);
    (button ?? heading).focus();
  }

  function openForm(title, fields, item, action, send) {
    const { form, focus } = createForm({ fields, item, names, action, send, cancel: () => close() });
    const close = openDialog(title, form);
    focus();
    return close;
  }

  function openNew() {
    const fields = collection.fields.filter((field) => field.create);
    const close = openForm(`New ${collection.what}`, fields, null, 'Add', async (values) => {
      const { given } = collection.create;
      const value = given === null ? null : valueOf(rowsAbove.at(-1), given.from);
      const body = given === null ? values : { ...values, [given.key]: given.many ? [value] : value };
      await call(collection.create, [...rowsAbove, null], { body });
      close();
      await refresh('Added.');
    });
  }

  const itemTools = {
    account,
    open: (child, row, title) => go(child, [...parents, { collection, row, title }]),
    edit(item, target, fields) {
      const close = openForm(`Edit ${collection.what}`, fields, item, 'Save', async (values) => {
        await call(target, [...rowsAbove, item], { body: values });
        close();
        await refresh('Saved.', `${valueOf(item, collection.id)} Edit`);
      });
    },
    remove(item, title) {
      confirmFirst({
        ...{
          title: `Delete ${collection.what}?`,
          words: `“${title}” will be gone for good.`,
          action: 'Delete',
        },
        async act(close) {
          await call(collection.remove, [...rowsAbove, item]);
          close();
          await refresh('Deleted.');
          heading.focus();
        },
      });
    },
    async act(item, action, key) {
      try {
        await call(action, [...rowsAbove, item]);
        await refresh('', key);
      } catch (error) {
        report(error);
      }
    },
  };

  void refresh();
  void readNames(collection.fields).then((found) => {
    if (isGone) return;
    names = found;
    if (isListed) showTools(find('#tools'), collection, names, ask);
    if (names.size > 0) void refresh();
  });

  return {
    leave() {
      isGone = true;
    },
  };
}
