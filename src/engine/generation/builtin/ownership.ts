import type { Accounts } from './accounts.ts';
import type { Entity, Reference } from './entities.ts';
import type { Field } from './fields.ts';
import { sameName, wordsOf } from './naming.ts';
import type { Operation } from './operations.ts';
import type { Scope, Target } from './targets.ts';

/** From a row over the rows that it refers to, the nearest first, to the field that names the account. */
export interface OwnerPath {
  through: Reference[];
  owner: Field;
}

/**
 * How a row belongs to an account: by its own field, else through what it must refer to, as a card belongs to
 * the owner of its board. A transfer belongs to both of its sides.
 */
export function readOwners(entity: Entity): OwnerPath[] {
  const nearest = findOwner(entity, new Set());
  if (entity.owner || !entity.transfer) return nearest ? [nearest] : [];
  const { from, to } = entity.transfer;
  return entity.references
    .filter(({ field }) => field === from || field === to)
    .flatMap((reference) => {
      const inner = findOwner(reference.entity, new Set([entity]));
      return inner ? [{ through: [reference, ...inner.through], owner: inner.owner }] : [];
    });
}

function findOwner(entity: Entity, seen: Set<Entity>): OwnerPath | null {
  if (entity.owner) return { through: [], owner: entity.owner };
  seen.add(entity);
  const paths = entity.references
    .filter((reference) => !seen.has(reference.entity))
    .flatMap((reference) => {
      const inner = findOwner(reference.entity, new Set(seen));
      return inner ? [{ through: [reference, ...inner.through], owner: inner.owner }] : [];
    });
  return paths.sort((a, b) => a.through.length - b.through.length)[0] ?? null;
}

/** What has to belong to the account that calls an endpoint which concerns own things only. */
export interface Own {
  /** The rows that it answers, changes or deletes. */
  rows: boolean;
  /** Rows that its path goes through. */
  parents: Scope[];
}

/**
 * "The comments on an own ticket" are all comments on a ticket that is one's own; "an own comment on a ticket"
 * is one's own, whoever's the ticket is. Without an owner of its own, a row is its parent's owner's. Where the
 * path goes through an account, it is the one that calls.
 */
export function readOwn(description: string, { entity, scopes }: Target, accounts: Accounts): Own {
  const named = scopes.filter(
    ({ parent }) => parent && parent.entity.owners.length > 0 && isCalledOwn(description, parent.entity),
  );
  const isParentsName = named.some(({ parent }) => parent?.entity === entity);
  const rows = named.length === 0 || (!isParentsName && isCalledOwn(description, entity));
  const parents = scopes.filter((scope) => {
    if (!scope.parent) return false;
    if (scope.parent.entity === accounts.entity || named.includes(scope)) return true;
    return rows && entity.owner === null && scope.parent.entity.owners.length > 0;
  });
  return { rows, parents };
}

/** Whether its name comes right after an "own" or "my". */
function isCalledOwn(description: string, { name }: Entity): boolean {
  const length = wordsOf(name).length;
  return description
    .split(/\b(?:own|my)\b/i)
    .slice(1)
    .some((after) => sameName(wordsOf(after).slice(0, length).join(' '), name));
}

/** What a new row must not borrow from somebody else: what it belongs to, or whose balance it takes from. */
export function foreignReference({ entity, scopes, need, own }: Operation): Reference | null {
  const { transfer } = entity;
  const isHeld = own !== null || (transfer !== null && need === 'signed-in');
  const path = entity.owners.find(({ through }) => !transfer || through[0]?.field === transfer.from);
  const first = path?.through[0];
  const isScoped = scopes.at(-1)?.links[0] === first?.field;
  return isHeld && first && !isScoped ? first : null;
}
