import { element } from './page.js';

/** The ways to the collections that are in no other. */
export function showSections(place, collections, here, go) {
  const items = collections.map((collection) => {
    const made = button(collection.title, () => go(collection, []));
    if (collection.key === here) made.setAttribute('aria-current', 'page');
    return element('li', {}, made);
  });
  place.hidden = items.length < 2;
  place.replaceChildren(element('ul', {}, ...items));
}

/** What leads to a collection inside of another, and the way back. */
export function showTrail(place, collection, parents, go) {
  const steps = parents.flatMap((parent, index) => {
    const back = button(parent.collection.title, () => go(parent.collection, parents.slice(0, index)));
    back.className = 'link';
    return [element('li', {}, back), element('li', {}, parent.title)];
  });
  const last = element('li', {}, collection.title);
  last.setAttribute('aria-current', 'page');
  place.hidden = parents.length === 0;
  place.replaceChildren(element('ol', {}, ...steps, last));
}

function button(text, act) {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', act);
  return made;
}
