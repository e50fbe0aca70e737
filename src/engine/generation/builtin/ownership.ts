import type { Entity, Reference } from './entities.ts';
import type { Field } from './fields.ts';
import type { Operation } from './operations.ts';

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

/** What a new row must not borrow from somebody else: what it belongs to, or whose balance it takes from. */
export function foreignReference({ entity, scopes, need, own }: Operation): Reference | null {
  const { transfer } = entity;
  const isHeld = own || (transfer !== null && need === 'signed-in');
  const path = entity.owners.find(({ through }) => !transfer || through[0]?.field === transfer.from);
  const first = path?.through[0];
  const isScoped = scopes.at(-1)?.links[0] === first?.field;
  return isHeld && first && !isScoped ? first : null;
}
