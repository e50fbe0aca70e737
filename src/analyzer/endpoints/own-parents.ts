import { isSameWord, ownerKey } from './model.ts';
import type { ModelEntity } from './model.ts';
import type { PlannedEndpoint } from './plan.ts';
import type { TestRecord } from './records.ts';
import type { TestRun } from './run.ts';

/**
 * Whether an endpoint that concerns own things wants the record under whose address it is to be the caller's own:
 * "the comments on one of the own tickets", but not "an own comment on any ticket". What has no account of its own
 * belongs to that of its parent.
 */
export function isOwnParent(
  run: TestRun,
  { endpoint, entity }: PlannedEndpoint,
  { entity: parent }: TestRecord,
): boolean {
  if (parent === null || isSameWord(parent.name, 'user')) return true;
  if (isCalledOwn(endpoint.description, parent)) return true;
  return ownerKey(entity) === null && belongsToSomebody(run, parent, new Set());
}

/** Whether its name comes right after an "own" or "my". */
function isCalledOwn(description: string, { name }: ModelEntity): boolean {
  return description
    .split(/\b(?:own|my)\b/i)
    .slice(1)
    .some((after) => {
      const words = after.split(/[^\p{L}\d]+/u).filter((word) => word !== '');
      return [1, 2, 3].some((length) => isSameWord(words.slice(0, length).join(''), name));
    });
}

function belongsToSomebody(run: TestRun, entity: ModelEntity, seen: Set<ModelEntity>): boolean {
  if (ownerKey(entity) !== null) return true;
  seen.add(entity);
  const names = [...entity.fields.values()].flatMap(({ references }) => references ?? []);
  return run.plan.model.some(
    (other) =>
      !seen.has(other) &&
      names.some((name) => isSameWord(name, other.name)) &&
      belongsToSomebody(run, other, seen),
  );
}
