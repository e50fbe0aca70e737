import type { Entity } from '../entities.ts';
import type { Operation } from '../operations.ts';

/** A list of rows as a page shows it, with the operations that make sense on it. */
export interface View {
  key: string;
  entity: Entity;
  /** Entities whose rows lead to it, the outermost first. */
  chain: Entity[];
  /** Whether it is there for administrators, beside or in place of one for everybody. */
  isAdministration: boolean;
  /** null: rows can be added and not be listed. */
  list: Operation | null;
  /** Those of its entity that a page can call from here, the most fitting first. */
  operations: Operation[];
}

/** All views of an app: one for each way to its lists, and one more where administrators see other rows. */
export function readViews(entities: readonly Entity[], operations: readonly Operation[]): View[] {
  return entities.flatMap((entity) => {
    const own = operations.filter((operation) => operation.entity === entity && chainOf(operation) !== null);
    return viewsOf(entity, own);
  });
}

function viewsOf(entity: Entity, own: readonly Operation[]): View[] {
  const all = own.filter(({ action }) => action.kind === 'list');
  const plain = all.filter(({ endpoint }) => !endpoint.path.endsWith('search'));
  const lists = plain.length > 0 ? plain : all;
  const views: View[] = [];
  const add = (list: Operation | null, chain: Entity[], isAdministration: boolean) => {
    const names = [...(isAdministration ? ['all'] : []), ...chain.map((one) => one.plural), entity.plural];
    const key = names.join('-');
    const isKnown = views.some((view) => view.key === key);
    const base = { key, entity, chain, isAdministration, list };
    if (!isKnown) views.push({ ...base, operations: fitting(base, own) });
  };
  const isAdministrative = ({ need }: Operation) => Number(need === 'administrator');
  for (const list of [...lists].sort((a, b) => isAdministrative(a) - isAdministrative(b)))
    add(list, chainOf(list)!, list.need === 'administrator');
  for (const create of own.filter(({ action }) => action.kind === 'create')) {
    const chain = chainOf(create)!;
    const isReachable =
      chain.length === 0 ? views.length > 0 : views.some((view) => isSame(view.chain, chain));
    if (!isReachable) add(null, chain, create.need === 'administrator');
  }
  return views;
}

/** Views inside of a row of another one. */
export function childrenOf(view: View, views: readonly View[]): View[] {
  const inside = views.filter(
    ({ chain }) =>
      chain.at(-1) === view.entity && (chain.length === 1 || isSame(chain.slice(0, -1), view.chain)),
  );
  const fit = (child: View) => Number(child.isAdministration !== view.isAdministration);
  const sorted = inside
    .filter(({ list }) => !view.isAdministration || list === null || !isForeign(list))
    .sort((a, b) => b.chain.length - a.chain.length || fit(a) - fit(b));
  return sorted.filter((child, index) => sorted.findIndex(({ entity }) => entity === child.entity) === index);
}

function fitting(view: Omit<View, 'operations'>, own: readonly Operation[]): Operation[] {
  const rank = ({ need, scopes }: Operation) =>
    Number((need === 'administrator') !== view.isAdministration) * 10 - scopes.length;
  return own
    .filter((operation) => {
      const chain = chainOf(operation)!;
      return chain.length === 0 || isSame(chain, view.chain);
    })
    .filter((operation) => !view.isAdministration || !isForeign(operation))
    .sort((a, b) => rank(a) - rank(b));
}

/** Whether administrators, who see everybody's rows, cannot use it on most of them. */
function isForeign({ own, administratorsToo }: Operation): boolean {
  return own !== null && !administratorsToo;
}

/** null: the path asks for what is no row. */
function chainOf({ scopes }: Operation): Entity[] | null {
  const parents = scopes.flatMap(({ parent }) => parent?.entity ?? []);
  return parents.length === scopes.length ? parents : null;
}

function isSame(a: readonly Entity[], b: readonly Entity[]): boolean {
  return a.length === b.length && a.every((entity, index) => entity === b[index]);
}
